"""A low score opens a complaint: somebody owns it, answers by a time, and closes it with words (R23, R25)."""

from datetime import date, datetime, timedelta

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from shared.access.models import Account, Grant
from shared.access.rules import Permission, Person, Role
from shared.desk.outcomes import NotAllowed
from shared.feedback.actions import blur_low_score, note_low_score, raise_low_score
from shared.feedback.models import Feedback, LowScore, Survey
from shared.feedback.queries import low_score, low_score_of, open_of_owner, survey_of
from shared.feedback.rules import LETTER_AFTER, Deed, objection_to_deed
from shared.kernel.logbook import About, Kind
from shared.notices.actions import drop
from shared.notices.models import Notice
from shared.notices.queries import notices_in_hand
from shared.people.models import Employee
from shared.people.queries import is_here
from shared.sites.models import Site

LOW_SCORE = "low_score"
"""A letter to who has to see to it."""
LOW_SCORE_DUE = "low_score_due"
"""A reminder before it is due, and one when it is overdue."""
_REMINDED_BEFORE = timedelta(hours=1)


class BadDeed(ValueError):
    """A step that can't be taken; the text is a stable code."""


def look_at_score(session: Session, row: Feedback, survey: Survey | None, host_id: str | None, now: datetime) -> None:
    """Open a complaint for an answer that is low, once; take one back whose number was changed within seconds."""
    limit = survey.low_score if survey else 0
    raised = low_score_of(session, row.id)
    if row.lowest > limit:
        if raised is not None and raised.taken_at is None and raised.answered_at is None:
            _drop_letters(session, raised)
            session.delete(raised)
        return
    if raised is None and survey is not None:
        owner = _who_sees_to_it(session, row.site_id, survey.alert_role, host_id, now)
        raised = raise_low_score(session, row, owner, survey.alert_hours, now)
        session.add_all(_letters(raised, now))
    if raised is not None and row.is_anonymous:
        blur_low_score(raised)


def see_to(session: Session, low_score_id: str, deed: Deed, words: str, by: Person, now: datetime) -> LowScore:
    """Take a complaint on, write what the visitor was told, or close it with what was learnt.

    Raises NotAllowed, also for one that isn't there, and BadDeed.
    """
    raised = low_score(session, low_score_id, locked=True)
    if raised is None or not by.may(Permission.SEE_TO_COMPLAINTS, raised.site_id):
        raise NotAllowed
    if objection := objection_to_deed(deed, words, **raised.facts()):
        raise BadDeed(objection)
    if by.employee_id:
        raised.owner_id = by.employee_id
    raised.taken_at = raised.taken_at or now
    if deed is Deed.TAKE:
        note_low_score(session, Kind.LowScoreTaken, raised, by.id, now)
        return raised
    _drop_letters(session, raised)
    if deed is Deed.ANSWER:
        raised.answer, raised.answered_at, raised.answered_by = words, now, by.id
        note_low_score(session, Kind.LowScoreAnswered, raised, by.id, now)
    else:
        raised.closing, raised.closed_at, raised.closed_by = words, now, by.id
        note_low_score(session, Kind.LowScoreClosed, raised, by.id, now)
    return raised


def hand_on_complaints(session: Session, employee_id: str, now: datetime) -> None:
    """Give what somebody who has left the company still had to see to to whoever would see to it now."""
    for raised in session.scalars(open_of_owner(employee_id)):
        survey = survey_of(session, raised.feedback.grade_letter)
        role = survey.alert_role if survey else Role.MANAGER.value
        _drop_letters(session, raised)
        raised.owner_id = _who_sees_to_it(session, raised.site_id, role, raised.feedback.host_id, now)
        raised.taken_at = None
        if raised.answered_at is None:
            session.add_all(_letters(raised, now))


def _letters(raised: LowScore, now: datetime) -> list[Notice]:
    """Return the letters to the owner: at once, an hour before it is due, and when it is overdue."""
    if raised.owner_id is None:
        return []
    ahead = [at for at in (raised.due_at - _REMINDED_BEFORE, raised.due_at) if at > now]
    moments = [(LOW_SCORE, now + LETTER_AFTER), *((LOW_SCORE_DUE, at) for at in ahead)]
    return [
        Notice(
            topic=topic,
            subject_id=raised.id,
            employee_id=raised.owner_id,
            about=About(raised.site_id).as_json(),
            asked_at=raised.raised_at,
            due_at=due_at,
        )
        for topic, due_at in moments
    ]


def _drop_letters(session: Session, raised: LowScore) -> None:
    for notice in notices_in_hand(session, [raised.id], (LOW_SCORE, LOW_SCORE_DUE)):
        drop(notice)


def _who_sees_to_it(session: Session, site_id: str, role: str, host_id: str | None, now: datetime) -> str | None:
    """Return whose the complaint is: somebody with the role at the site, else a manager, else an administrator.

    Who is away today is left out, unless nobody else is there.
    """
    today = now.astimezone(session.get_one(Site, site_id).tz).date()
    roles = (role, Role.MANAGER.value, Role.ADMIN.value)
    found = (_somebody_with(session, each, site_id, host_id, day) for day in (today, None) for each in roles)
    return next((employee for employee in found if employee), None)


def _somebody_with(session: Session, role: str, site_id: str, host_id: str | None, day: date | None) -> str | None:
    """Return an employee who has a role at a site and is here on a day, rather not the host it may be about."""
    wanted = (
        select(Employee.id)
        .join(Account, Account.employee_id == Employee.id)
        .join(Grant, Grant.account_id == Account.id)
        .where(Employee.left_at.is_(None), Account.disabled_at.is_(None), Grant.role == role)
        .where((Grant.site_id == site_id) | Grant.site_id.is_(None), is_here(day) if day else true())
        .order_by(Grant.site_id.is_(None), Employee.id == (host_id or ""), Employee.id)
        .limit(1)
    )
    return session.scalars(wanted).first()
