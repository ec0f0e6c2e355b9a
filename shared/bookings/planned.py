"""Reading what is planned, day by day, as a calendar shows it: the cost is that of what is shown, not of all bookings.

A visit of several days stands in each of them. Those that begin within a day are a range of one index, those that
began before it and still last are a range of another, which holds only visits of several days.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVarTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    Subquery,
    and_,
    func,
    literal,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import Session, joinedload, selectinload

from shared.bookings.models import Booking, Guest
from shared.bookings.rules import LONGEST_WINDOW, State
from shared.companies.models import Company, Visitor
from shared.people.models import Employee

Ts = TypeVarTuple("Ts")
STILL_ON = (State.WAITING, State.APPROVED, State.SENT_BACK)


@dataclass(frozen=True)
class Shown:
    """Which visits a calendar shows."""

    site: str
    host: str | None = None
    """Only those of this employee."""
    states: tuple[str, ...] = STILL_ON
    grade: str | None = None


@dataclass(frozen=True)
class Planned:
    """One visit in one day of a calendar."""

    day: int
    """The number of the stretch of time that it stands in."""
    id: str
    host_id: str
    starts_at: datetime
    ends_at: datetime
    nights: int
    state: str
    grade: str
    turnout: str | None
    series_id: str | None
    purpose: str
    area: str
    is_urgent: bool
    leader: str
    company: str
    guests: int
    host: str
    host_en: str


def planned(
    session: Session, shown: Shown, days: Sequence[tuple[datetime, datetime]], limit: int
) -> list[list[Planned]]:
    """Return up to `limit` visits for each day (its first moment, the next day's), the first first: one query."""
    parts = [part for number, day in enumerate(days) for part in _parts(shown, number, day, limit)]
    found = union_all(*(select(part.subquery()) for part in parts)).subquery()
    guests = (
        select(func.count())
        .where(Guest.booking_id == Booking.id, Guest.uninvited_at.is_(None))
        .correlate(Booking)
        .scalar_subquery()
    )
    leads = and_(Guest.booking_id == Booking.id, Guest.is_leader, Guest.uninvited_at.is_(None))
    wanted = (
        select(found.c.day, Booking, Visitor.name, Company.name, guests, Employee.name, Employee.name_en)
        .join(Booking, Booking.id == found.c.id)
        .join(Employee, Employee.id == Booking.host_id)
        .join(Guest, leads)
        .join(Visitor, Visitor.id == Guest.visitor_id)
        .join(Company, Company.id == Visitor.company_id)
        .order_by(found.c.day, Booking.starts_at, Booking.id)
    )
    by_day: list[list[Planned]] = [[] for _ in days]
    for row in session.execute(wanted):
        if len(by_day[row[0]]) < limit:
            by_day[row[0]].append(_planned(row))
    return by_day


def ahead_of_host(session: Session, host_id: str, now: datetime, limit: int) -> Sequence[Booking]:
    """Return the visits that somebody is still to receive, the first first."""
    states = (State.WAITING, State.SENT_BACK, State.APPROVED)
    wanted = select(Booking).where(Booking.host_id == host_id, Booking.starts_at >= now, Booking.state.in_(states))
    shown = joinedload(Booking.site), selectinload(Booking.guests).joinedload(Guest.visitor)
    return session.scalars(wanted.options(*shown).order_by(Booking.starts_at, Booking.id).limit(limit)).all()


def approved_between(site_id: str, start: datetime, end: datetime) -> Subquery:
    """Return the ids of a site's approved visits whose window touches a stretch of time that begins at a midnight.

    Those that begin within it, and those of several days that began before: each an index range of its own, so that
    a day costs what it has, and not what the month before it had.
    """
    part = select(Booking.id).where(Booking.site_id == site_id, Booking.state == State.APPROVED)
    begins = part.where(Booking.starts_at >= start, Booking.starts_at < end)
    return union_all(begins, _lasting(part, start, start + LONGEST_WINDOW)).subquery()


def _lasting(part: Select[*Ts], start: datetime, until: datetime) -> Select[*Ts]:
    """Return those of several days that began before a midnight and end after it, but not after `until`."""
    lasts = part.where(literal_column("nights > 0"), Booking.starts_at < start)  # as the index is written
    return lasts.where(Booking.ends_at > start, Booking.ends_at <= until)


def _parts(shown: Shown, number: int, day: tuple[datetime, datetime], limit: int) -> list[Select[int, str]]:
    start, end = day
    part = select(literal(number, Integer).label("day"), Booking.id.label("id")).where(*_scope(shown))
    begins = part.where(Booking.starts_at >= start, Booking.starts_at < end)
    lasts = _lasting(part, start, end + LONGEST_WINDOW)
    return [
        begins.order_by(Booking.starts_at, Booking.id).limit(limit),
        lasts.order_by(Booking.ends_at, Booking.id).limit(limit),
    ]


def _scope(shown: Shown) -> list[ColumnElement[bool]]:
    scope = [Booking.site_id == shown.site, Booking.state.in_(shown.states)]
    if shown.host is not None:
        scope.append(Booking.host_id == shown.host)
    if shown.grade is not None:
        scope.append(Booking.grade_letter == shown.grade)
    return scope


def _planned(row: Row[*tuple[Any, ...]]) -> Planned:
    day, booking, leader, company, guests, host, host_en = row
    return Planned(
        day=day,
        id=booking.id,
        host_id=booking.host_id,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        nights=booking.nights,
        state=booking.state,
        grade=booking.grade_letter,
        turnout=booking.turnout,
        series_id=booking.series_id,
        purpose=booking.purpose,
        area=booking.area,
        is_urgent=booking.is_urgent,
        leader=leader,
        company=company,
        guests=guests,
        host=host,
        host_en=host_en,
    )
