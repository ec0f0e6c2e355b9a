"""Writing down which stations and printers there are, and how they are."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from shared.devices.models import Printer, Station
from shared.devices.queries import stations_unheard_since
from shared.devices.rules import NOT_ASKED, PAPER_OUT, READY, SILENT_AFTER, Saying, is_only_out_of_reach
from shared.kernel.logbook import About, Kind, note


def station_starts(session: Session, site_id: str, code: str, printers: Sequence[str], now: datetime) -> Station:
    """Return the station, made at its first start; its printers (names) are what its settings say today."""
    wanted = select(Station).where(Station.site_id == site_id, Station.code == code)
    station = session.scalars(wanted).one_or_none()
    if station is None:
        station = Station(site_id=site_id, code=code, printers=list(printers), started_at=now)
        session.add(station)
    station.printers = list(printers)
    station.started_at = now
    _station_heard(session, station, now)
    for name in sorted(printers):  # two stations lock what they share in one order
        _printer(session, site_id, name, now)
    session.flush()
    return station


def station_beats(session: Session, station_id: str, now: datetime) -> bool:
    """Write that a station is there; say whether it was silent before."""
    return _station_heard(session, session.get_one(Station, station_id, with_for_update=True), now)


def printer_says(
    session: Session, site_id: str, station: str, saying: Saying, now: datetime
) -> tuple[Printer, list[Kind]]:
    """Write how a printer is; return its row and which changes the logbook was told of.

    Said again without a change it only moves `last_heard_at`. `station` is the code of the one that says it.
    """
    printer = _printer(session, site_id, saying.name, now)
    if is_only_out_of_reach(saying, station, printer.heard_by, printer.last_heard_at, now):
        return printer, []
    printer.can_confirm, printer.place = saying.can_confirm, saying.place
    printer.model = saying.model or printer.model
    printer.firmware = saying.firmware or printer.firmware
    if saying.heard:
        printer.last_heard_at, printer.heard_by = now, station
    return printer, [
        *_state_changes(session, printer, saying, station, now),
        *_paper_changes(session, printer, saying, station, now),
    ]


def printer_takes(session: Session, site_id: str, name: str, job_id: str, now: datetime) -> None:
    """Write which job a printer was given last."""
    taken = update(Printer).where(Printer.site_id == site_id, Printer.name == name)
    session.execute(taken.values(last_job_id=job_id, last_job_at=now), execution_options={"synchronize_session": False})


def stations_fall_silent(session: Session, now: datetime) -> Sequence[Station]:
    """Write of each station that was heard, and is no more, that it is silent; return them."""
    silent = stations_unheard_since(session, now - SILENT_AFTER, locked=True)
    for station in silent:
        station.silent_since = station.last_heard_at
        note(session, Kind.KioskSilent, About(station.site_id), at=now, by="watch", station=station.code)
    return silent


def _station_heard(session: Session, station: Station, now: datetime) -> bool:
    was_silent = station.silent_since is not None
    station.last_heard_at, station.silent_since = now, None
    if was_silent:
        note(session, Kind.KioskHeard, About(station.site_id), at=now, by=station.code, station=station.code)
    return was_silent


def _printer(session: Session, site_id: str, name: str, now: datetime) -> Printer:
    """Return the printer's row, locked; made when it is heard of for the first time."""
    wanted = select(Printer).where(Printer.site_id == site_id, Printer.name == name).with_for_update()
    found = session.scalars(wanted).one_or_none()
    if found is not None:
        return found
    try:
        with session.begin_nested():
            made = Printer(site_id=site_id, name=name, state=NOT_ASKED, since=now, is_near_end=False, can_confirm=True)
            session.add(made)
    except IntegrityError:  # another station heard of it at the same moment
        return session.scalars(wanted).one()
    return made


def _state_changes(session: Session, printer: Printer, saying: Saying, by: str, now: datetime) -> list[Kind]:
    before = printer.state
    if saying.state in (before, NOT_ASKED):
        return []
    printer.state, printer.since = saying.state, now
    if saying.state != READY:
        note(
            session,
            Kind.PrinterStopped,
            About(printer.site_id),
            at=now,
            by=by,
            printer=printer.name,
            reason=saying.state,
        )
        return [Kind.PrinterStopped]
    if before == NOT_ASKED:
        return []  # it was never known to be otherwise: no news
    note(session, Kind.PrinterReady, About(printer.site_id), at=now, by=by, printer=printer.name)
    return [Kind.PrinterReady]


def _paper_changes(session: Session, printer: Printer, saying: Saying, by: str, now: datetime) -> list[Kind]:
    """Only a printer that answers knows its paper; one that has none is past "soon"."""
    if not saying.heard or saying.state == PAPER_OUT or saying.near_end == printer.is_near_end:
        return []
    printer.is_near_end = saying.near_end
    kind = Kind.PaperNearEnd if saying.near_end else Kind.PaperRefilled
    note(session, kind, About(printer.site_id), at=now, by=by, printer=printer.name)
    return [kind]
