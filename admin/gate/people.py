"""Everybody of a site's day, by how they stand: expected, waiting, not let in, inside, overdue, left."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from admin.asking import language
from admin.dates import clock, day_unless_today, duration, minutes_between
from admin.gate.words import cannot_receive
from admin.speech import Words, _, _l
from admin.wording import Said, whom_they_see
from shared.bookings.models import Guest
from shared.gate.queries import vehicles_of
from shared.sites.models import Site
from shared.visits.asked import waiting_at
from shared.visits.models import Visit
from shared.visits.queries import inside, left_since, still_expected, turned_away_since
from shared.visits.rules import DECLINED, VisitState

SHOW: dict[str, Words] = {
    "expected": _l("Expected"),
    "waiting": _l("Waits to be let in"),
    "turned_away": _l("Not let in"),
    "inside": _l("On site"),
    "overdue": _l("Should have left"),
    "left": _l("Left today"),
}


@dataclass(frozen=True)
class _Found:
    """Which list, who, since when, how they stand, and whom they came to see."""

    show: str
    guest: Guest
    at: datetime
    said: Said
    host: str


@dataclass(frozen=True)
class Listed:
    """One person of the day."""

    guest: str
    show: str
    day: str
    """Of which day the hour is, if not of today."""
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
    start, end = site.hours.day_bounds(site.hours.day_of(now))
    came = [*waiting_at(rows, site.id), *inside(rows, site.id)]
    away = [*turned_away_since(rows, site.id, start), *left_since(rows, site.id, start)]
    found = [_of_stay(stay, site, now) for stay in came]
    found += [_expected(guest) for guest in still_expected(rows, site.id, start, end)]
    found += [_of_stay(stay, site, now) for stay in away]
    plates = {guest: each.plate for guest, each in vehicles_of(rows, [each.guest.id for each in found]).items()}
    listed = [_listed(each, plates.get(each.guest.id, ""), site, now) for each in found]
    counts = {kind: sum(each.show == kind for each in listed) for kind in SHOW}
    return People([each for each in listed if not show or each.show == show], counts)


def _listed(found: _Found, plate: str, site: Site, now: datetime) -> Listed:
    guest = found.guest
    return Listed(
        guest=guest.id,
        show=found.show,
        day=day_unless_today(found.at, site.tz, now),
        at=clock(found.at, site.tz),
        name=guest.visitor.name,
        company=guest.visitor.company.name,
        host=found.host,
        grade=guest.booking.grade_letter,
        plate=plate,
        said=found.said,
    )


def _expected(guest: Guest) -> _Found:
    booking = guest.booking
    missing = Said("off", _("Not arrived"))
    return _Found("expected", guest, booking.starts_at, missing, booking.host.named(language()))


def _of_stay(stay: Visit, site: Site, now: datetime) -> _Found:
    host = whom_they_see(stay)
    show, said = _stands(stay, host, site, now)
    return _Found(show, stay.guest, stay.arrived_at, said, host)


def _stands(stay: Visit, host: str, site: Site, now: datetime) -> tuple[str, Said]:
    """Return in which list somebody is who came, and how they stand."""
    if stay.state == VisitState.ASKING:
        return "waiting", Said("wait", _("Asks to come in"))
    if stay.state == VisitState.LEFT:
        return "left", Said("off", _("Left at %(time)s", time=clock(stay.left_at or now, site.tz)))
    if stay.state == VisitState.TURNED_AWAY:
        is_declined = stay.answer in DECLINED
        return "turned_away", Said("attend", cannot_receive(host)) if is_declined else Said("stop", _("Turned away"))
    if now > stay.booking.ends_at:
        late = duration(minutes_between(stay.booking.ends_at, now))
        return "overdue", Said("attend", _("%(time)s over", time=late))
    return "inside", Said("go", _("On site"))
