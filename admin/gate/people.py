"""Everybody of a site's day, by how they stand: expected, waiting, not let in, inside, overdue, left."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from admin.asking import language
from admin.dates import clock, duration, minutes_between
from admin.gate.words import cannot_receive
from admin.speech import Words, _, _l
from admin.wording import Said
from shared.bookings.models import Booking, Guest
from shared.gate.queries import vehicles_of
from shared.sites.models import Site
from shared.visits.asked import waiting_at
from shared.visits.models import Visit
from shared.visits.queries import inside, left_since, still_expected, turned_away_since
from shared.visits.rules import DECLINED

SHOW: dict[str, Words] = {
    "expected": _l("Expected"),
    "waiting": _l("Waits to be let in"),
    "turned_away": _l("Not let in"),
    "inside": _l("On site"),
    "overdue": _l("Should have left"),
    "left": _l("Left today"),
}


_Found = tuple[str, Guest, Booking, datetime, Said]
"""Which list, who, of which booking, since when, and how they stand."""


@dataclass(frozen=True)
class Listed:
    """One person of the day."""

    guest: str
    show: str
    at: str
    name: str
    company: str
    host: str
    grade: str
    plate: str
    said: Said


@dataclass(frozen=True)
class People:
    """The list, and how many there are of each kind."""

    rows: list[Listed]
    counts: dict[str, int]


def people_of(rows: Session, site: Site, show: str, now: datetime) -> People:
    """Return a site's day, all of it or one kind."""
    zone = site.tz
    found = [*_who_came(rows, site, now), *_who_is_away(rows, site, now)]
    plates = {guest: each.plate for guest, each in vehicles_of(rows, [each[1].id for each in found]).items()}
    listed = [
        Listed(
            guest=guest.id,
            show=kind,
            at=clock(at, zone),
            name=guest.visitor.name,
            company=guest.visitor.company.name,
            host=booking.host.named(language()),
            grade=booking.grade_letter,
            plate=plates.get(guest.id, ""),
            said=said,
        )
        for kind, guest, booking, at, said in found
    ]
    counts = {kind: sum(each.show == kind for each in listed) for kind in SHOW}
    return People([each for each in listed if not show or each.show == show], counts)


def _who_came(rows: Session, site: Site, now: datetime) -> list[_Found]:
    """Return who waits at the door, and who is inside."""
    asks = Said("wait", _("Asks to come in"))
    found: list[_Found] = [
        ("waiting", stay.guest, stay.booking, stay.arrived_at, asks) for stay in waiting_at(rows, site.id)
    ]
    for stay in inside(rows, site.id):
        late = now - stay.booking.ends_at
        if late.total_seconds() > 0:
            over = _("%(time)s over", time=duration(minutes_between(stay.booking.ends_at, now)))
            found.append(("overdue", stay.guest, stay.booking, stay.arrived_at, Said("attend", over)))
        else:
            found.append(("inside", stay.guest, stay.booking, stay.arrived_at, Said("go", _("On site"))))
    return found


def _who_is_away(rows: Session, site: Site, now: datetime) -> list[_Found]:
    """Return who is still to come, was not let in, or has left."""
    start, end = site.hours.day_bounds(site.hours.day_of(now))
    found: list[_Found] = []
    for guest in still_expected(rows, site.id, start, end):
        missing = Said("off", _("Not arrived"))
        found.append(("expected", guest, guest.booking, guest.booking.starts_at, missing))
    found += [
        ("turned_away", stay.guest, stay.booking, stay.arrived_at, _why_not(stay))
        for stay in turned_away_since(rows, site.id, start)
    ]
    for stay in left_since(rows, site.id, start):
        gone = Said("off", _("Left at %(time)s", time=clock(stay.left_at or now, site.tz)))
        found.append(("left", stay.guest, stay.booking, stay.arrived_at, gone))
    return found


def _why_not(stay: Visit) -> Said:
    if stay.answer in DECLINED:
        return Said("attend", cannot_receive(stay.booking.host.named(language())))
    return Said("stop", _("Turned away"))
