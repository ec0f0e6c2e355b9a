"""Letters to those who decide, to those who wait for their answer, to departments, and to who owes papers.

R5, R6, R8.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import render_template, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from admin.approvals.words import step_name
from admin.bookings.more import more_said
from admin.bookings.unreached import not_reached_by_mail
from admin.wording import KIND, party
from shared.access.queries import language_of, names_of
from shared.approvals.models import ApprovalStep
from shared.approvals.queries import review_of, step_with_id, steps_of_each
from shared.approvals.rules import StepState
from shared.bookings.models import Booking
from shared.bookings.queries import booking as booking_with_id
from shared.bookings.queries import bookings_with_ids
from shared.bookings.queries import guest as guest_with_id
from shared.bookings.rules import UNDECIDED, State, VisitKind
from shared.desk.approval_links import APPROVALS
from shared.desk.ask_approval import ASKED, can_be_asked
from shared.desk.declined import DECLINED, INVITED_OFF, answered_in
from shared.desk.letters import told_window
from shared.desk.nobody_decides import NOBODY_CAN_DECIDE, NOBODY_DECIDED
from shared.desk.papers_due import PAPERS_DUE, PAPERS_OVERDUE, owes_papers
from shared.desk.visit_notice import VISIT_NOTICE, VISIT_NOTICE_WITHDRAWN, is_for_reception
from shared.kernel.node import Node
from shared.notices.models import Notice
from shared.notices.rules import Letter
from shared.people.models import Employee
from shared.people.queries import employee_names

WriteLetter = Callable[[Session, Notice], Letter | None]
_MOST_LOOKED_AT = 20
"""Of the visits that a letter names, so many are asked whether somebody can decide by now."""
_MOST_LISTED = 20
"""Of the visits of a letter, so many stand in it; the rest is a number."""


def approval_writers(node: Node) -> Mapping[str, WriteLetter]:
    """Return who writes each letter, by topic."""
    return {
        ASKED: lambda session, notice: _asked(session, notice, node),
        NOBODY_CAN_DECIDE: lambda session, notice: _nobody_decides(session, notice, node),
        NOBODY_DECIDED: lambda session, notice: _nobody_decided(session, notice, node),
        DECLINED: lambda session, notice: _declined(session, notice, node),
        INVITED_OFF: _invited_off,
        VISIT_NOTICE: lambda session, notice: _visit_notice(session, notice, node),
        VISIT_NOTICE_WITHDRAWN: lambda session, notice: _withdrawn(session, notice, node),
        PAPERS_DUE: lambda session, notice: _papers(session, notice, node),
        PAPERS_OVERDUE: lambda session, notice: _papers(session, notice, node),
    }


def _asked(session: Session, notice: Notice, node: Node) -> Letter | None:
    step, asked = step_with_id(session, notice.subject_id), session.get(Employee, notice.employee_id)
    if step is None or asked is None or step.state != StepState.ASKED or step.booking.state != State.WAITING:
        return None
    if step.booking.ends_at <= node.now():
        return None
    language = language_of(session, asked.id)
    with force_locale(language):
        absent = notice.facts.get("in_place_of")
        link = APPROVALS.sign(step.id, asked.id, notice.asked_at, node.keys.answers)
        facts = _facts(step.booking, language, node) | {
            "step": step_name(step.kind, step.rank),
            "in_place_of": employee_names(session, [absent], language).get(absent, "") if absent else "",
            "is_reminder": bool(notice.facts.get("reminder")),
            "is_escalated": bool(notice.facts.get("escalated")),
            "link": f"{node.settings.public_url}{url_for('approval_links.page', link=link)}",
        }
        return Letter(asked.email, _subject(step, facts), render_template("letters/approval.txt", **facts))


def _subject(step: ApprovalStep, facts: dict[str, Any]) -> str:
    said = {"who": facts["who"], "grade": step.booking.grade_letter}
    if facts["is_reminder"] or facts["is_escalated"]:
        return str(_("Still waits for a decision: %(who)s, grade %(grade)s", **said))
    return str(_("Please decide: %(who)s, grade %(grade)s", **said))


def _nobody_decides(session: Session, notice: Notice, node: Node) -> Letter | None:
    """Say that visits wait for nobody; not of what is decided on, is over, or has somebody by now who can be asked."""
    told, now = session.get(Employee, notice.employee_id), node.now()
    named = [each for each in bookings_with_ids(session, notice.facts["bookings"]) if each.ends_at > now]
    steps = steps_of_each(session, [each.id for each in named])
    asked = {step.booking_id: step for step in steps if step.state == StepState.ASKED}
    stuck = sorted((each for each in named if each.id in asked), key=lambda each: (each.starts_at, each.id))
    first = stuck[:_MOST_LOOKED_AT]
    booking = next((each for each in first if not can_be_asked(session, each, asked[each.id], now)), None)
    if told is None or booking is None:
        return None
    language, step = language_of(session, told.id), asked[booking.id]
    with force_locale(language):
        facts = _facts(booking, language, node) | {"step": step_name(step.kind, step.rank), "more": len(stuck) - 1}
        subject = _("Nobody can decide: %(who)s, grade %(grade)s", who=facts["who"], grade=booking.grade_letter)
        return Letter(told.email, subject, render_template("letters/nobody_decides.txt", **facts))


def _nobody_decided(session: Session, notice: Notice, node: Node) -> Letter | None:
    """Tell who waited for an answer that there was none; not of what was put off to another day since."""
    told, named = session.get(Employee, notice.employee_id), bookings_with_ids(session, notice.facts["bookings"])
    over = [each for each in named if _is_undecided(each)]
    if told is None or not over:
        return None
    booking, *others = sorted(over, key=lambda each: (each.starts_at, each.id))
    listed, language = others[:_MOST_LISTED], language_of(session, told.id)
    with force_locale(language):
        facts = _facts(booking, language, node) | {
            "others": [(party(each.leader.visitor.name, len(each.guests)), *_window(each)) for each in listed],
            "more": len(others) - len(listed),
        }
        subject = _("Nobody decided in time: %(who)s", who=facts["who"])
        if others:
            subject = _("Nobody decided in time: %(n)s visits", n=len(over))
        return Letter(told.email, subject, render_template("letters/nobody_decided.txt", **facts))


def _is_undecided(booking: Booking) -> bool:
    return booking.state == State.WAITING and booking.turnout == UNDECIDED


def _declined(session: Session, notice: Notice, node: Node) -> Letter | None:
    """Bring who asked for a visit the answer, of a series with all its dates; not of what was asked for anew since."""
    told, answered = session.get(Employee, notice.employee_id), bookings_with_ids(session, answered_in(notice))
    still = [each for each in answered if each.state == notice.facts["state"]]
    if told is None or not still:
        return None
    booking, *others = sorted(still, key=lambda each: each.starts_at)
    language = language_of(session, told.id)
    by = booking.decided_by or ""
    with force_locale(language):
        facts = _facts(booking, language, node) | {
            "is_rejected": booking.state == State.REJECTED,
            "is_cancelled": booking.state == State.CANCELLED,
            "to_call": [] if booking.state == State.SENT_BACK else not_reached_by_mail(booking.guests),
            "by": names_of(session, [by], language).get(by, ""),
            "reason": booking.reason or "",
            "others": [_window(each) for each in others],
        }
        subject = _declined_subject(booking, facts["who"], 1 + len(others))
        return Letter(told.email, subject, render_template("letters/declined.txt", **facts))


def _declined_subject(booking: Booking, who: str, dates: int) -> str:
    if booking.state == State.CANCELLED:
        one, many = _("Called off: %(who)s", who=who), _("Called off: %(who)s, %(n)s dates", who=who, n=dates)
    elif booking.state == State.SENT_BACK:
        one, many = _("Sent back: %(who)s", who=who), _("Sent back: %(who)s, %(n)s dates", who=who, n=dates)
    else:
        one, many = _("Rejected: %(who)s", who=who), _("Rejected: %(who)s, %(n)s dates", who=who, n=dates)
    return str(many if dates > 1 else one)


def _invited_off(session: Session, notice: Notice) -> Letter | None:
    """Tell a visitor who filled an invitation in, in both languages, that nothing comes of it; not why."""
    guest = guest_with_id(session, notice.subject_id)
    if guest is None or not guest.visitor.email:
        return None
    booking = guest.booking
    if booking.state not in (State.REJECTED, State.CANCELLED) and not _is_undecided(booking):
        return None
    starts, is_undecided = booking.starts_at.astimezone(booking.site.tz), _is_undecided(booking)
    facts = {"guest": guest, "booking": booking, "starts": starts, "is_undecided": is_undecided}
    return Letter(
        to=guest.visitor.email,
        subject=render_template("letters/invited_off_subject.txt", **facts).strip(),
        text=render_template("letters/invited_off.txt", **facts),
    )


def _visit_notice(session: Session, notice: Notice, node: Node) -> Letter | None:
    booking, told = booking_with_id(session, notice.subject_id), session.get(Employee, notice.employee_id)
    if booking is None or told is None or booking.state != State.APPROVED:
        return None
    language = language_of(session, told.id)
    with force_locale(language):
        facts = _facts(booking, language, node) | {
            "review": review_of(session, booking.id),
            "for_reception": is_for_reception(notice),
            "people": len(booking.guests),
            "more": more_said(booking.more),
        }
        subject = _("Visit notice: %(who)s", who=facts["who"])
        if facts["for_reception"]:
            subject = _("Guests for reception: %(who)s", who=facts["who"])
        return Letter(told.email, subject, render_template("letters/visit_notice.txt", **facts))


def _withdrawn(session: Session, notice: Notice, node: Node) -> Letter | None:
    booking, told = booking_with_id(session, notice.subject_id), session.get(Employee, notice.employee_id)
    if booking is None or told is None:
        return None
    language = language_of(session, told.id)
    starts, ends = told_window(session, booking, VISIT_NOTICE, booking.id, told.id)
    with force_locale(language):
        facts = _facts(booking, language, node) | {
            "is_cancelled": booking.state == State.CANCELLED,
            "for_reception": is_for_reception(notice),
            "starts": starts,
            "ends": ends,
        }
        subject = _("Visit notice withdrawn: %(who)s", who=facts["who"])
        if facts["for_reception"]:
            subject = _("Please do not expect: %(who)s", who=facts["who"])
        return Letter(told.email, subject, render_template("letters/visit_notice_withdrawn.txt", **facts))


def _papers(session: Session, notice: Notice, node: Node) -> Letter | None:
    booking, told = booking_with_id(session, notice.subject_id), session.get(Employee, notice.employee_id)
    if booking is None or told is None or booking.papers_due is None or not owes_papers(booking):
        return None
    language = language_of(session, told.id)
    with force_locale(language):
        facts = _facts(booking, language, node) | {
            "due": booking.papers_due.astimezone(booking.site.tz),
            "is_overdue": booking.papers_due <= node.now(),
        }
        subject = _("Papers to be filed: %(who)s", who=facts["who"])
        if facts["is_overdue"]:
            subject = _("Papers are overdue: %(who)s", who=facts["who"])
        return Letter(told.email, subject, render_template("letters/papers.txt", **facts))


def _facts(booking: Booking, language: str, node: Node) -> dict[str, Any]:
    leader, (starts, ends) = booking.leader.visitor, _window(booking)
    return {
        "booking": booking,
        "who": party(leader.name, len(booking.guests)),
        "company": leader.company.name,
        "host": booking.host.named(language),
        "site": booking.site.named(language),
        "kind": str(KIND[VisitKind(booking.kind)]),
        "grade": f"{booking.grade_letter} {booking.grade.named(language)}",
        "starts": starts,
        "ends": ends,
        "address": f"{node.settings.public_url}{url_for('booking.page', booking_id=booking.id)}",
    }


def _window(booking: Booking) -> tuple[datetime, datetime]:
    """Return the window on the site's clocks."""
    return booking.starts_at.astimezone(booking.site.tz), booking.ends_at.astimezone(booking.site.tz)
