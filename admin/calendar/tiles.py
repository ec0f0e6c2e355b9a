"""Visits as a calendar shows them, day by day, with the day's holiday."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from admin.dates import clock, long_day
from admin.speech import _
from admin.wording import Said, booking_said, party
from shared.bookings.planned import Planned
from shared.resources.models import Reservation
from shared.resources.rules import ResourceKind
from shared.sites.holidays import public_days
from shared.sites.models import Site


@dataclass(frozen=True)
class Tile:
    """A visit in one day."""

    id: str
    start: str
    end: str
    who: str
    company: str
    host: str
    grade: str
    said: Said
    purpose: str
    area: str
    is_urgent: bool
    recurs: bool
    reserved: tuple[str, ...]
    """Rooms and equipment by name, and how it stands with the car."""


@dataclass(frozen=True)
class Day:
    """A day of a calendar."""

    on: date
    word: str
    is_today: bool
    is_working: bool
    holiday: str
    tiles: list[Tile]
    has_more: bool


def day_of(
    site: Site,
    on: date,
    today: date,
    found: Sequence[Planned],
    held: Sequence[Reservation],
    language: str,
    *,
    has_more: bool = False,
) -> Day:
    """Return a day with its visits, in the reader's language."""
    return Day(
        on=on,
        word=long_day(on, today, language),
        is_today=on == today,
        is_working=site.hours.is_working(on),
        holiday=holiday_of(site, on, language),
        tiles=[_tile(site, on, visit, held, language) for visit in found],
        has_more=has_more,
    )


def holiday_of(site: Site, on: date, language: str) -> str:
    """Return why a day is no usual one at a site, empty where it is one."""
    if on in site.hours.own_days:
        return _("the site works") if site.hours.own_days[on] else _("the site is closed")
    if not site.calendar:
        return ""
    public = public_days(site.calendar, on.year, language[:2])
    return _("made up: people work") if on in public.made_up else public.off.get(on, "")


def _tile(site: Site, on: date, visit: Planned, held: Sequence[Reservation], language: str) -> Tile:
    return Tile(
        id=visit.id,
        start=_edge(visit.starts_at, on, site),
        end=_edge(visit.ends_at, on, site),
        who=party(visit.leader, visit.guests),
        company=visit.company,
        host=visit.host if language.startswith("zh") else visit.host_en,
        grade=visit.grade,
        said=booking_said(visit.state, visit.turnout),
        purpose=visit.purpose,
        area=visit.area,
        is_urgent=visit.is_urgent,
        recurs=visit.series_id is not None,
        reserved=tuple(reserved_words(each, language) for each in held if each.booking_id == visit.id),
    )


def reserved_words(held: Reservation, language: str) -> str:
    """Return what a visit has reserved, in words: a room's name, a car with its driver, a car that is still missing."""
    if held.kind != ResourceKind.CAR:
        return held.resource.named(language) if held.resource else ""
    if held.resource is None:
        return _("a car, not chosen yet")
    driver = held.driver.named(language) if held.driver else _("no driver yet")
    return f"{held.resource.named(language)} · {driver}"


def _edge(moment: datetime, on: date, site: Site) -> str:
    """Return the hour at which a visit begins or ends, empty where that is on another day."""
    zone = site.tz
    edge = moment.astimezone(zone)
    if edge.date() == on + timedelta(days=1) and edge.time() == edge.min.time():
        return "24:00"
    return clock(moment, zone) if edge.date() == on else ""
