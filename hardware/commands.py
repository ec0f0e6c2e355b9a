"""What the person with the screwdriver types: which devices there are, and a test badge."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import usb.core
from serial.tools import list_ports

from hardware.badge import render
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
    Reason.IN_USE: "is owned by another process: stop the kiosk, then try again",
    Reason.BAD_PICTURE: "can't print a badge as wide as this one",
    Reason.CUT_OFF: "was lost while it printed",
    Reason.NO_REPLY: "took the badge and did not say that it printed",
    Reason.NOT_CONFIRMED: "took the badge; on this line it can't say that it printed",
    Reason.INTERRUPTED: "was interrupted",
    Reason.NOT_WANTED: "had nothing to print",
    Reason.PRINTED_AGAIN: "printed another copy",
}

_PRINTER_CLASS = 7
_SERIAL_BY_ID = Path("/dev/serial/by-id")
_PRINTER_FILES = Path("/dev/usb")
_TEST_CODE = "USHTEST"


def list_devices(settings: Settings) -> int:
    """Print which printers are set and how they are, and what else is plugged in, with the setting to paste."""
    print("Printers that are set (USHER_PRINTER):")
    for printer in _printers(settings):
        print(f"  {printer.name} {_state(printer)}")
        printer.close()
    print("Plugged in, with the setting to paste:")
    found = [*_usb_printers(), *_printer_files(), *_serial_devices()]
    for line in found:
        print(f"  {line}")
    if not found:
        print("  nothing at USB or a serial port")
    print("A printer in the network: USHER_PRINTER=tcp://<its address>:9100")
    print("A scanner that types like a keyboard, and a camera, need no setting.")
    return 0


def print_test(settings: Settings) -> int:
    """Print a test badge on every printer that is set; 0 if all of them said that it came out."""
    return max((_print_test_on(printer) for printer in _printers(settings)), default=1)


def _printers(settings: Settings) -> Iterator[Printer]:
    return (open_printer(address, settings.data_dir) for address in settings.printers)


def _print_test_on(printer: Printer) -> int:
    try:
        if trouble := printer.status().trouble:
            raise PrinterTrouble(trouble, WORDS[trouble])
        said = printer.print(printer.job(render(test_badge()), f"{datetime.now(UTC):%Y%m%d-%H%M%S}-test"))
    except PrinterTrouble as trouble:
        print(f"{printer.name} {WORDS[trouble.reason]}", file=sys.stderr)
        return 1
    finally:
        printer.close()
    print(f"{printer.name} {'printed' if said is Confirmation.PRINTED else WORDS[Reason.NOT_CONFIRMED]}")
    return 0


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
    status = printer.status()
    if status.trouble is not None:
        return WORDS[status.trouble]
    if not status.can_tell:
        return "can be written to, but can't tell how it is: its badges will wait to be confirmed by a person"
    return "is ready, its roll ends soon" if status.paper_near_end else "is ready"


def _usb_printers() -> list[str]:
    try:
        devices = list(usb.core.find(find_all=True, custom_match=_is_printer))
    except usb.core.NoBackendError:
        return ["USB can't be looked at: libusb is missing (Debian: libusb-1.0-0)"]
    return [f"USHER_PRINTER=usb://{device.idVendor:04x}:{device.idProduct:04x}" for device in devices]


def _is_printer(device: usb.core.Device) -> bool:
    return any(interface.bInterfaceClass == _PRINTER_CLASS for configuration in device for interface in configuration)


def _printer_files() -> list[str]:
    return [
        f"USHER_PRINTER=file://{file} (can't be read: usb:// is better)" for file in sorted(_PRINTER_FILES.glob("lp*"))
    ]


def _serial_devices() -> list[str]:
    """Return serial ports, by the name that stays the same when they are plugged in elsewhere."""
    lasting = {str(link.resolve()): str(link) for link in sorted(_SERIAL_BY_ID.glob("*"))}
    ports = [(lasting.get(port.device, port.device), port.description) for port in sorted(list_ports.comports())]
    return [
        f"{description}: USHER_PRINTER=serial://{device}?baudrate=115200 or USHER_SCANNER=serial://{device}"
        for device, description in ports
    ]
