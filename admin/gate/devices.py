"""What the gate's board says of kiosks and printers: a line each, and a card for what needs a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from admin.devices.saying import said_of_kiosk, stands_alone, trouble_words
from admin.gate.alerts.card import Alert, Printer, Seen, card
from admin.speech import _, ngettext
from admin.wording import PRINT_TROUBLE, Said
from shared.devices import models
from shared.devices.models import Station
from shared.devices.rules import is_silent
from shared.sites.models import Site


@dataclass(frozen=True)
class Device:
    """A station's badge printer in one line."""

    name: str
    said: Said


@dataclass(frozen=True)
class Known:
    """The kiosks of a site and all their printers, as they last said that they are."""

    stations: Sequence[Station]
    machines: Sequence[models.Printer]

    def preferred_of(self, station: str) -> models.Printer | None:
        """Return the printer that a kiosk tries first, if it has been heard of."""
        names = next((each.printers for each in self.stations if each.code == station), [])
        return next((machine for machine in self.machines if names and machine.name == names[0]), None)

    def silent(self, now: datetime) -> list[Station]:
        """Return the kiosks that were there and can be heard no more."""
        return [each for each in self.stations if each.last_heard_at and is_silent(each.last_heard_at, now)]


def device_cards(known: Known, seen: Seen) -> list[Alert]:
    """Return a card for each silent kiosk, stopped printer and roll that ends; not twice for one printer."""
    told_of = {printer.station for printer in seen.printers if printer.trouble is not None}
    named = {name for each in known.stations if each.code in told_of for name in each.printers[:1]}
    cards = [_silent(station, seen) for station in known.silent(seen.now)]
    for machine in known.machines:
        if machine.name in named or stands_alone(machine, known.stations, seen.now):
            continue
        if machine.is_in_trouble:
            cards.append(_of_printer(machine, machine.since, Said("attend", trouble_words(machine.state)), seen))
        elif machine.is_near_end:
            cards.append(_of_printer(machine, machine.since, Said("attend", _("its paper ends soon")), seen))
    return cards


def device_line(printer: Printer, known: Known, site: Site, now: datetime) -> Device:
    """Say how a kiosk's printing stands: its own word first, then what its jobs tell."""
    name, waiting = _("Badge printer, %(station)s", station=printer.station), len(printer.waiting)
    station = next((each for each in known.silent(now) if each.code == printer.station), None)
    if station is not None:
        return Device(_("Kiosk %(code)s", code=station.code), said_of_kiosk(station, now, site.tz))
    machine = known.preferred_of(printer.station)
    if printer.trouble is not None:
        why = PRINT_TROUBLE[printer.trouble]
        return Device(name, Said("attend", _("%(why)s, %(n)s waiting", why=why, n=waiting)))
    if machine is not None and machine.is_in_trouble:
        return Device(name, Said("attend", trouble_words(machine.state)))
    if machine is not None and machine.is_near_end:
        return Device(name, Said("attend", _("its paper ends soon")))
    if waiting:
        return Device(name, Said("wait", ngettext("1 badge waiting", "%(num)d badges waiting", waiting)))
    return Device(name, Said("go", _("nothing waiting")))


def _silent(station: Station, seen: Seen) -> Alert:
    assert station.last_heard_at is not None
    return card(
        seen,
        station.last_heard_at,
        key=f"kiosk-{station.id}",
        who=_("Kiosk %(code)s", code=station.code),
        facts=_("Is it switched on, and in the network?"),
        said=said_of_kiosk(station, seen.now, seen.site.tz),
        booking=None,
        action="devices",
        subject=station.code,
    )


def _of_printer(machine: models.Printer, since: datetime, said: Said, seen: Seen) -> Alert:
    return card(
        seen,
        since,
        key=f"machine-{machine.id}",
        who=_("Printer %(name)s", name=machine.place or machine.name),
        facts=machine.model or machine.name,
        said=said,
        booking=None,
        action="devices",
        subject=machine.name,
    )
