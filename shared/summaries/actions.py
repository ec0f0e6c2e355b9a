"""Adding to the sums."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from shared.kernel.database import insert_into
from shared.summaries.models import FeedbackSum, SumsReached, VisitSum
from shared.summaries.rules import Cut, Said, Span, Tally, Wait, first_day

_KEY = ("site_id", "span", "cut", "first_day", "grade_letter", "who")
_BEFORE_ALL = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Counted:
    """One answer, and where it counts."""

    site_id: str
    day: date
    grade: str
    host: str | None
    receptionist: str | None
    said: Said


def hold_sums(session: Session, site_id: str) -> SumsReached:
    """Return how far a site is added up, so that nobody else adds until the end of the transaction."""
    first = insert_into(session, SumsReached).on_conflict_do_nothing()
    session.execute(first, {"site_id": site_id, "visits_at": _BEFORE_ALL, "visit_id": ""})
    return session.get_one(SumsReached, site_id, with_for_update=True, populate_existing=True)


def add_feedback(session: Session, answers: Iterable[Counted]) -> None:
    """Add answers to the sums of their week and quarter: of all, and of host and receptionist where they are known."""
    found: defaultdict[tuple[object, ...], list[Said]] = defaultdict(list)
    for each in answers:
        for span in Span:
            first = first_day(each.day, span)
            for cut, who in ((Cut.ALL, ""), (Cut.HOST, each.host), (Cut.RECEPTIONIST, each.receptionist)):
                if who is not None:
                    found[each.site_id, span.value, cut.value, first, each.grade, who].append(each.said)
    there = {tuple(getattr(row, name) for name in _KEY): row for row in _sums_of(session, list(found))}
    for key, said in found.items():
        row = there.get(key)
        if row is None:
            row = FeedbackSum(**dict(zip(_KEY, key, strict=True)))
            row.take(Tally())
            session.add(row)
        row.take(row.tally + Tally.of(said))
    session.flush()


def add_visits(session: Session, site_id: str, visits: Iterable[tuple[date, str, Wait]]) -> None:
    """Add visits (day, grade, when and how long) to the sums of their week and quarter."""
    found: defaultdict[tuple[str, str, date, str], Wait] = defaultdict(Wait)
    for day, grade, wait in visits:
        for span in Span:
            found[site_id, span.value, first_day(day, span), grade] += wait
    for key, wait in found.items():
        row = session.get(VisitSum, key)
        if row is None:
            _site, span_name, first, grade = key
            row = VisitSum(site_id=site_id, span=span_name, first_day=first, grade_letter=grade)
            session.add(row)
            row.hours, row.waits = list(Wait().hours), list(Wait().waits)
        both = row.wait + wait
        row.hours, row.waits = list(both.hours), list(both.waits)
    session.flush()


def _sums_of(session: Session, keys: Sequence[tuple[object, ...]]) -> Sequence[FeedbackSum]:
    """Return the sums with these keys, of those that there are: one query."""
    columns = [getattr(FeedbackSum, name) for name in _KEY]
    return session.scalars(select(FeedbackSum).where(tuple_(*columns).in_(keys))).all() if keys else ()
