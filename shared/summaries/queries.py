"""Reading sums: as many rows as are shown, however many visits there were."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.summaries.models import FeedbackSum, SumsReached, VisitSum
from shared.summaries.rules import Cut, Span


def feedback_sums(
    session: Session, sites: Sequence[str], span: Span, cuts: Sequence[Cut], first_days: Sequence[date]
) -> Sequence[FeedbackSum]:
    """Return the sums of some spans at some sites."""
    wanted = select(FeedbackSum).where(
        FeedbackSum.site_id.in_(sites),
        FeedbackSum.span == span,
        FeedbackSum.cut.in_(cuts),
        FeedbackSum.first_day.in_(first_days),
    )
    return session.scalars(wanted).all()


def visit_sums(session: Session, sites: Sequence[str], span: Span, first: date) -> Sequence[VisitSum]:
    """Return the sums of one span's visits at some sites."""
    wanted = select(VisitSum).where(VisitSum.site_id.in_(sites), VisitSum.span == span, VisitSum.first_day == first)
    return session.scalars(wanted).all()


def visits_reached(session: Session, sites: Sequence[str]) -> datetime | None:
    """Return up to when the visits of all these sites are added up; None before the first."""
    wanted = select(SumsReached.visits_at).where(SumsReached.site_id.in_(sites))
    return min(session.scalars(wanted), default=None)
