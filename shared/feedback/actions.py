"""Writing feedback down."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from shared.feedback.models import Feedback, LowScore, RatedVisit
from shared.feedback.rules import KEPT, NOTHING_MORE, More, Score, settles_at
from shared.kernel.database import insert_into, table_of
from shared.kernel.ids import timeless_id
from shared.kernel.logbook import About, Kind, note


@dataclass(frozen=True)
class Rating:
    """What is written of a first answer, at the kiosk or by a link."""

    visit_id: str
    site_id: str
    host_id: str
    grade: str
    score: Score
    tap: str | None = None
    """Of an answer at the kiosk, where more can be said for a while; by a link everything is said at once."""
    receptionist_id: str | None = None
    more: More = NOTHING_MORE
    comment: str = ""
    is_anonymous: bool = False


def write_rating(session: Session, rating: Rating, by: str, now: datetime) -> Feedback | None:
    """Write a visit's answer down, and apart from it that the visit was rated; None if it was before."""
    rated = insert_into(session, RatedVisit).on_conflict_do_nothing().returning(table_of(RatedVisit).c.visit_id)
    if session.execute(rated, {"visit_id": rating.visit_id}).one_or_none() is None:
        return None
    row = Feedback(
        id=timeless_id(),  # whoever asks to stay unnamed later must not be found by the moment either
        tap=rating.tap,
        site_id=rating.site_id,
        grade_letter=rating.grade,
        visit_id=rating.visit_id,
        host_id=rating.host_id,
        receptionist_id=rating.receptionist_id,
        score=int(rating.score),
        scores=dict(rating.more.scores),
        recommend=rating.more.recommend,
        comment=rating.comment,
        is_anonymous=False,
        given_at=now,
        settled_at=settles_at(now, is_anonymous=False) if rating.tap else now,
        kept_for="feedback",
        forget_at=now + KEPT,
    )
    if rating.is_anonymous:
        make_anonymous(row)
        row.settled_at = row.given_at
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
    """Cut an answer off from its visit; its times keep the hour only, which many share."""
    row.is_anonymous = True
    row.visit_id = row.host_id = row.receptionist_id = row.tap = None
    row.given_at = hour_of(row.given_at)
    row.forget_at = hour_of(row.given_at + KEPT)
    row.settled_at = settles_at(row.given_at, is_anonymous=True)


def take_note_of(session: Session, row: Feedback, by: str, now: datetime) -> None:
    """Write that somebody has seen a low answer; twice is once."""
    if row.noted_at is None:
        row.noted_at, row.noted_by = now, by
        note(session, Kind.FeedbackNoted, About(row.site_id), at=now, by=by, feedback=row.id)


def hour_of(moment: datetime) -> datetime:
    """Return the hour that a moment lies in."""
    return moment.replace(minute=0, second=0, microsecond=0)


def raise_low_score(session: Session, row: Feedback, owner_id: str | None, hours: int, now: datetime) -> LowScore:
    """Open a complaint about an answer; the line in the logbook leads to nobody."""
    raised_at = hour_of(now) if row.is_anonymous else now
    raised = LowScore(
        id=timeless_id(),
        feedback_id=row.id,
        site_id=row.site_id,
        owner_id=owner_id,
        raised_at=raised_at,
        due_at=raised_at + timedelta(hours=hours),
        answer="",
        closing="",
        kept_for="feedback",
        forget_at=now + KEPT,
    )
    session.add(raised)
    session.flush()
    note(session, Kind.LowScoreRaised, About(row.site_id), at=now, by="courier")
    return raised


def blur_low_score(raised: LowScore) -> None:
    """Keep only the hours of a complaint whose visitor asked to stay unnamed."""
    raised.raised_at, raised.due_at = hour_of(raised.raised_at), hour_of(raised.due_at)
    raised.forget_at = hour_of(raised.raised_at + KEPT)


def note_low_score(session: Session, kind: Kind, raised: LowScore, by: str, now: datetime) -> None:
    """Write what was done about a complaint."""
    note(session, kind, About(raised.site_id), at=now, by=by, low_score=raised.id)
