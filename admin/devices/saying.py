"""What is said of a kiosk, a printer and a print: a mark and words each, and never more than is known."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from admin.dates import duration, moment_words
from admin.speech import _, _l
from admin.wording import PRINT_TROUBLE, Said
from shared.devices.models import Printer, Station
from shared.devices.rules import NOT_ASKED, READY, is_silent
from shared.printing.models import PrintJob
from shared.printing.queries import time_to_print
from shared.printing.rules import PrintState, Reason

PRINT: dict[PrintState, Said] = {
    PrintState.WAITING: Said("wait", _l("Waiting")),
    PrintState.PRINTING: Said("wait", _l("Printing")),
    PrintState.DONE: Said("go", _l("Printed")),
    PrintState.STUCK: Said("attend", _l("Stuck")),
    PrintState.UNKNOWN: Said("attend", _l("Not confirmed")),
    PrintState.REPLACED: Said("off", _l("Void")),
}


def said_of_kiosk(station: Station, now: datetime, zone: tzinfo) -> Said:
    """Say whether a kiosk can be heard, and since when it is as it is."""
    if station.last_heard_at is None:
        return Said("off", _("Not heard of yet"))
    if is_silent(station.last_heard_at, now):
        last = moment_words(station.last_heard_at, zone, now)
        return Said("stop", _("Silent since %(time)s", time=last))
    return Said("go", _("Works since %(time)s", time=moment_words(station.started_at, zone, now)))


def stands_alone(printer: Printer, stations: Sequence[Station], now: datetime) -> bool:
    """Say whether no kiosk that prints there can be heard: then what is written of the printer is old."""
    beside = [station for station in stations if printer.name in station.printers]
    return all(is_silent(station.last_heard_at, now) for station in beside)


def said_of_printer(printer: Printer, is_alone: bool, now: datetime, zone: tzinfo) -> Said:
    """Say whether a printer prints, and since when; nothing of one that nobody asks."""
    since = moment_words(printer.since, zone, now)
    if printer.state == NOT_ASKED:
        return Said("off", _("Not asked yet"))
    if is_alone:
        return Said("off", _("Nobody asks it just now"))
    if printer.state == READY and not printer.can_confirm:
        return Said("wait", _("Takes jobs since %(time)s, can't say how it is", time=since))
    if printer.state == READY:
        return Said("go", _("Ready since %(time)s", time=since))
    return Said("stop", _("%(why)s, since %(time)s", why=trouble_words(printer.state), time=since))


def said_of_paper(printer: Printer, is_alone: bool) -> Said:
    """Say how much paper there is, as far as the printer can tell."""
    if printer.state == NOT_ASKED or is_alone:
        return Said("off", _("not known"))
    if not printer.can_confirm:
        return Said("off", _("it can't say"))
    if printer.state == Reason.PAPER_OUT:
        return Said("stop", _("none"))
    if printer.is_near_end:
        return Said("attend", _("ends soon"))
    if printer.state == Reason.NO_ANSWER:
        return Said("off", _("not known"))
    return Said("go", _("enough"))


def said_of_print(job: PrintJob) -> Said:
    """Say how a print ended, or why it has not."""
    state = PrintState(job.state)
    said = PRINT[state]
    if state is PrintState.UNKNOWN and job.reason == Reason.NOT_CONFIRMED:
        return Said("attend", _("Sent, not confirmed"))
    if job.reason is None or state is PrintState.DONE:
        return said
    return Said(said.mark, _("%(state)s: %(why)s", state=said.word, why=trouble_words(job.reason)))


def trouble_words(code: str) -> str:
    """Return a reason in words; a code that a later version wrote as it is."""
    return str(PRINT_TROUBLE[Reason(code)]) if code in set(Reason) else code


def took(job: PrintJob) -> str:
    """Return how long it took until the printer, or a person, said that it came out; empty before."""
    lasted = time_to_print(job)
    if lasted is None:
        return ""
    seconds = lasted.total_seconds()
    if seconds >= 120:
        return duration(round(seconds / 60))
    return _("%(n)s s", n=f"{seconds:.1f}" if seconds < 10 else round(seconds))
