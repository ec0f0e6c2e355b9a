"""What the gate's board shows at a moment, read in a handful of queries."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from zlib import crc32

from sqlalchemy.orm import Session

from admin.asking import language
from admin.dates import clock, day_unless_today, duration, minutes_between
from admin.gate.alerts.card import MOST_SHOWN, SHOWN, Alert, Need, Printer, Seen
from admin.gate.alerts.every import needs
from admin.gate.devices import Device, Known, device_cards, device_line
from admin.speech import _
from admin.wording import Said, answer_mark, answer_words, party, whom_they_see
from shared.bookings.models import Booking, Guest
from shared.devices.queries import printers_of, stations_of
from shared.gate.models import GateNote, GateStop, Vehicle
from shared.gate.queries import coming_by_lane, held_guests, open_notes, stops_of, vehicles_of
from shared.gate.rules import Stop
from shared.printing.queries import jobs_to_settle, open_jobs
from shared.roll_calls.models import RollCall
from shared.roll_calls.queries import open_roll_call
from shared.sites.models import Site
from shared.visits.asked import waiting_at
from shared.visits.present import Present, present
from shared.visits.queries import DayCounts, day_counts, still_expected

NEXT_SHOWN = 8
_LOOKED_AT = 60
INSIDE_SHOWN = 40
VEHICLES_SHOWN = 12
_NEWS_FOR = timedelta(minutes=10)


@dataclass(frozen=True)
class Row:
    """Somebody who is due or inside: one line of a list."""

    key: str
    day: str
    """Of which day the hour is, if not of today."""
    at: str
    who: str
    company: str
    host: str
    grade: str
    said: Said
    booking: str
    visit: str
    guest: str = ""
    plate: str = ""
    is_new: bool = False
    """Whether it began so lately that a screen showing it is news to somebody."""

    @property
    def stamp(self) -> int:
        """Return a number that changes when anything on the line does."""
        return crc32(
            repr(
                (self.day, self.at, self.who, self.company, self.host, self.plate, self.said.mark, str(self.said.word))
            ).encode()
        )


@dataclass(frozen=True)
class Parked:
    """A vehicle that is inside, or waits to be."""

    key: str
    plate: str
    who: str
    said: Said
    guest: str

    @property
    def stamp(self) -> int:
        """Return a number that changes when anything on the line does."""
        return crc32(repr((self.plate, self.who, str(self.said.word))).encode())


@dataclass(frozen=True)
class Board:
    """All that the page shows; the newest logbook line before it was read says where the news goes on."""

    site: Site
    after: int
    alerts: list[Alert]
    lit: str
    """The key of the oldest card that can be settled here: the one with the lamp."""
    more_alerts: int
    is_whole: bool
    """Whether every card was asked for."""
    oldest: str
    next: list[Row]
    expected: int
    counts: DayCounts
    overdue: list[Row]
    inside: list[Row]
    devices: list[Device]
    waiting: int
    """How many ask at the door to come in."""
    vehicles: list[Parked]
    notes: Sequence[GateNote]
    roll_call: RollCall | None
    """The evacuation that is on."""


def board_of(rows: Session, site: Site, after: int, now: datetime, *, whole: bool = False) -> Board:
    """Return the board of a site at this moment; `whole`: with every card, not only the first few."""
    start, end = site.hours.day_bounds(site.hours.day_of(now))
    here = present(rows, site.id)
    due = still_expected(rows, site.id, start, end)
    known = Known(stations_of(rows, site.id), printers_of(rows, site.id))
    printers = [Printer(each.code, open_jobs(rows, site.id, each.code, limit=20)) for each in known.stations]
    waiting, lane = waiting_at(rows, site.id), coming_by_lane(rows, site.id, start)
    at_the_gate = [stay.guest_id for stay in here] + [stay.guest_id for stay in waiting]
    at_the_gate += [each.guest_id for each in lane]
    at_the_gate += [guest.id for guest in due[:_LOOKED_AT]]
    vehicles = vehicles_of(rows, at_the_gate)
    held = held_guests(rows, site.id, start)
    seen = Seen(site, now, here, jobs_to_settle(rows, site.id), printers, waiting, lane, held, vehicles)
    of_devices = map(Need.of, device_cards(known, seen))
    needing = sorted([*needs(rows, seen), *of_devices], key=lambda need: (need.rank, need.since))
    cards = [need.card() for need in needing[: MOST_SHOWN if whole else SHOWN]]
    overdue = [stay for stay in here if stay.is_over(now)]
    in_time = (stay for stay in reversed(here) if not stay.is_over(now))
    return Board(
        site=site,
        after=after,
        alerts=cards,
        lit=next((alert.key for alert in cards if alert.action not in ("look", "devices")), ""),
        more_alerts=len(needing) - len(cards),
        is_whole=whole,
        oldest=_oldest(needing, now),
        next=_next(due, seen, stops_of(rows, [guest.id for guest in due[:_LOOKED_AT]])),
        expected=len(due),
        counts=day_counts(rows, site.id, start, end),
        overdue=[_overdue(stay, site, now) for stay in sorted(overdue, key=lambda stay: stay.ends_at)],
        inside=[_inside(stay, site, now) for stay in islice(in_time, INSIDE_SHOWN)],
        devices=[device_line(printer, known, site, now) for printer in printers],
        waiting=len(waiting),
        vehicles=_vehicles(seen),
        notes=open_notes(rows, [site.id]),
        roll_call=open_roll_call(rows, site.id),
    )


def _oldest(needing: Sequence[Need], now: datetime) -> str:
    since = min((need.since for need in needing), default=None)
    return duration(minutes_between(since, now)) if since else ""


def _vehicles(seen: Seen) -> list[Parked]:
    """Return the vehicles on site, and before them those that wait to be let in."""
    outside = [(stay.guest_id, stay.guest.visitor.name) for stay in seen.waiting]
    outside += [(lane.guest_id, lane.guest.visitor.name) for lane in seen.lane]
    inside = [(stay.guest_id, stay.name) for stay in seen.inside]
    to_be_let_in, on_site = Said("wait", _("to be let in")), Said("go", _("on site"))
    both = [(guest, name, to_be_let_in) for guest, name in outside] + [(guest, name, on_site) for guest, name in inside]
    parked = [(seen.vehicles[guest], name, said) for guest, name, said in both if guest in seen.vehicles]
    return [_parked(vehicle, name, said) for vehicle, name, said in parked[:VEHICLES_SHOWN] if vehicle.plate]


def _parked(vehicle: Vehicle, name: str, said: Said) -> Parked:
    who = _("%(name)s, %(place)s", name=name, place=vehicle.place) if vehicle.place else name
    return Parked(f"car-{vehicle.guest_id}", vehicle.plate, who, said, vehicle.guest_id)


def _next(due: Sequence[Guest], seen: Seen, stops: Mapping[str, GateStop]) -> list[Row]:
    """Return a line for each of the next bookings: who is still to come, and how many of a group are here already."""
    groups: dict[str, list[Guest]] = {}
    for guest in due:
        groups.setdefault(guest.booking_id, []).append(guest)
    came = Counter(stay.booking_id for stay in seen.inside)
    shown = islice(groups.items(), NEXT_SHOWN)
    return [_due(guests, came[booking_id], seen, stops) for booking_id, guests in shown]


def _due(guests: list[Guest], came: int, seen: Seen, stops: Mapping[str, GateStop]) -> Row:
    first = next((guest for guest in guests if guest.is_leader), guests[0])
    booking: Booking = first.booking
    vehicle = seen.vehicles.get(first.id)
    if stop := stops.get(first.id):
        said = Said("attend", _("Held")) if stop.said == Stop.HELD else Said("stop", _("Refused"))
    elif came:
        said = Said("go", _("%(n)s of %(all)s here", n=came, all=came + len(guests)))
    else:
        said = Said("off", _("Not arrived"))
    return Row(
        key=f"due-{booking.id}",
        day=day_unless_today(booking.starts_at, seen.site.tz, seen.now),
        at=clock(booking.starts_at, seen.site.tz),
        who=party(first.visitor.name, came + len(guests)),
        company=first.visitor.company.name,
        host=booking.host.named(language()),
        grade=booking.grade_letter,
        said=said,
        booking=booking.id,
        visit="",
        guest=first.id,
        plate=vehicle.plate if vehicle else "",
    )


def _inside(stay: Present, site: Site, now: datetime) -> Row:
    if stay.answer:
        said = Said(answer_mark(stay.answer), answer_words(stay.answer, stay.answer_minutes, stay.answer_place))
    else:
        said = Said("wait", _("Asking the host"))
    return replace(_stay(stay, site, said, now), is_new=now - stay.arrived_at < _NEWS_FOR)


def _overdue(stay: Present, site: Site, now: datetime) -> Row:
    late = duration(minutes_between(stay.ends_at, now))
    return _stay(stay, site, Said("attend", _("%(time)s over", time=late)), now)


def _stay(stay: Present, site: Site, said: Said, now: datetime) -> Row:
    return Row(
        key=f"in-{stay.id}",
        day=day_unless_today(stay.arrived_at, site.tz, now),
        at=clock(stay.arrived_at, site.tz),
        who=stay.name,
        company=stay.company,
        host=whom_they_see(stay),
        grade=stay.grade.letter,
        said=said,
        booking=stay.booking_id,
        visit=stay.id,
        guest=stay.guest_id,
    )
