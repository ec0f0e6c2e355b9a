"""A day at a site: who came, and who was expected and did not come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal_column, or_, select
from sqlalchemy.orm import Session, joinedload

from shared.bookings.models import Booking, Guest
from shared.bookings.planned import approved_between
from shared.companies.models import Visitor
from shared.kernel.logbook import Kind, LogLine
from shared.people.models import Employee
from shared.visits.models import Visit
from shared.visits.rules import OPEN, SMALL_HOURS, VisitState


@dataclass(frozen=True)
class Day:
    """A stretch of time and whose visits are asked for: all of a site, or one host's there."""

    site: str
    start: datetime
    end: datetime
    host: str | None = None
    """Only this employee's visitors; None: everybody's."""


def arrivals_of_day(session: Session, day: Day) -> dict[str, int]:
    """Return how many visits of the day are in each state: one query, over that day's part of an index.

    It counts state by state: grouped, SQLite would rather walk through all visits of the site, which lie by state.
    """
    of_day = (Visit.site_id == day.site, Visit.arrived_at >= day.start, Visit.arrived_at < day.end)
    whose = () if day.host is None else (Visit.host_id == day.host,)
    counts = [
        select(func.count()).select_from(Visit).where(*of_day, *whose, Visit.state == state).scalar_subquery()
        for state in VisitState
    ]
    found = session.execute(select(*counts)).one()
    return {state.value: number for state, number in zip(VisitState, found, strict=True) if number}


def guests_without_visit(
    session: Session, day: Day, now: datetime, *, is_over: bool, limit: int
) -> Sequence[tuple[Guest, Booking]]:
    """Return who was invited for the day and has not come: whose time is over, or is not; the earliest first.

    A guest of several days is expected anew on each of them; who came on none has not come on the last.
    """
    wanted = _uncome(select(Guest), day, now, is_over=is_over).order_by(Booking.starts_at, Booking.id, Guest.position)
    whole = (
        joinedload(Guest.visitor).joinedload(Visitor.company),
        joinedload(Guest.booking).joinedload(Booking.host).joinedload(Employee.department),
        joinedload(Guest.booking).joinedload(Booking.grade),
    )
    found = session.scalars(wanted.limit(limit).options(*whole)).all()
    return [(guest, guest.booking) for guest in found]


def count_without_visit(session: Session, day: Day, now: datetime) -> tuple[int, int]:
    """Return how many are still expected on the day, and how many did not come: one query."""
    numbers = [
        _uncome(select(func.count()).select_from(Guest), day, now, is_over=over).scalar_subquery()
        for over in (False, True)
    ]
    coming, absent = session.execute(select(*numbers)).one()
    return coming, absent


def _uncome(wanted: Select[Any], day: Day, now: datetime, *, is_over: bool) -> Select[Any]:
    then = approved_between(day.site, day.start, day.end)
    wanted = wanted.join(Booking, Booking.id == Guest.booking_id).join(then, then.c.id == Booking.id)
    wanted = wanted.where(
        Booking.ends_at > day.start,
        Guest.uninvited_at.is_(None),
        _is_over(day, now) if is_over else and_(Booking.ends_at > now, is_due(day.start)),
    )
    return wanted if day.host is None else wanted.where(Booking.host_id == day.host)


def _is_over(day: Day, now: datetime) -> ColumnElement[bool]:
    return and_(Booking.ends_at <= min(now, day.end), ~_has_come())


def is_due(start: datetime) -> ColumnElement[bool]:
    """Return what makes a guest, joined with their booking, one who is due on the day that starts then.

    Who came before it and left before it is due again, as the door lets them in again, unless the booking only went on
    past midnight.
    """
    is_of_today = or_(Visit.arrived_at >= start, Visit.left_at >= start, Visit.state.in_(OPEN))
    return and_(~_has_come(is_of_today), or_(Booking.ends_at > start + SMALL_HOURS, ~_has_come()))


def _has_come(*how: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Visit.guest_id == Guest.id, *how)


def refusals_of_day(session: Session, day: Day, limit: int) -> Sequence[LogLine]:
    """Return the refusals at the door of the day, the latest first."""
    wanted = select(LogLine).where(*_refused(day)).order_by(LogLine.at.desc(), LogLine.n.desc())
    return session.scalars(wanted.limit(limit)).all()


def count_refusals(session: Session, day: Day) -> int:
    """Return how many refusals the day had."""
    return session.scalars(select(func.count()).select_from(LogLine).where(*_refused(day))).one()


def _refused(day: Day) -> tuple[ColumnElement[bool], ...]:
    # The kind is written out: SQLite uses a partial index only where it sees its condition.
    is_refusal: ColumnElement[bool] = literal_column(f"logbook.kind = '{Kind.ArrivalRefused}'")
    bounds = (LogLine.site_id == day.site, LogLine.at >= day.start, LogLine.at < day.end)
    return (is_refusal, *bounds) if day.host is None else (is_refusal, *bounds, LogLine.host_id == day.host)
