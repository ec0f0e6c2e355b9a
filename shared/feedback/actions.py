"""Writing feedback down."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from shared.feedback.models import Feedback, RatedVisit
from shared.feedback.rules import KEPT, Score
from shared.kernel.logbook import About, Kind, note


@dataclass(frozen=True)
class Rating:
    """What is written of a first tap."""

    tap: str
    visit_id: str
    site_id: str
    host_id: str
    grade: str
    score: Score


def write_rating(session: Session, rating: Rating, by: str, now: datetime) -> Feedback:
    """Write a visit's answer down; that the visit was rated is written apart from how.

    The logbook tells that somebody answered, and neither who nor what: the visitor may still ask to stay unnamed,
    and no line of it can be taken back.
    """
    row = Feedback(
        tap=rating.tap,
        site_id=rating.site_id,
        grade_letter=rating.grade,
        visit_id=rating.visit_id,
        host_id=rating.host_id,
        score=int(rating.score),
        comment="",
        is_anonymous=False,
        given_at=now,
        kept_for="feedback",
        forget_at=now + KEPT,
    )
    session.add_all([row, RatedVisit(visit_id=rating.visit_id)])
    session.flush()
    note(session, Kind.FeedbackGiven, About(rating.site_id), at=now, by=by)
    return row


def make_anonymous(row: Feedback) -> None:
    """Cut an answer off from its visit; its time keeps the hour only, which many share."""
    row.is_anonymous = True
    row.visit_id = row.host_id = row.tap = None
    row.given_at = row.given_at.replace(minute=0, second=0, microsecond=0)


def take_note_of(session: Session, row: Feedback, by: str, now: datetime) -> None:
    """Write that somebody has seen a low answer; twice is once."""
    if row.noted_at is None:
        row.noted_at, row.noted_by = now, by
        note(session, Kind.FeedbackNoted, About(row.site_id), at=now, by=by, feedback=row.id)
