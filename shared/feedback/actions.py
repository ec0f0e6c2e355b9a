"""Writing feedback down."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from shared.feedback.models import Feedback, RatedVisit
from shared.feedback.rules import KEPT, Score
from shared.kernel.database import insert_into, table_of
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


def write_rating(session: Session, rating: Rating, by: str, now: datetime) -> Feedback | None:
    """Write a visit's answer down, and apart from it that the visit was rated; None if it was before."""
    rated = insert_into(session, RatedVisit).on_conflict_do_nothing().returning(table_of(RatedVisit).c.visit_id)
    if session.execute(rated, {"visit_id": rating.visit_id}).one_or_none() is None:
        return None
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
    session.add(row)
    session.flush()
    tell_of(session, row, by, now)
    return row


def tell_of(session: Session, row: Feedback, by: str, now: datetime) -> None:
    """Tell that somebody answered, and neither who nor what.

    The visitor may still ask to stay unnamed, and no line of the logbook can be taken back.
    """
    note(session, Kind.FeedbackGiven, About(row.site_id), at=now, by=by)


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
