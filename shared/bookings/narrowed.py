"""Narrowing a list of what is open about some bookings: by site, grade, days, or a text that finds them."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from shared.bookings.models import Booking, BookingTerm
from shared.bookings.queries import terms_in

_Moments: TypeAlias = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]


@dataclass(frozen=True)
class Narrowed:
    """What a list is narrowed to; nothing: all that the reader may see."""

    site: str | None = None
    grade: str | None = None
    starts_from: datetime | None = None
    """Moments are those by which the list stands in order."""
    starts_before: datetime | None = None
    text: str = ""

    def of(self, booking: type[Booking] = Booking) -> list[ColumnElement[bool]]:
        """Say in SQL which bookings are left, whenever they are."""
        conditions = [_has_term(booking, term) for term in terms_in(self.text)]
        if self.site is not None:
            conditions.append(booking.site_id == self.site)
        if self.grade is not None:
            conditions.append(booking.grade_letter == self.grade)
        return conditions

    def within(self, when: _Moments) -> list[ColumnElement[bool]]:
        """Say in SQL which moments are left."""
        begins = [when >= self.starts_from] if self.starts_from is not None else []
        return begins + ([when < self.starts_before] if self.starts_before is not None else [])


EVERYTHING = Narrowed()


def _has_term(booking: type[Booking], term: str) -> ColumnElement[bool]:
    found = aliased(BookingTerm)
    here = found.site_id == booking.site_id, found.starts_at == booking.starts_at, found.booking_id == booking.id
    return select(found.booking_id).where(found.term == term, *here).correlate(booking).exists()
