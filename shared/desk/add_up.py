"""Add up what was said and how long was waited, a portion at a time, after it can't be changed any more (R23).

Answers without a name come in together: so many of a grade and site as the smallest group has, never fewer.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, select, tuple_, update
from sqlalchemy.orm import Session

from shared.bookings.models import Booking
from shared.feedback.models import Feedback
from shared.feedback.queries import Settled, figures, unsummed
from shared.feedback.rules import KEPT, LOW
from shared.sites.models import Site
from shared.summaries.actions import Counted, add_feedback, add_visits, hold_sums
from shared.summaries.models import SumsReached
from shared.summaries.rules import ANSWERED_WITHIN, Said, Wait, batches
from shared.visits.models import Visit

_UNNAMED_LOOKED_AT = 500


@dataclass(frozen=True)
class Portion:
    """How much one transaction adds up: others who write wait for it no longer than for a page."""

    answers: int = 20
    visits: int = 150


A_LITTLE = Portion()


def is_something_to_add_up(session: Session, site: Site, now: datetime) -> bool:
    """Say whether anything waits: three looks at an index."""
    if unsummed(session, site.id, now, 1, unnamed=False) or _ripe(session, site, now, A_LITTLE):
        return True
    reached = session.get(SumsReached, site.id)
    return bool(_visits_after(session, site.id, reached, now, 1))


def add_up(session: Session, site: Site, now: datetime, most: Portion = A_LITTLE) -> None:
    """Add the next portion of a site's answers and visits."""
    reached = hold_sums(session, site.id)
    for unnamed, at in _ripe(session, site, now, most):
        _count(session, site, unnamed, now, at)
    _count(session, site, unsummed(session, site.id, now, most.answers, unnamed=False), now)
    _add_visits(session, site, reached, now, most.visits)


def _ripe(session: Session, site: Site, now: datetime, most: Portion) -> list[tuple[list[Settled], datetime]]:
    """Return unnamed answers of the grades that have enough of them, with the moment for which they count."""
    waiting = unsummed(session, site.id, now, _UNNAMED_LOOKED_AT, unnamed=True)
    if not waiting:
        return []
    smallest = figures(session).smallest_group
    of_grade: defaultdict[str, list[Settled]] = defaultdict(list)
    for row in waiting:
        if len(of_grade[row.grade_letter]) < max(most.answers, smallest):
            of_grade[row.grade_letter].append(row)
    given = {grade: [row.given_at for row in rows] for grade, rows in of_grade.items()}
    return [(of_grade[grade], at) for grade, at in batches(given, smallest).items()]


def _count(session: Session, site: Site, rows: Sequence[Settled], now: datetime, at: datetime | None = None) -> None:
    if not rows:
        return
    add_feedback(session, [_counted(row, site, at or row.given_at) for row in rows])
    counted = update(Feedback).where(Feedback.id.in_([row.id for row in rows]))
    session.execute(counted.values(summed_at=now))
    if at is not None:  # words are listed by their time: between two with a day, the month alone would hide nothing
        session.execute(counted.where(Feedback.score > LOW).values(given_at=at, forget_at=at + KEPT))


def _counted(row: Settled, site: Site, at: datetime) -> Counted:
    said = Said(row.score, row.scores, row.recommend, row.is_anonymous)
    return Counted(row.site_id, site.hours.day_of(at), row.grade_letter, row.host_id, row.receptionist_id, said)


def _add_visits(session: Session, site: Site, reached: SumsReached, now: datetime, most: int) -> None:
    rows = _visits_after(session, site.id, reached, now, most)
    if not rows:
        return
    local = [(row, row.arrived_at.astimezone(site.tz)) for row in rows]
    add_visits(
        session,
        site.id,
        [
            (at.date(), row.grade_letter, Wait.of(at.hour, _waited(row.arrived_at, row.first_answered_at)))
            for row, at in local
        ],
    )
    reached.visits_at, reached.visit_id = rows[-1].arrived_at, rows[-1].id


def _waited(arrived_at: datetime, answered_at: datetime | None) -> timedelta | None:
    return None if answered_at is None else answered_at - arrived_at


def _visits_after(
    session: Session, site_id: str, reached: SumsReached | None, now: datetime, limit: int
) -> Sequence[Row[str, datetime, datetime | None, str]]:
    wanted = (
        select(Visit.id, Visit.arrived_at, Visit.first_answered_at, Booking.grade_letter)
        .join(Booking, Booking.id == Visit.booking_id)
        .where(Visit.site_id == site_id, Visit.arrived_at <= now - ANSWERED_WITHIN)
        .order_by(Visit.arrived_at, Visit.id)
        .limit(limit)
    )
    if reached is not None:
        place = tuple_(Visit.arrived_at, Visit.id) > (reached.visits_at, reached.visit_id)
        wanted = wanted.where(Visit.arrived_at >= reached.visits_at, place)
    return session.execute(wanted).all()
