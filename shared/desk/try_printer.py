"""Ask for a test print: the kiosk beside the printer carries it out."""

from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.rules import Permission, Person
from shared.desk.outcomes import NotAllowed, OutOfTurn
from shared.devices.models import Printer
from shared.devices.queries import stations_of
from shared.devices.rules import is_silent
from shared.kernel.ids import new_id
from shared.kernel.logbook import About, Kind, note
from shared.printing.actions import ToPrint, ask_for_print
from shared.printing.models import PrintJob
from shared.printing.rules import TEST


def try_printer(session: Session, printer_id: str, by: Person, now: datetime) -> PrintJob:
    """Ask for a print that no door takes for a badge.

    Raises NotAllowed, and OutOfTurn when no kiosk that prints there can be heard: the paper would come out at some
    later time, when nobody stands beside it any more.
    """
    printer = session.get(Printer, printer_id)
    if printer is None or not by.may(Permission.CLOSE_VISIT, printer.site_id):
        raise NotAllowed
    beside = [
        station
        for station in stations_of(session, printer.site_id)
        if printer.name in station.printers and not is_silent(station.last_heard_at, now)
    ]
    if not beside:
        raise OutOfTurn("no_kiosk")
    about = About(printer.site_id)
    note(session, Kind.TestPrintAsked, about, at=now, by=by.id, printer=printer.name)
    wanted = ToPrint(printer.site_id, beside[0].code, about, TEST, new_id(), printer=printer.name)
    return ask_for_print(session, wanted, now)
