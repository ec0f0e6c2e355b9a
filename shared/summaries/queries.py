"""Reading sums: as many rows as are shown, however many visits there were."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shared.summaries.models import FeedbackSum, SumsReached, VisitSum
from shared.summaries.rules import Cut, Span, Tally

_COUNTED = (
    FeedbackSum.score_1,
    FeedbackSum.score_2,
    FeedbackSum.score_3,
    FeedbackSum.score_4,
    FeedbackSum.score_5,
    FeedbackSum.against,
    FeedbackSum.passive,
    FeedbackSum.promoting,
)


def feedback_sums(
    session: Session, sites: Sequence[str], span: Span, first_days: Sequence[date]
) -> Sequence[FeedbackSum]:
    """Return the sums of all answers of some spans at some sites, by grade."""
    wanted = select(FeedbackSum).where(
        FeedbackSum.site_id.in_(sites),
        FeedbackSum.span == span,
        FeedbackSum.cut == Cut.ALL,
        FeedbackSum.first_day.in_(first_days),
    )
    return session.scalars(wanted).all()


def people_sums(
    session: Session, sites: Sequence[str], span: Span, cut: Cut, first: date, grade: str, limit: int | None
) -> list[tuple[str, Tally]]:
    """Return hosts or receptionists with their sums of one span, of a grade (empty: all), most answers first."""
    counted = [func.sum(column) for column in _COUNTED]
    wanted = (
        select(FeedbackSum.who, *counted)
        .where(FeedbackSum.site_id.in_(sites), FeedbackSum.span == span, FeedbackSum.cut == cut)
        .where(FeedbackSum.first_day == first)
        .group_by(FeedbackSum.who)
        .order_by(sum(counted[1:5], counted[0]).desc(), FeedbackSum.who)
        .limit(limit)
    )
    if grade:
        wanted = wanted.where(FeedbackSum.grade_letter == grade)
    found: list[tuple[str, Tally]] = []
    for row in session.execute(wanted):
        numbers = tuple(int(each) for each in tuple(row)[1:])
        found.append((row.who, Tally(numbers[:5], numbers[5:])))
    return found


def visit_sums(session: Session, sites: Sequence[str], span: Span, first: date) -> Sequence[VisitSum]:
    """Return the sums of one span's visits at some sites."""
    wanted = select(VisitSum).where(VisitSum.site_id.in_(sites), VisitSum.span == span, VisitSum.first_day == first)
    return session.scalars(wanted).all()


def visits_reached(session: Session, sites: Sequence[str]) -> datetime | None:
    """Return up to when the visits of all these sites are added up; None before the first."""
    wanted = select(SumsReached.visits_at).where(SumsReached.site_id.in_(sites))
    return min(session.scalars(wanted), default=None)
