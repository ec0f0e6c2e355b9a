"""Reading feedback."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, literal_column, select
from sqlalchemy.orm import Session

from shared.feedback.models import Feedback, RatedVisit
from shared.feedback.rules import LOW


def feedback(session: Session, feedback_id: str, locked: bool = False) -> Feedback | None:
    """Return one answer; `locked`, so that nobody else changes it until the end of the transaction."""
    return session.get(Feedback, feedback_id, with_for_update=True if locked else None)


def feedback_of_tap(session: Session, tap: str) -> Feedback | None:
    """Return the answer that a tap gave."""
    return session.scalars(select(Feedback).where(Feedback.tap == tap)).one_or_none()


def is_rated(session: Session, visit_id: str) -> bool:
    """Say whether a visit was rated, by whatever name."""
    return session.get(RatedVisit, visit_id) is not None


def unseen_low_feedback(session: Session, site_id: str, since: datetime, limit: int = 20) -> Sequence[Feedback]:
    """Return the low answers of a site that nobody has taken note of, the oldest first."""
    # A literal, not a parameter: SQLite uses a partial index only when it can see its condition.
    is_low: ColumnElement[bool] = literal_column(f"feedback.score <= {int(LOW)}")
    wanted = select(Feedback).where(
        Feedback.site_id == site_id, Feedback.noted_at.is_(None), is_low, Feedback.given_at > since
    )
    return session.scalars(wanted.order_by(Feedback.given_at).limit(limit)).all()


def feedback_on(session: Session, visit_id: str) -> Feedback | None:
    """Return what was said of a visit, unless that was anonymous."""
    return session.scalars(select(Feedback).where(Feedback.visit_id == visit_id)).one_or_none()
