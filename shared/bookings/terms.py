"""Under what a booking is found: its guests' names, their companies, its permit number, each with its beginnings."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import ColumnElement, delete, literal, select
from sqlalchemy.orm import Session, selectinload

from shared.bookings.models import Booking, BookingTerm, Guest
from shared.companies.models import Visitor
from shared.kernel.database import Moment, insert_into
from shared.kernel.listed import rows_of
from shared.kernel.names import normal
from shared.kernel.terms import company_terms_of, terms_of

_TERM = ("site_id", "term", "starts_at", "booking_id")
Place: TypeAlias = tuple[str, datetime, str]
"""Where a booking's terms stand: its site, its start, its id."""


def find_by_company_too(session: Session, visitor_ids: Sequence[str], company: str) -> None:
    """Let the bookings of visitors be found by the name of the company that they turned out to be of.

    The name that they were booked under stays: somebody may still look for it.
    """
    _find_too(session, Guest.visitor_id.in_(visitor_ids), company_terms_of(company))


def find_by_name_too(session: Session, guest_ids: Sequence[str], visitor: Visitor) -> None:
    """Let the bookings of guests be found by the names of the visitor, and the company, that they turned out to be."""
    _find_too(session, Guest.id.in_(guest_ids), _names_of(visitor))


def find_no_more_by_name(session: Session, guest_ids: Sequence[str], visitor: Visitor) -> None:
    """Let the bookings of guests be found no more by the names of a visitor that they turned out not to be."""
    theirs = select(Guest.booking_id).where(Guest.id.in_(guest_ids))
    whole = selectinload(Booking.guests).joinedload(Guest.visitor).joinedload(Visitor.company)
    wanted = select(Booking).where(Booking.id.in_(theirs)).options(whole)
    for booking in session.scalars(wanted.execution_options(populate_existing=True)):
        take_terms(session, place_of(booking), _names_of(visitor) - terms_of_booking(booking))


def place_of(booking: Booking) -> Place:
    """Return where a booking's terms stand now."""
    return booking.site_id, booking.starts_at, booking.id


def terms_of_booking(booking: Booking) -> set[str]:
    """Return the terms under which a booking is found: guests, their companies, its permit number."""
    terms = set(permit_terms(booking.permit))
    for guest in booking.guests:
        terms |= _names_of(guest.visitor)
    return terms


def permit_terms(permit: str | None) -> Collection[str]:
    """Return the number whole, its day, and day with number: `xk261123042`, `xk261123`, `1123042`."""
    if permit is None:
        return ()
    whole = normal(permit)
    day = normal(permit.rpartition("-")[0])
    return whole, day, whole[len(day) - 4 :]


def move_terms(session: Session, booking: Booking, place: Place, terms: set[str]) -> None:
    """Bring the terms that stood at a place to what the booking is now.

    All of today's are written, also where they should stand already: a file that was merged has another name since.
    """
    now = terms_of_booking(booking)
    take_terms(session, place, terms - now if place == place_of(booking) else terms)
    write_terms(session, place_of(booking), now)


def write_terms(session: Session, place: Place, terms: Collection[str]) -> None:
    """Let what stands at a place be found by these terms, too."""
    if not terms:  # a name of one letter has none
        return
    site_id, starts_at, booking_id = place
    wanted = rows_of(sorted(terms)).c.value  # in one order, so that two who write do not wait for each other
    row = select(literal(site_id), wanted, literal(starts_at, Moment), literal(booking_id))
    # SQLite takes ON CONFLICT behind a SELECT for a part of it, unless there is a WHERE.
    written = insert_into(session, BookingTerm).from_select(list(_TERM), row.where(wanted != ""))
    session.execute(written.on_conflict_do_nothing())


def take_terms(session: Session, place: Place, terms: Collection[str]) -> None:
    """Let what stands at a place be found by these terms no more."""
    if not terms:
        return
    site_id, starts_at, booking_id = place
    lies = BookingTerm.site_id == site_id, BookingTerm.starts_at == starts_at, BookingTerm.booking_id == booking_id
    taken = delete(BookingTerm).where(*lies, BookingTerm.term.in_(select(rows_of(sorted(terms)).c.value)))
    session.execute(taken.execution_options(synchronize_session=False))


def _names_of(visitor: Visitor) -> frozenset[str]:
    return terms_of(visitor.name) | company_terms_of(visitor.company.name)


def _find_too(session: Session, who: ColumnElement[bool], terms: Collection[str]) -> None:
    """Write terms of the bookings of some guests: a statement a term, however many bookings there are.

    One whose time is over has none any more, and gets none: nobody would take them away again (R29).
    """
    bookings = (
        select(Booking.site_id, Booking.starts_at, Booking.id)
        .join(Guest, Guest.booking_id == Booking.id)
        .where(who, Guest.uninvited_at.is_(None), Booking.forget_at.is_not(None))
        .distinct()
    )
    for term in sorted(terms):
        rows = bookings.add_columns(literal(term))
        more = insert_into(session, BookingTerm).from_select(["site_id", "starts_at", "booking_id", "term"], rows)
        session.execute(more.on_conflict_do_nothing())
