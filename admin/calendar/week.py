"""The days of a calendar with their visits, for pages and for letters."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from admin.calendar.tiles import Day, day_of
from shared.bookings.planned import Shown, planned
from shared.resources.queries import reservations_of
from shared.sites.models import Site

MOST_OF_A_DAY = 200


def days_of(
    rows: Session, site: Site, days: Sequence[date], shown: Shown, today: date, most: int, language: str
) -> list[Day]:
    """Return days with their visits and what these have reserved: two queries, however many days."""
    found = planned(rows, shown, [site.hours.day_bounds(on) for on in days], most + 1)
    held = reservations_of(rows, {visit.id for day in found for visit in day})
    return [
        day_of(site, on, today, visits[:most], held, language, has_more=len(visits) > most)
        for on, visits in zip(days, found, strict=True)
    ]
