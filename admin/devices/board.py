"""What the device page shows at a moment, read in as many queries whatever there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from sqlalchemy.orm import Session

from admin.dates import moment_words
from admin.devices.prints import Print, places_of, prints_of
from admin.devices.saying import said_of_kiosk, said_of_paper, said_of_print, said_of_printer, stands_alone
from admin.speech import _, ngettext
from admin.wording import Said
from shared.devices.models import Printer, Station
from shared.devices.queries import printers_of, stations_of
from shared.devices.rules import is_silent
from shared.printing.models import PrintJob
from shared.printing.queries import jobs_page, jobs_to_settle, jobs_with_ids, waiting_by_station
from shared.sites.models import Site

LATEST_SHOWN = 15


@dataclass(frozen=True)
class Kiosk:
    """A kiosk's line."""

    code: str
    said: Said
    printers: str
    waiting: str

    @property
    def stamp(self) -> int:
        """Return a number that changes when anything on the line does."""
        return crc32(repr((str(self.said.word), self.printers, self.waiting)).encode())


@dataclass(frozen=True)
class Machine:
    """A printer's line."""

    id: str
    name: str
    place: str
    make: str
    said: Said
    paper: Said
    last: str
    last_said: Said | None
    can_try: bool

    @property
    def stamp(self) -> int:
        """Return a number that changes when anything on the line does."""
        last = str(self.last_said.word) if self.last_said else ""
        shown = (self.place, self.make, str(self.said.word), str(self.paper.word), self.last, last, self.can_try)
        return crc32(repr(shown).encode())


@dataclass(frozen=True)
class Trouble:
    """Something that a person has to see to."""

    key: str
    said: Said
    what: str

    @property
    def call(self) -> str:
        """Return what is said aloud when it comes up."""
        return f"{self.what}: {self.said.word}"


@dataclass(frozen=True)
class Board:
    """All that the page shows; the newest logbook line before it was read says where the news goes on."""

    site: Site
    after: int
    troubles: list[Trouble]
    kiosks: list[Kiosk]
    printers: list[Machine]
    unsure: list[Print]
    latest: list[Print]
    station: str
    """Whose prints are shown; empty if there is no kiosk."""
    stations: list[str]


def board_of(rows: Session, site: Site, station: str, after: int, now: datetime) -> Board:
    """Return the page of a site at this moment, with the latest prints of one of its kiosks."""
    stations, machines = stations_of(rows, site.id), printers_of(rows, site.id)
    waiting, places = waiting_by_station(rows, site.id), places_of(machines)
    lasts = {job.id: job for job in jobs_with_ids(rows, [each.last_job_id for each in machines if each.last_job_id])}
    codes = [each.code for each in stations]
    shown = station if station in codes else codes[0] if codes else ""
    latest = jobs_page(rows, site.id, shown, None, LATEST_SHOWN).items
    unsure = jobs_to_settle(rows, site.id)
    lines = {line.id: line for line in prints_of(rows, [*unsure, *latest], places, site, now)}
    kiosks = [_kiosk(each, places, waiting.get(each.code, 0), site, now) for each in stations]
    printers = [_machine(each, stations, lasts, site, now) for each in machines]
    return Board(
        site=site,
        after=after,
        troubles=[*_silent(stations, site, now), *_stopped(machines, stations, site, now)],
        kiosks=kiosks,
        printers=printers,
        unsure=[lines[job.id] for job in unsure],
        latest=[lines[job.id] for job in latest],
        station=shown,
        stations=codes,
    )


def troubles_of(rows: Session, site: Site, now: datetime) -> list[Trouble]:
    """Return what a person has to see to at a site: silent kiosks, stopped printers, paper that ends."""
    stations, machines = stations_of(rows, site.id), printers_of(rows, site.id)
    return [*_silent(stations, site, now), *_stopped(machines, stations, site, now)]


def _kiosk(station: Station, places: dict[str, str], waiting: int, site: Site, now: datetime) -> Kiosk:
    return Kiosk(
        code=station.code,
        said=said_of_kiosk(station, now, site.tz),
        printers=_(", then ").join(places.get(name, name) for name in station.printers),
        waiting=ngettext("1 print waiting", "%(num)d prints waiting", waiting) if waiting else "",
    )


def _machine(
    printer: Printer, stations: Sequence[Station], lasts: dict[str, PrintJob], site: Site, now: datetime
) -> Machine:
    is_alone = stands_alone(printer, stations, now)
    last = lasts.get(printer.last_job_id or "")
    return Machine(
        id=printer.id,
        name=printer.name,
        place=printer.place or "",
        make=" · ".join(part for part in (printer.model, printer.firmware) if part),
        said=said_of_printer(printer, is_alone, now, site.tz),
        paper=said_of_paper(printer, is_alone),
        last=moment_words(printer.last_job_at, site.tz, now) if printer.last_job_at else "",
        last_said=said_of_print(last) if last else None,
        can_try=not is_alone,
    )


def _silent(stations: Sequence[Station], site: Site, now: datetime) -> list[Trouble]:
    return [
        Trouble(f"kiosk-{each.id}", said_of_kiosk(each, now, site.tz), _("Kiosk %(code)s", code=each.code))
        for each in stations
        if each.last_heard_at is not None and is_silent(each.last_heard_at, now)
    ]


def _stopped(machines: Sequence[Printer], stations: Sequence[Station], site: Site, now: datetime) -> list[Trouble]:
    """Return a line for each printer that does not print, or whose paper ends; of one nobody asks, nothing is known."""
    found = []
    for each in machines:
        if stands_alone(each, stations, now):
            continue
        what = _("Printer %(name)s", name=each.place or each.name)
        if each.is_in_trouble:
            found.append(Trouble(f"printer-{each.id}", said_of_printer(each, False, now, site.tz), what))
        elif each.is_near_end:
            found.append(Trouble(f"paper-{each.id}", Said("attend", _("its paper ends soon")), what))
    return found
