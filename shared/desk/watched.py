"""What devices say, and who at reception must hear of it: once for each change, until it is over."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from shared.devices.actions import printer_says, station_beats, stations_fall_silent
from shared.devices.models import Printer, Station
from shared.devices.rules import Saying
from shared.kernel.logbook import About, Kind
from shared.notices.actions import drop
from shared.notices.models import Notice
from shared.notices.queries import notices_for

PRINTER_STOPPED, PAPER_NEAR_END, KIOSK_SILENT = "printer_stopped", "paper_near_end", "kiosk_silent"
RECEPTION = "reception"


def station_says(session: Session, station: Station, sayings: Sequence[Saying], now: datetime) -> None:
    """Write that a station is there and how its printers are, and what reception must do about it."""
    if station_beats(session, station.id, now):
        _forget(session, station.id, KIOSK_SILENT)
    for saying in sorted(sayings, key=lambda each: each.name):  # two stations lock what they share in one order
        printer, changes = printer_says(session, station.site_id, station.code, saying, now)
        _tell_of_printer(session, printer, changes, now)


def find_the_silent(session: Session, now: datetime) -> int:
    """Tell reception of kiosks that have fallen silent; return how many."""
    silent = stations_fall_silent(session, now)
    for station in silent:
        _tell(session, station.site_id, station.id, KIOSK_SILENT, now, station=station.code)
    return len(silent)


def _tell_of_printer(session: Session, printer: Printer, changes: Sequence[Kind], now: datetime) -> None:
    facts = {"printer": printer.name}
    if Kind.PrinterStopped in changes or Kind.PrinterReady in changes:
        _forget(session, printer.id, PRINTER_STOPPED)
    if Kind.PrinterStopped in changes:
        _tell(session, printer.site_id, printer.id, PRINTER_STOPPED, now, reason=printer.state, **facts)
    if Kind.PaperRefilled in changes:
        _forget(session, printer.id, PAPER_NEAR_END)
    if Kind.PaperNearEnd in changes:
        _tell(session, printer.site_id, printer.id, PAPER_NEAR_END, now, **facts)


def _tell(session: Session, site_id: str, subject: str, topic: str, now: datetime, **facts: str) -> None:
    """Ask that reception is told, on its screens: a mail would come too late for a visitor at the door."""
    about = About(site_id).as_json()
    session.add(Notice(topic=topic, subject_id=subject, role=RECEPTION, about=about, facts=facts, asked_at=now))


def _forget(session: Session, subject: str, topic: str) -> None:
    for notice in notices_for(session, subject, topic):
        drop(notice)
