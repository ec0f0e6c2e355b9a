"""Reading visits: the door's, the host's and the gate's questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, literal, or_, select, tuple_, union_all
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from shared.bookings.models import Booking, BookingTerm, Guest, Pass
from shared.bookings.queries import terms_in
from shared.bookings.rules import LONGEST_WINDOW, State
from shared.companies.models import Visitor
from shared.gate.models import GateStop, LaneGuest
from shared.grades.models import Grade
from shared.kernel.database import Moment
from shared.kernel.paging import Cursor, Page, page_of
from shared.people.models import Employee
from shared.screening.queries import is_watched
from shared.sites.models import Site
from shared.visits.days import is_due
from shared.visits.models import Visit
from shared.visits.rules import CAME_IN, ONE_NIGHT, OPEN, VisitState

_WHOLE = (
    joinedload(Visit.guest).joinedload(Guest.visitor).joinedload(Visitor.company),
    joinedload(Visit.booking).joinedload(Booking.host).joinedload(Employee.department),
    joinedload(Visit.booking).joinedload(Booking.grade),
    joinedload(Visit.booking).joinedload(Booking.site),
    joinedload(Visit.receiver),
)


def visit(session: Session, visit_id: str, fresh: bool = False) -> Visit | None:
    """Return a visit with visitor, company, booking, host, grade and site, in one query.

    `fresh`: as it stands in the database now, also if this session has read it before.
    """
    wanted = select(Visit).where(Visit.id == visit_id).options(*_WHOLE)
    return session.scalars(wanted.execution_options(populate_existing=fresh)).one_or_none()


Expectation: TypeAlias = Row[*tuple[Any, ...]]
"""The row of `_AT_THE_DOOR`: what the door needs to know of a guest."""

_EARLIER = aliased(Visit)
_LATEST = (
    select(_EARLIER.id)
    .where(_EARLIER.guest_id == Guest.id)
    .order_by(_EARLIER.arrived_at.desc())
    .limit(1)
    .correlate(Guest)
    .scalar_subquery()
)
_AT_THE_DOOR = (
    select(
        Guest.id.label("guest_id"),
        Guest.visitor_id,
        is_watched().label("is_watched"),
        GateStop.said.label("gate_stop"),
        LaneGuest.badge_id.label("ready_badge"),
        LaneGuest.number.label("ready_number"),
        Visitor.phone,
        Booking.id.label("booking_id"),
        Booking.state,
        Booking.site_id,
        Booking.host_id,
        Booking.starts_at,
        Booking.ends_at,
        Grade.early_minutes,
        Grade.ask_delegate_s,
        Grade.ask_department_s,
        Grade.ask_reception_s,
        Grade.waiting_limit_minutes,
        Employee.away_from,
        Employee.away_until,
        Employee.works,
        Site.zone,
        Pass.voided_at,
        Visit.id.label("visit_id"),
        Visit.state.label("visit_state"),
        Visit.site_id.label("visit_site_id"),
        Visit.arrived_at,
    )
    .select_from(Pass)
    .join(Guest, Guest.id == Pass.guest_id)
    .join(Booking, Booking.id == Guest.booking_id)
    .join(Visitor, Visitor.id == Guest.visitor_id)
    .join(Grade, Grade.letter == Booking.grade_letter)
    .join(Site, Site.id == Booking.site_id)
    .join(Employee, Employee.id == Booking.host_id)
    .outerjoin(Visit, Visit.id == _LATEST)
    .outerjoin(GateStop, GateStop.guest_id == Guest.id)
    .outerjoin(LaneGuest, and_(LaneGuest.guest_id == Guest.id, LaneGuest.came_at.is_(None)))
)
_AS_IT_STANDS = _AT_THE_DOOR.with_for_update(read=True, of=Booking)
"""On PostgreSQL a booking that is being cancelled is waited for: nobody is let in on what was true a moment ago."""
_WITH_PASS = _AS_IT_STANDS.where(Pass.number == bindparam("number"))
_WITH_GUESTS = _AS_IT_STANDS.where(
    Booking.id == bindparam("booking"),
    Guest.id.in_(bindparam("guests", expanding=True)),
    Pass.voided_at.is_(None),
    Guest.uninvited_at.is_(None),
)
_WITH_PERMIT = _AS_IT_STANDS.where(
    Booking.permit == bindparam("permit"), Pass.voided_at.is_(None), Guest.uninvited_at.is_(None)
)


def at_the_door_with_pass(session: Session, number: str) -> Expectation | None:
    """Return all that the door needs of the guest behind a pass number, latest visit included: one query."""
    return session.connection().execute(_WITH_PASS, {"number": number}).one_or_none()


def at_the_door_with_permit(session: Session, permit: str) -> Sequence[Expectation]:
    """Return the same of every guest of a permit."""
    return session.execute(_WITH_PERMIT, {"permit": permit}).all()


def at_the_door_with_guests(session: Session, booking_id: str, guests: Sequence[str]) -> Sequence[Expectation]:
    """Return the same of these guests of a booking, who have no pass at hand: their leader names them (R15)."""
    return session.execute(_WITH_GUESTS, {"booking": booking_id, "guests": list(guests)}).all()


def open_visit_of(session: Session, guest_id: str) -> str | None:
    """Return the id of the visit that a guest is on, or waits at the door for."""
    wanted = select(Visit.id).where(Visit.guest_id == guest_id, Visit.state.in_(OPEN))
    return session.scalars(wanted).one_or_none()


def inside(session: Session, site_id: str, limit: int = 500) -> Sequence[Visit]:
    """Return who is inside a site, the longest stay first; of more than `limit` the latest to arrive.

    Visits that nobody closed stay open (R22): however many there are, a new arrival must not be missing.
    """
    wanted = select(Visit).where(Visit.site_id == site_id, Visit.state == VisitState.INSIDE)
    latest = wanted.order_by(Visit.arrived_at.desc(), Visit.id.desc()).limit(limit)
    return session.scalars(latest.options(*_WHOLE)).all()[::-1]


def left_since(session: Session, site_id: str, start: datetime, limit: int = 200) -> Sequence[Visit]:
    """Return who has left since a moment and came then or in the night before, the latest arrival first."""
    wanted = select(Visit).where(Visit.site_id == site_id, Visit.state == VisitState.LEFT, *_are_of_day(start))
    return session.scalars(wanted.order_by(Visit.arrived_at.desc()).limit(limit).options(*_WHOLE)).all()


def _are_of_day(start: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return what makes visits that are over ones of a day: most came on it, which an index says by itself."""
    return Visit.arrived_at >= start - ONE_NIGHT, or_(Visit.arrived_at >= start, Visit.left_at >= start)


def turned_away_since(session: Session, site_id: str, start: datetime, limit: int = 200) -> Sequence[Visit]:
    """Return who asked to come in since a moment and was not let in, the latest first."""
    away = (Visit.site_id == site_id, Visit.state == VisitState.TURNED_AWAY, Visit.arrived_at >= start)
    wanted = select(Visit).where(*away).order_by(Visit.arrived_at.desc())
    return session.scalars(wanted.limit(limit).options(*_WHOLE)).all()


def visits_of_host(session: Session, host_id: str, start: datetime, limit: int = 100) -> Sequence[Visit]:
    """Return a host's visits that arrived since a moment, the latest first."""
    wanted = select(Visit).where(Visit.host_id == host_id, Visit.arrived_at >= start)
    return session.scalars(wanted.order_by(Visit.arrived_at.desc()).limit(limit).options(*_WHOLE)).all()


def still_expected(session: Session, site_id: str, start: datetime, end: datetime, limit: int = 200) -> Sequence[Guest]:
    """Return the guests who are invited to approved bookings of a day, from its start to its end, and are due."""
    wanted = (
        select(Guest)
        .join(Booking)
        .where(*_is_due(site_id, start, end))
        .order_by(Booking.starts_at, Booking.id, Guest.position)
        .limit(limit)
        .options(
            joinedload(Guest.visitor).joinedload(Visitor.company),
            joinedload(Guest.booking).joinedload(Booking.host).joinedload(Employee.department),
            joinedload(Guest.booking).joinedload(Booking.grade),
        )
    )
    return session.scalars(wanted).all()


def _is_due(site_id: str, start: datetime, end: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return what makes a guest, joined with their booking, one who is due: a window may be several days long."""
    is_invited = and_(Booking.site_id == site_id, Booking.state == State.APPROVED, Guest.uninvited_at.is_(None))
    # The first bound says no more than the second and the longest window, but is one that an index can use.
    is_then = and_(Booking.starts_at > start - LONGEST_WINDOW, Booking.starts_at < end, Booking.ends_at > start)
    return is_invited, is_then, is_due(start)


@dataclass(frozen=True)
class DayCounts:
    """The three numbers on a board's side."""

    inside: int
    left: int
    expected: int


def day_counts(session: Session, site_id: str, start: datetime, end: datetime) -> DayCounts:
    """Return how many are inside, have left today, and are still expected: one query."""
    here = select(func.count()).where(Visit.site_id == site_id, Visit.state == VisitState.INSIDE)
    gone = select(func.count()).where(
        Visit.site_id == site_id, Visit.state.in_(_GONE), *_are_of_day(start), Visit.arrived_at < end
    )
    due = select(func.count()).select_from(Guest).join(Booking).where(*_is_due(site_id, start, end))
    counts = session.execute(select(*(part.scalar_subquery() for part in (here, gone, due)))).one()
    return DayCounts(*counts)


@dataclass(frozen=True)
class Sought:
    """Which visits a list shows. `sites` is what the reader may see all of; `host` adds their own."""

    sites: tuple[str, ...]
    host: str | None = None
    text: str = ""


_GONE = CAME_IN - {VisitState.INSIDE}


def visits_page(session: Session, sought: Sought, cursor: Cursor | None, limit: int) -> Page[Visit]:
    """Return a page of visits that came in: the latest arrival first; of a search, the latest booked start first.

    Each site and the reader's own visits are an index range of their own, as with `bookings_page`.
    """
    scopes = [Visit.site_id == site for site in sought.sites]
    if sought.host is not None:
        scopes.append(and_(Visit.host_id == sought.host, Visit.site_id.not_in(sought.sites)))
    if not scopes:
        return Page((), None, None)
    terms = terms_in(sought.text)
    forwards = cursor is None or not cursor.backwards
    ranges = [_range(terms, scope, cursor, limit + 1, forwards) for scope in scopes]
    found = union_all(*(select(part.subquery()) for part in ranges)).subquery()
    directed = [column.desc() if forwards else column.asc() for column in (found.c.at, found.c.id)]
    ids = session.execute(select(found).order_by(*directed).limit(limit + 1)).all()
    rows = {row.id: row for row in _whole(session, [row.id for row in ids])}
    places = {row.id: (row.at, row.id) for row in ids}
    return page_of([rows[row.id] for row in ids], cursor, limit, lambda row: places[row.id])


def _range(
    terms: Sequence[str], scope: ColumnElement[bool], cursor: Cursor | None, limit: int, forwards: bool
) -> Select[Any]:
    when: Any = BookingTerm.starts_at if terms else Visit.arrived_at
    part = select(when.label("at"), Visit.id).where(scope, Visit.state.in_(CAME_IN))
    if terms:
        part = part.join(BookingTerm, BookingTerm.booking_id == Visit.booking_id)
        part = part.where(BookingTerm.site_id == Visit.site_id, BookingTerm.term == terms[0])
        part = part.where(*(_has_term(term) for term in terms[1:]))
    if cursor is not None:
        moment, last = literal(cursor.position[0], Moment), literal(cursor.position[1])
        here = tuple_(moment, last)
        order = tuple_(when, Visit.id)
        # The first condition says no more than the second, but is one that an index can use across two tables.
        part = part.where(when <= moment, order < here) if forwards else part.where(when >= moment, order > here)
    directions = (when.desc(), Visit.id.desc()) if forwards else (when.asc(), Visit.id.asc())
    return part.order_by(*directions).limit(limit)


def _has_term(term: str) -> ColumnElement[bool]:
    other = aliased(BookingTerm)
    return (
        select(other.booking_id)
        .where(other.site_id == Visit.site_id, other.term == term, other.starts_at == BookingTerm.starts_at)
        .where(other.booking_id == Visit.booking_id)
        .exists()
    )


def _whole(session: Session, ids: Sequence[str]) -> Sequence[Visit]:
    return session.scalars(select(Visit).where(Visit.id.in_(ids)).options(*_WHOLE)).all() if ids else ()


def visits_with_ids(session: Session, ids: Sequence[str]) -> Sequence[Visit]:
    """Return these visits, each as `visit` does, in no order: one query for a whole page."""
    return _whole(session, ids)


def visits_of_booking(session: Session, booking_id: str) -> Sequence[Visit]:
    """Return a booking's visits, the first arrival first."""
    wanted = select(Visit).where(Visit.booking_id == booking_id).order_by(Visit.arrived_at)
    return session.scalars(wanted.options(selectinload(Visit.guest))).all()


def stays_of_bookings(session: Session, booking_ids: Sequence[str]) -> Sequence[tuple[str, str, int]]:
    """Return booking, state and number of visits, for each state in which a booking has any."""
    counted = select(Visit.booking_id, Visit.state, func.count()).where(Visit.booking_id.in_(booking_ids))
    found = session.execute(counted.group_by(Visit.booking_id, Visit.state)) if booking_ids else ()
    return [(booking_id, state, number) for booking_id, state, number in found]
