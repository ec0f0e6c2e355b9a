"""A visitor who has just left says how it was (R23)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from shared.access.rules import Permission, Person
from shared.desk.outcomes import Door, NotAllowed
from shared.feedback.actions import Rating, make_anonymous, take_note_of, tell_of, write_rating
from shared.feedback.models import Feedback
from shared.feedback.queries import feedback, feedback_of_tap
from shared.feedback.rules import LOW, RATED_WITHIN, Score, may_add, may_change_score, problem_with_comment
from shared.visits.models import Visit
from shared.visits.queries import visit
from shared.visits.rules import VisitState


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
    rating = Rating(tap, stay.id, stay.site_id, stay.host_id, stay.booking.grade_letter, score)
    made = write_rating(session, rating, door.station, now)
    return made or feedback_of_tap(session, tap) or NotTaken.RATED_BEFORE


def is_asked(stay: Visit, now: datetime) -> bool:
    """Say whether somebody has left so lately that the kiosk still asks how it was."""
    return stay.state == VisitState.LEFT and stay.left_at is not None and now - stay.left_at <= RATED_WITHIN


@dataclass(frozen=True)
class More:
    """What is said after the first tap; None for what is not said now."""

    score: Score | None = None
    comment: str | None = None
    anonymous: bool | None = None


def say_more(session: Session, feedback_id: str, more: More, door: Door, now: datetime) -> Feedback | NotTaken:
    """Change the number within seconds, add words, or stay unnamed, which nobody can take back."""
    row = feedback(session, feedback_id, locked=True)
    if row is None or row.site_id != door.site_id:
        return NotTaken.NOT_ASKED
    if objection := _objection(row, more, now):
        return objection
    was_low = row.score <= LOW
    if more.score is not None:
        row.score = int(more.score)
    if more.comment is not None:
        row.comment = more.comment
    if more.anonymous and not row.is_anonymous:
        make_anonymous(row)
    if was_low or row.score <= LOW:  # reception's card says something else now
        tell_of(session, row, door.station, now)
    return row


def _objection(row: Feedback, more: More, now: datetime) -> NotTaken | None:
    if more.comment is not None and problem_with_comment(more.comment):
        return NotTaken.ODD
    if not may_add(row.given_at, row.is_anonymous, now):
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
