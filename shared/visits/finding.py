"""Finding visits among very many: each question walks one index, and no question walks it for long."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, false, literal_column, or_, select
from sqlalchemy.orm import Session, aliased

from shared.bookings.models import Booking, BookingTerm, Guest
from shared.bookings.queries import terms_in
from shared.bookings.rules import LONGEST_WINDOW
from shared.companies.models import Visitor
from shared.gate.models import Vehicle
from shared.kernel.paging import Cursor
from shared.visits.meant import groups_among, is_meant
from shared.visits.models import Visit
from shared.visits.queries import visits_with_ids
from shared.visits.reaching import REACH, Keep, from_place, read_ranges

SHORTEST_TAIL = 4
_MOST_GUESTS = 2000
# Written out and not passed in: SQLite uses an index on an expression only where it sees the very same one.
_phone_tail: ColumnElement[str] = literal_column("substr(visitors.phone, length(visitors.phone) - 3)")
_plate_tail: ColumnElement[str] = literal_column("substr(vehicles.plate, length(vehicles.plate) - 3)")


@dataclass(frozen=True)
class Search:
    """Which visits are looked for. `sites` is what the reader may see all of; `host` adds their own."""

    sites: tuple[str, ...]
    host: str | None = None
    text: str = ""
    """Beginnings of names, pinyin, initials, company, permit number."""
    hosts: tuple[str, ...] | None = None
    """Employees of whom one was visited; None: whoever."""
    state: str | None = None
    grade: str | None = None
    since: datetime | None = None
    before: datetime | None = None
    guests: tuple[str, ...] | None = None
    """The only guests who may be found: those of a phone, a plate, a visitor; None: whoever."""


@dataclass(frozen=True)
class Found:
    """A page of visits, the latest first."""

    visits: Sequence[Visit]
    next: Cursor | None
    """Where the list goes on; None at its end."""
    looked_back_to: datetime | None = None
    """Set where the page is short because so many were looked through, not because there are no more."""


def guests_of_phone(session: Session, digits: str) -> tuple[str, ...]:
    """Return the guests whose phone ends with these digits, four or more."""
    called = select(Visitor.id).where(_phone_tail == digits[-SHORTEST_TAIL:], Visitor.phone.endswith(digits))
    return _guests_of(session, called)


def guests_of_plate(session: Session, plate: str) -> tuple[str, ...]:
    """Return the guests who came in a vehicle whose plate ends so: four characters or more, in a plate's tidy form."""
    wanted = select(Vehicle.guest_id).where(_plate_tail == plate[-SHORTEST_TAIL:])
    wanted = wanted.where(Vehicle.plate.endswith(plate, autoescape=True))
    return tuple(session.scalars(wanted.limit(_MOST_GUESTS)))


def guests_of_visitor(session: Session, visitor_id: str) -> tuple[str, ...]:
    """Return the guests that one visitor was."""
    return tuple(session.scalars(select(Guest.id).where(Guest.visitor_id == visitor_id).limit(_MOST_GUESTS)))


def _guests_of(session: Session, visitors: Select[str]) -> tuple[str, ...]:
    some = visitors.limit(_MOST_GUESTS).subquery()
    wanted = select(Guest.id).join(some, some.c.id == Guest.visitor_id)
    return tuple(session.scalars(wanted.limit(_MOST_GUESTS)))


def guests_of_company(session: Session, company_id: str) -> tuple[str, ...]:
    """Return the newest guests that a company's people were: an id says when it was made."""
    wanted = select(Guest.id).join(Visitor, Visitor.id == Guest.visitor_id).where(Visitor.company_id == company_id)
    return tuple(session.scalars(wanted.order_by(Guest.id.desc()).limit(_MOST_GUESTS)))


def find_visits(session: Session, search: Search, after: Cursor | None, limit: int) -> Found:
    """Return up to so many visits from a place on: the latest arrival first, or of a text the latest booked start.

    Two statements; one more where the page comes out short, and one of a text.
    """
    ranges = _ranges(search, after, limit + 1)
    if not ranges:
        return Found((), None)
    reached = read_ranges(session, ranges, limit)
    ids = [visit_id for _at, visit_id in reached.places]
    rows = {row.id: row for row in visits_with_ids(session, ids)}
    found = _meant(session, [rows[each] for each in ids if each in rows], terms_in(search.text))
    back_to = reached.next.position[0] if reached.next is not None and not found else reached.looked_back_to
    return Found(found, reached.next, back_to)


def _meant(session: Session, found: list[Visit], terms: Sequence[str]) -> list[Visit]:
    """Leave out who is only of a group in which another has the name that was looked for: one statement."""
    if not terms:
        return found
    groups = groups_among(session, {stay.booking_id for stay in found})
    return [
        stay
        for stay in found
        if stay.booking_id not in groups or is_meant(stay.guest.visitor, stay.booking.permit, terms)
    ]


_Range = tuple[Select[Any], Keep]


def _ranges(search: Search, after: Cursor | None, most: int) -> list[_Range]:
    """Return what is walked, by the question that narrows most: certain guests, hosts, words, a state, a site."""
    terms = terms_in(search.text)
    if search.guests is not None:
        # Cut off before it is sorted, so that no database comes upon reading a site's whole past in order instead.
        few = select(Visit.id).where(Visit.guest_id.in_(search.guests)).limit(REACH).subquery()
        return [_range(search, after, _seen().join(few, few.c.id == Visit.id), terms)] if _sees(search) else []
    if search.hosts is not None:
        hosts = search.hosts if _sees(search) else ()
        return [_range(search, after, _seen().where(Visit.host_id == host), terms) for host in hosts]
    ranges = [_of_site(search, after, site, terms, most) for site in search.sites]
    if search.host is not None:
        own = _seen().where(Visit.host_id == search.host)
        ranges.append(_range(search, after, own, terms, Visit.site_id.not_in(search.sites)))
    return ranges


def _of_site(search: Search, after: Cursor | None, site: str, terms: Sequence[str], most: int) -> _Range:
    part = _seen().where(Visit.site_id == site)
    if terms:
        return _range_of_term(search, after, site, terms)
    part = part if search.state is None else part.where(Visit.state == search.state)
    return _range(search, after, part, (), most=None if search.grade else most)


def _seen(when: Any = Visit.arrived_at) -> Select[Any]:
    """Return visits with what the rest is asked of."""
    return select(
        when.label("at"), Visit.id, Visit.state, Visit.arrived_at, Visit.booking_id, Visit.site_id, Visit.host_id
    )


def _range(
    search: Search,
    after: Cursor | None,
    part: Select[Any],
    terms: Sequence[str],
    *more: ColumnElement[bool],
    most: int | None = None,
) -> _Range:
    """Return a range by arrival; `terms` are asked of what it gives."""
    part = part.where(*more)
    if search.since is not None:
        part = part.where(Visit.arrived_at >= search.since)
    if search.before is not None:
        part = part.where(Visit.arrived_at < search.before)
    return from_place(part, Visit.arrived_at, Visit.id, after, most), partial(_kept, search, terms)


def _range_of_term(search: Search, after: Cursor | None, site: str, terms: Sequence[str]) -> _Range:
    """Return a range by booked start: the first term leads, in the order of its index."""
    when = BookingTerm.starts_at
    part = _seen(when=when).join(BookingTerm, BookingTerm.booking_id == Visit.booking_id)
    part = part.where(BookingTerm.site_id == site, Visit.site_id == site, BookingTerm.term == terms[0])
    if search.since is not None:
        part = part.where(when >= search.since - LONGEST_WINDOW)
    if search.before is not None:
        part = part.where(when < search.before + LONGEST_WINDOW)
    return from_place(part, when, Visit.id, after), partial(_kept, search, terms[1:])


def _sees(search: Search) -> bool:
    return bool(search.sites) or search.host is not None


def _kept(search: Search, terms: Sequence[str], row: Any) -> Select[Any]:
    """Ask the rest of what was reached, whether the reader may see it first of all."""
    is_own = row.c.host_id == search.host if search.host is not None else false()
    part = select(row.c.at, row.c.id).where(or_(row.c.site_id.in_(search.sites), is_own))
    if search.hosts is not None:
        part = part.where(row.c.host_id.in_(search.hosts))
    if search.state is not None:
        part = part.where(row.c.state == search.state)
    if search.since is not None:
        part = part.where(row.c.arrived_at >= search.since)
    if search.before is not None:
        part = part.where(row.c.arrived_at < search.before)
    if search.grade is not None or terms:
        part = part.join(Booking, Booking.id == row.c.booking_id)
    if search.grade is not None:
        part = part.where(Booking.grade_letter == search.grade)
    return part.where(*(_has_term(term) for term in terms))


def _has_term(term: str) -> ColumnElement[bool]:
    other = aliased(BookingTerm)
    return exists().where(
        other.site_id == Booking.site_id,
        other.term == term,
        other.starts_at == Booking.starts_at,
        other.booking_id == Booking.id,
    )


def only_guests(search: Search, guests: tuple[str, ...]) -> Search:
    """Return the search narrowed to these guests; called twice, to those of both."""
    both = guests if search.guests is None else tuple(sorted(set(search.guests) & set(guests)))
    return replace(search, guests=both)
