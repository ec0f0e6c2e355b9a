"""What the person with the screwdriver types: which devices there are, and a test badge."""

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from hardware.badge import layout_for, render
from hardware.plugged_in import found_printers, found_scanners, found_serial, usb_devices
from hardware.printers import Confirmation, Printer, PrinterTrouble, open_printer
from shared.badges.rules import BadgeContent
from shared.kernel.settings import Settings
from shared.printing.rules import Reason

WORDS = {
    Reason.NO_ANSWER: "does not answer: is it switched on, and is its address right?",
    Reason.PAPER_OUT: "has no paper",
    Reason.WRONG_PAPER: "holds a roll of another width than its setting says",
    Reason.COVER_OPEN: "has its cover open",
    Reason.OFFLINE: "is offline",
    Reason.CUTTER: "has a jammed cutter",
    Reason.FAULT: "reports an error",
    Reason.IN_USE: "is owned by another program, which does not let go of it: stop that, then try again",
    Reason.BAD_PICTURE: "can't print a badge as wide as this one",
    Reason.CUT_OFF: "was lost while it printed",
    Reason.NO_REPLY: "took the badge and did not say that it printed",
    Reason.NOT_CONFIRMED: "took the badge; on this line it can't say that it printed",
    Reason.INTERRUPTED: "was interrupted",
    Reason.NOT_WANTED: "had nothing to print",
    Reason.PRINTED_AGAIN: "printed another copy",
}

_TEST_CODE = "USHTEST"
_TURN_S = 6.0
"""The kiosk lets go of a printer within seconds when somebody waits for a turn."""


def list_devices(settings: Settings) -> int:
    """Print which printers are set and how they are, and what else is plugged in, with the setting to paste."""
    print("Printers that are set (USHER_PRINTER), the preferred one first:")
    for printer in _printers(settings):
        print(f"  {printer.name} {_state(printer)}")
        printer.close()
    usb = usb_devices()
    _print_found("Printers that are plugged in, with the setting to paste:", list(found_printers(usb)))
    _print_found("At serial ports, with the setting to paste:", list(found_serial()))
    _print_found("Scanners that type:", list(found_scanners(usb)))
    print("In the network: USHER_PRINTER=tcp://<its address>:9100, or brother://<its address>?model=QL-820NWB&label=62")
    print("Several printers: with commas between them, the preferred one first. A camera needs no setting.")
    return 0


def print_test(settings: Settings) -> int:
    """Print a test badge on every printer that is set; 0 if all of them said that it came out."""
    return max((_print_test_on(printer) for printer in _printers(settings)), default=1)


def _print_found(heading: str, lines: Sequence[str]) -> None:
    print(heading)
    for line in lines or ["none"]:
        print(f"  {line}")


def _printers(settings: Settings) -> Iterator[Printer]:
    return (open_printer(address, settings.data_dir) for address in settings.printers)


def _print_test_on(printer: Printer) -> int:
    try:
        if (status := printer.status(_TURN_S)).trouble:
            raise PrinterTrouble(status.trouble, status.words)
        badge = render(test_badge(), layout_for(printer.width))
        said = printer.print(printer.job(badge, f"{datetime.now(UTC):%Y%m%d-%H%M%S}-test"))
    except PrinterTrouble as trouble:
        print(f"{printer.name} {_why(trouble.reason, str(trouble))}", file=sys.stderr)
        return 1
    finally:
        printer.close()
    print(f"{printer.name} {'printed' if said is Confirmation.PRINTED else WORDS[Reason.NOT_CONFIRMED]}")
    return 0


def _why(reason: Reason, words: str) -> str:
    """Say what is wrong, and in brackets what the system says of it: a missing right looks like a missing plug else."""
    return f"{WORDS[reason]} ({' '.join(words.split())})" if words else WORDS[reason]


def test_badge() -> BadgeContent:
    """Return a badge that no door accepts."""
    return BadgeContent(
        name="测试 Test",
        company="Usher",
        host="—",
        area="—",
        purpose="测试打印 print test",
        grade="D",
        grade_word="测试",
        permit="TEST-0000",
        valid_until=datetime.now(UTC).astimezone() + timedelta(minutes=1),
        code=_TEST_CODE,
        escort=False,
    )


def _state(printer: Printer) -> str:
    status = printer.status(_TURN_S)
    if status.trouble is not None:
        return _why(status.trouble, status.words)
    if not status.can_tell:
        return "can be written to, but can't tell how it is: its badges will wait to be confirmed by a person"
    said = printer.identity()
    known = ", ".join(part for part in (said.model, said.firmware) if part)
    return f"is ready{f' ({known})' if known else ''}{', its roll ends soon' if status.paper_near_end else ''}"
