"""The files of visitors and companies, as far as somebody of them was booked at one's sites (R27)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select, tuple_
from sqlalchemy.orm import Session, aliased, joinedload

from shared.bookings.models import Booking, BookingTerm, Guest
from shared.bookings.queries import terms_in
from shared.companies.models import Company, Visitor
from shared.kernel.paging import Cursor
from shared.visits.meant import groups_among, is_meant
from shared.visits.reaching import from_place, read_ranges


@dataclass(frozen=True)
class SoughtVisitors:
    """Which visitors a list shows."""

    sites: tuple[str, ...]
    text: str = ""
    tiers_left_out: tuple[str, ...] = ()
    """Of companies of these tiers nobody is shown."""


@dataclass(frozen=True)
class VisitorsFound:
    """A page of visitors, each with the start of their latest booking, the latest first."""

    visitors: Sequence[tuple[Visitor, datetime]]
    next: Cursor | None
    looked_back_to: datetime | None = None


def visitors_page(session: Session, sought: SoughtVisitors, after: Cursor | None, limit: int) -> VisitorsFound:
    """Return so many visitors from a place on, by their latest booking at one's sites: two to four statements."""
    ranges = [(_range(sought, site, after), partial(_kept, sought)) for site in sought.sites]
    if not ranges:
        return VisitorsFound((), None)
    reached = read_ranges(session, ranges, limit)
    whole = joinedload(Guest.visitor).joinedload(Visitor.company)
    wanted = select(Guest).where(Guest.id.in_([guest_id for _at, guest_id in reached.places]))
    guests = {guest.id: guest for guest in session.scalars(wanted.options(whole))} if reached.places else {}
    terms = terms_in(sought.text)
    groups = groups_among(session, {guest.booking_id for guest in guests.values()}) if terms else set[str]()
    found = [
        (guest.visitor, at)
        for at, guest in ((at, guests[guest_id]) for at, guest_id in reached.places if guest_id in guests)
        if guest.booking_id not in groups or is_meant(guest.visitor, None, terms)
    ]
    back_to = reached.next.position[0] if reached.next is not None and not found else reached.looked_back_to
    return VisitorsFound(found, reached.next, back_to)


def _range(sought: SoughtVisitors, site: str, after: Cursor | None) -> Select[Any]:
    terms = terms_in(sought.text)
    when: Any = BookingTerm.starts_at if terms else Booking.starts_at
    part = select(when.label("at"), Guest.id, Guest.visitor_id, Booking.id.label("booking_id"))
    part = part.select_from(Booking).join(Guest, Guest.booking_id == Booking.id).where(Booking.site_id == site)
    if terms:
        part = part.join(BookingTerm, BookingTerm.booking_id == Booking.id)
        part = part.where(BookingTerm.site_id == site, BookingTerm.term == terms[0])
    return from_place(part, when, Guest.id, after)


def _kept(sought: SoughtVisitors, row: Any) -> Select[Any]:
    """Of each visitor only the latest booking counts; files that became part of another are left out."""
    other, later = aliased(Guest), aliased(Booking)
    comes_again = (
        exists()
        .where(other.visitor_id == row.c.visitor_id, later.id == other.booking_id, later.site_id.in_(sought.sites))
        .where(tuple_(later.starts_at, other.id) > tuple_(row.c.at, row.c.id))
    )
    part = select(row.c.at, row.c.id).join(Visitor, Visitor.id == row.c.visitor_id)
    part = part.where(~comes_again, Visitor.merged_into_id.is_(None), Visitor.forgotten_at.is_(None))
    if sought.tiers_left_out:
        part = part.join(Company, Company.id == Visitor.company_id).where(Company.tier.not_in(sought.tiers_left_out))
    return part.where(*(_is_called(row, term) for term in terms_in(sought.text)[1:]))


def _is_called(row: Any, term: str) -> ColumnElement[bool]:
    booking, other = aliased(Booking), aliased(BookingTerm)
    return exists().where(
        booking.id == row.c.booking_id,
        other.site_id == booking.site_id,
        other.term == term,
        other.starts_at == booking.starts_at,
        other.booking_id == booking.id,
    )


def came_to(sites: Sequence[str]) -> ColumnElement[bool]:
    """Say of a company that somebody of theirs was booked at one of these sites."""
    return exists().where(
        Visitor.company_id == Company.id,
        Guest.visitor_id == Visitor.id,
        Booking.id == Guest.booking_id,
        Booking.site_id.in_(sites),
    )


def is_known_at(session: Session, visitor_id: str, sites: Sequence[str]) -> bool:
    """Say whether a visitor was booked at one of these sites."""
    wanted = select(Guest.id).join(Booking).where(Guest.visitor_id == visitor_id, Booking.site_id.in_(sites))
    return session.scalars(wanted.limit(1)).first() is not None


def known_among(session: Session, visitor_ids: Sequence[str], sites: Sequence[str]) -> set[str]:
    """Return those of these visitors who were booked at one of these sites."""
    was_booked = exists().where(
        Guest.visitor_id == Visitor.id, Booking.id == Guest.booking_id, Booking.site_id.in_(sites)
    )
    wanted = select(Visitor.id).where(Visitor.id.in_(visitor_ids), was_booked)
    return set(session.scalars(wanted)) if visitor_ids else set()


def is_company_known_at(session: Session, company_id: str, sites: Sequence[str]) -> bool:
    """Say whether somebody of a company was booked at one of these sites."""
    return session.scalars(select(Company.id).where(Company.id == company_id, came_to(sites))).first() is not None
