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

    @property
    def is_on(self) -> bool:
        """Say whether anything may be left out by it."""
        chosen = (self.site, self.grade, self.starts_from, self.starts_before)
        return any(each is not None for each in chosen) or bool(terms_in(self.text))

    def of(
        self, booking: type[Booking] = Booking, site: InstrumentedAttribute[str] = Booking.site_id
    ) -> list[ColumnElement[bool]]:
        """Say in SQL which bookings are left, whenever they are.

        `site`: the site as what is listed knows it, so that no database begins with all bookings of the site.
        """
        conditions = [_has_term(booking, term) for term in terms_in(self.text)]
        if self.site is not None:
            conditions.append(site == self.site)
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
