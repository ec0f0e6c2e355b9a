"""A visitor who has just left says how it was (R23)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.access.models import Account
from shared.access.rules import Permission, Person
from shared.desk.complaints import look_at_score
from shared.desk.outcomes import Door, NotAllowed
from shared.feedback.actions import Rating, make_anonymous, take_note_of, tell_of, write_rating
from shared.feedback.models import Feedback, Survey
from shared.feedback.queries import feedback, feedback_of_tap, survey_of
from shared.feedback.rules import (
    LOW,
    NOTHING_MORE,
    RATED_WITHIN,
    Score,
    kept_of,
    may_add,
    may_change_score,
    problem_with_comment,
)
from shared.feedback.rules import More as Further
from shared.kernel.logbook import Kind, lines_about
from shared.notices.actions import drop
from shared.notices.queries import notices_in_hand
from shared.visits.models import Visit
from shared.visits.queries import visit
from shared.visits.rules import VisitState

SURVEY, SURVEY_REMINDER = "survey", "survey_reminder"
"""Letters with the link, to a visitor who has left."""
ASKED_BY_MAIL = (SURVEY, SURVEY_REMINDER)
_CAME = frozenset({Kind.VisitorArrived, Kind.WalkInRegistered})


class NotTaken(StrEnum):
    """Why something said is not written down."""

    NOT_ASKED = "not_asked"
    """The visit has not ended, or long ago, or elsewhere."""
    RATED_BEFORE = "rated_before"
    TOO_LATE = "too_late"
    """It was said longer ago than it can be changed."""
    ODD = "odd"
    """The comment holds what cannot be shown."""


def rate(session: Session, visit_id: str, tap: str, score: Score, door: Door, now: datetime) -> Feedback | NotTaken:
    """Write a visitor's answer down; the same tap is one answer."""
    if earlier := feedback_of_tap(session, tap):
        return earlier
    stay = visit(session, visit_id)
    if stay is None or stay.site_id != door.site_id or not is_asked(stay, now):
        return NotTaken.NOT_ASKED
    made = write_rating(session, rating_of(session, stay, score, tap), door.station, now)
    if made is None:
        return feedback_of_tap(session, tap) or NotTaken.RATED_BEFORE
    for notice in notices_in_hand(session, [stay.id], ASKED_BY_MAIL):
        drop(notice)
    look_at_score(session, made, survey_of(session, made.grade_letter), stay.host_id, now)
    return made


def rating_of(
    session: Session,
    stay: Visit,
    score: Score,
    tap: str | None,
    more: Further = NOTHING_MORE,
    comment: str = "",
    is_anonymous: bool = False,
) -> Rating:
    """Return an answer with what is known of its visit."""
    return Rating(
        visit_id=stay.id,
        site_id=stay.site_id,
        host_id=stay.host_id,
        grade=stay.booking.grade_letter,
        score=score,
        tap=tap,
        receptionist_id=receptionist_of(session, stay),
        more=more,
        comment=comment,
        is_anonymous=is_anonymous,
    )


def receptionist_of(session: Session, stay: Visit) -> str | None:
    """Return the employee who received a visitor besides the host: who let them in by hand, else who came instead."""
    line = next((each for each in lines_about(session, visit=stay.id, limit=20) if each.kind in _CAME), None)
    wanted = select(Account.employee_id).where(Account.id == line.by) if line else None
    by_hand = session.scalars(wanted).one_or_none() if wanted is not None else None
    found = by_hand or stay.receiver_id
    return None if found == stay.host_id else found


def is_asked(stay: Visit, now: datetime) -> bool:
    """Say whether somebody has left so lately that the kiosk still asks how it was."""
    return stay.state == VisitState.LEFT and stay.left_at is not None and now - stay.left_at <= RATED_WITHIN


@dataclass(frozen=True)
class More:
    """What is said after the first tap; None for what is not said now."""

    score: Score | None = None
    comment: str | None = None
    anonymous: bool | None = None
    scores: Mapping[str, int] | None = None
    """By dimension."""
    recommend: int | None = None


def say_more(session: Session, feedback_id: str, more: More, door: Door, now: datetime) -> Feedback | NotTaken:
    """Change the number within seconds, add words, or stay unnamed, which nobody can take back."""
    row = feedback(session, feedback_id, locked=True)
    if row is None or row.site_id != door.site_id:
        return NotTaken.NOT_ASKED
    if objection := _objection(row, more, now):
        return objection
    was_low, survey = row.score <= LOW, survey_of(session, row.grade_letter)
    if more.score is not None:
        row.score = int(more.score)
    if more.comment is not None:
        row.comment = more.comment
    _add_further(row, more, survey)
    host_id = row.host_id
    if more.anonymous and not row.is_anonymous:
        make_anonymous(row)
    look_at_score(session, row, survey, host_id, now)
    if was_low or row.score <= LOW:  # reception's card says something else now
        tell_of(session, row, door.station, now)
    return row


def _add_further(row: Feedback, more: More, survey: Survey | None) -> None:
    """Add what was said about dimensions, and whether they recommend us; what the survey doesn't ask is left out."""
    if survey is None or (more.scores is None and more.recommend is None):
        return
    said = kept_of(more.scores or {}, more.recommend, survey.dimensions, survey.asks_recommend)
    row.scores = {**row.scores, **said.scores}
    row.recommend = row.recommend if said.recommend is None else said.recommend


def _objection(row: Feedback, more: More, now: datetime) -> NotTaken | None:
    if more.comment is not None and problem_with_comment(more.comment):
        return NotTaken.ODD
    if row.summed_at is not None or not may_add(row.given_at, row.is_anonymous, now):
        return NotTaken.TOO_LATE
    changes = more.score is not None and more.score != row.score
    is_fixed = row.is_anonymous or not may_change_score(row.given_at, now)
    return NotTaken.TOO_LATE if changes and is_fixed else None


def note_low_feedback(session: Session, feedback_id: str, by: Person, now: datetime) -> None:
    """Write that somebody at gate or reception has seen a low answer. Raises NotAllowed."""
    row = feedback(session, feedback_id, locked=True)
    if row is None or not by.may(Permission.SEE_GATE, row.site_id):
        raise NotAllowed
    take_note_of(session, row, by.id, now)
