"""Reading bookings: one, a page of them, and the one behind a pass."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal, literal_column, select, tuple_, union_all
from sqlalchemy.orm import Session, aliased, joinedload, load_only, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from shared.bookings.models import Booking, BookingTerm, Guest, Pass
from shared.bookings.rules import LONGEST_WINDOW, NOBODY, State
from shared.companies.models import Company, Visitor
from shared.kernel.database import Moment
from shared.kernel.names import normal, term_for
from shared.kernel.paging import Cursor, Page, page_of
from shared.people.models import Employee
from shared.sites.models import Site

_MOST_TERMS = 6
_NOBODYS_TERM = "-"
MOST_COUNTED = 1000
"""How many visits ahead are counted; what comes after them is said to be more."""
_MOMENTS_AT_ONCE = 500
_NOBODY_CAME: ColumnElement[bool] = literal_column("turnout = 'nobody'")
"""As the index is written that holds only these."""
_WHOLE = (
    joinedload(Booking.site),
    joinedload(Booking.host).joinedload(Employee.department),
    joinedload(Booking.grade),
    selectinload(Booking.guests).joinedload(Guest.visitor).joinedload(Visitor.company),
    selectinload(Booking.guests).selectinload(Guest.passes),
)
_LISTED = (
    joinedload(Booking.site),
    joinedload(Booking.host).load_only(Employee.name, Employee.name_en),
    selectinload(Booking.guests).options(
        load_only(Guest.booking_id, Guest.is_leader, Guest.position),
        joinedload(Guest.visitor).options(load_only(Visitor.name), joinedload(Visitor.company).load_only(Company.name)),
    ),
)
"""No more than a line of a list shows: a page of groups has hundreds of guests."""


@dataclass(frozen=True)
class Wanted:
    """Which bookings a list shows. `sites` is what the reader may see all of; `host` adds their own."""

    sites: tuple[str, ...]
    host: str | None = None
    state: str | None = None
    """A `State`, or `nobody` for those to which nobody came."""
    grade: str | None = None
    starts_from: datetime | None = None
    starts_before: datetime | None = None
    ends_after: datetime | None = None
    text: str = ""


@dataclass(frozen=True)
class StillAhead:
    """The visits of a grade that somebody waits for."""

    waiting: int
    approved: int
    are_more: bool
    """Whether there are more than were counted."""
    soonest: Sequence[Booking]

    @property
    def all(self) -> int:
        """Return how many were counted."""
        return self.waiting + self.approved


def booking(session: Session, booking_id: str) -> Booking | None:
    """Return a booking with all that its page shows, in four queries."""
    return session.scalars(select(Booking).where(Booking.id == booking_id).options(*_WHOLE)).one_or_none()


def booking_in_hand(session: Session, booking_id: str) -> Booking | None:
    """Return the same booking, to change it: until this transaction ends nobody else has it in hand.

    Two who decide at once then decide one after the other, the second on what the first has left.
    """
    session.execute(select(Booking.id).where(Booking.id == booking_id).with_for_update())
    wanted = select(Booking).where(Booking.id == booking_id).options(*_WHOLE)
    return session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def bookings_with_ids(session: Session, ids: Sequence[str]) -> Sequence[Booking]:
    """Return bookings with all that a page shows, in no order; those that are gone are left out."""
    return _whole(session, ids)


def bookings_page(
    session: Session, wanted: Wanted, cursor: Cursor | None, limit: int, *, whole: bool = True
) -> Page[Booking]:
    """Return a page of bookings, the latest start first; `whole`: with passes, grade and department, too.

    Each site and the reader's own visits are an index range of their own, cut to one page before
    they are merged, so that the cost is that of the page and not of the rows.
    """
    scopes = _scopes(wanted)
    if not scopes:
        return Page((), None, None)
    forwards = cursor is None or not cursor.backwards
    ranges = [_range(wanted, scope, cursor, limit + 1, forwards) for scope in scopes]
    found = union_all(*(select(part.subquery()) for part in ranges)).subquery()
    order = (found.c.starts_at, found.c.id)
    directed = [column.desc() if forwards else column.asc() for column in order]
    ids = session.execute(select(found).order_by(*directed).limit(limit + 1)).all()
    found_rows = _whole(session, [row.id for row in ids], _WHOLE if whole else _LISTED)
    rows = {row.id: row for row in found_rows}
    return page_of([rows[row.id] for row in ids], cursor, limit, lambda row: (row.starts_at, row.id))


def _scopes(wanted: Wanted) -> list[ColumnElement[bool]]:
    scopes: list[ColumnElement[bool]] = [Booking.site_id == site for site in wanted.sites]
    if wanted.host is not None:
        scopes.append(and_(Booking.host_id == wanted.host, Booking.site_id.not_in(wanted.sites)))
    return scopes


def number_of_no_shows(session: Session, wanted: Wanted) -> int:
    """Return to how many of the visits of a list nobody came, whatever state it asks for: an index range a scope."""
    counted = Wanted(wanted.sites, wanted.host, NOBODY, None, wanted.starts_from, wanted.starts_before)
    parts = [
        select(func.count()).where(scope, *_filters(counted, Booking.starts_at)).scalar_subquery()
        for scope in _scopes(wanted)
    ]
    return sum(session.execute(select(*parts)).one()) if parts else 0


def terms_in(text: str) -> list[str]:
    """Return the terms that a typed text looks up, the longest first, since it narrows most.

    Of very many words only some count: each is a condition of its own, and five hundred kept a database for minutes.
    A text of signs alone looks up what nothing is called: whoever typed it did not ask for everything.
    """
    words = text.split()
    terms = {normal(word) if any(map(str.isdigit, word)) else term_for(word) for word in words}
    found = sorted((term for term in terms if term), key=lambda term: (-len(term), term))[:_MOST_TERMS]
    return found or [_NOBODYS_TERM] * bool(words)


def _range(
    wanted: Wanted, scope: ColumnElement[bool], cursor: Cursor | None, limit: int, forwards: bool
) -> Select[datetime, str]:
    terms = terms_in(wanted.text)
    when, which = Booking.starts_at, Booking.id
    part = select(Booking.starts_at, Booking.id).where(scope)
    if terms:  # the first term leads, in the order of its index
        when, which = BookingTerm.starts_at, BookingTerm.booking_id
        part = part.join(BookingTerm, BookingTerm.booking_id == Booking.id)
        part = part.where(BookingTerm.term == terms[0], BookingTerm.site_id == Booking.site_id)
        part = part.where(*(_has_term(term) for term in terms[1:]))
    for condition in _filters(wanted, when):
        part = part.where(condition)
    order = tuple_(when, which)
    if cursor is not None:
        here = tuple_(literal(cursor.position[0], Moment), literal(cursor.position[1]))
        part = part.where(order < here if forwards else order > here)
    directions = (when.desc(), which.desc()) if forwards else (when.asc(), which.asc())
    return part.order_by(*directions).limit(limit)


def _has_term(term: str) -> ColumnElement[bool]:
    other = aliased(BookingTerm)
    return (
        select(other.booking_id)
        .where(other.site_id == Booking.site_id, other.term == term)
        .where(other.starts_at == Booking.starts_at, other.booking_id == Booking.id)
        .exists()
    )


def _filters(wanted: Wanted, when: Any) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.state == NOBODY:
        conditions.append(_NOBODY_CAME)
    elif wanted.state is not None:
        conditions.append(Booking.state == wanted.state)
    if wanted.grade is not None:
        conditions.append(Booking.grade_letter == wanted.grade)
    if wanted.starts_from is not None:
        conditions.append(when >= wanted.starts_from)
    if wanted.starts_before is not None:
        conditions.append(when < wanted.starts_before)
    if wanted.ends_after is not None:
        conditions.append(Booking.ends_at > wanted.ends_after)
    return conditions


def _whole(session: Session, ids: Sequence[str], options: Sequence[ORMOption] = _WHOLE) -> Sequence[Booking]:
    return session.scalars(select(Booking).where(Booking.id.in_(ids)).options(*options)).all() if ids else ()


def series_of(session: Session, series_id: str) -> Sequence[Row[str, datetime, datetime, str, str | None]]:
    """Return the bookings of a series, the first first: id, start, end, state, turnout."""
    wanted = select(Booking.id, Booking.starts_at, Booking.ends_at, Booking.state, Booking.turnout)
    return session.execute(wanted.where(Booking.series_id == series_id).order_by(Booking.starts_at)).all()


def guest(session: Session, guest_id: str) -> Guest | None:
    """Return a guest with visitor, company, booking and passes."""
    wanted = select(Guest).where(Guest.id == guest_id)
    whole = (
        joinedload(Guest.visitor).joinedload(Visitor.company),
        joinedload(Guest.booking).joinedload(Booking.site),
        joinedload(Guest.booking).joinedload(Booking.host),
        selectinload(Guest.passes),
    )
    return session.scalars(wanted.options(*whole)).one_or_none()


def valid_pass(guest: Guest) -> Pass | None:
    """Return the pass that works, of a guest whose passes are loaded."""
    return next((each for each in guest.passes if each.voided_at is None), None)


def booked_then(session: Session, starts: Collection[datetime]) -> set[tuple[str, datetime, str, str]]:
    """Return who is booked to come at exactly these moments: host, moment, guest's name and their company's key."""
    found: set[tuple[str, datetime, str, str]] = set()
    wanted = (
        select(Booking.host_id, Booking.starts_at, Visitor.name, Company.key)
        .join(Guest, Guest.booking_id == Booking.id)
        .join(Visitor, Visitor.id == Guest.visitor_id)
        .join(Company, Company.id == Visitor.company_id)
        .where(Booking.site_id.in_(select(Site.id)), Guest.uninvited_at.is_(None))
        .where(Booking.state.in_((State.WAITING, State.APPROVED, State.SENT_BACK)))
    )
    moments = sorted(starts)
    for first in range(0, len(moments), _MOMENTS_AT_ONCE):
        some = wanted.where(Booking.starts_at.in_(moments[first : first + _MOMENTS_AT_ONCE]))
        found |= {(row[0], row[1], row[2], row[3]) for row in session.execute(some)}
    return found


def ahead_with_grade(
    session: Session, sites: Collection[str], letter: str, now: datetime, shown: int, most: int = MOST_COUNTED
) -> StillAhead:
    """Return the waiting and approved visits of a grade that are ahead or on: an index range a site, cut to `most`."""
    ranges = [_still_ahead(site, letter, now, most + 1) for site in sites]
    found = union_all(*(select(part.subquery()) for part in ranges)).subquery()
    rows = session.execute(select(found).order_by(found.c.starts_at, found.c.id).limit(most + 1)).all()
    counted = Counter(row.state for row in rows[:most])
    ids = [row.id for row in rows[:shown]]
    whole = {each.id: each for each in _whole(session, ids, _LISTED)}
    soonest = [whole[each] for each in ids if each in whole]
    return StillAhead(counted[State.WAITING], counted[State.APPROVED], len(rows) > most, soonest)


def _still_ahead(site: str, letter: str, now: datetime, most: int) -> Select[str, datetime, str]:
    of_grade = (Booking.site_id == site, Booking.grade_letter == letter)
    still = (Booking.starts_at > now - LONGEST_WINDOW, Booking.ends_at > now)
    wanted = select(Booking.id, Booking.starts_at, Booking.state).where(*of_grade, *still)
    open_ones = wanted.where(Booking.state.in_([State.WAITING.value, State.APPROVED.value]))
    return open_ones.order_by(Booking.starts_at, Booking.id).limit(most)
