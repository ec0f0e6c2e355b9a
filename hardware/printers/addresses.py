"""Printer addresses, as settings hold them."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from hardware.printers.lines import FileLine, Line, NetworkLine, SerialLine, UsbLine
from hardware.printers.owner import Owner
from hardware.printers.printer import Printer
from hardware.printers.receipt import ReceiptPrinter
from hardware.printers.virtual import VirtualPrinter

WIDTH_80_MM = 576
_RAW_PORT = 9100
_BAUDRATE = 115_200

GOOD_ADDRESSES = (
    "virtual:, tcp://host:9100?width=576, usb://04b8:0e32, serial:///dev/ttyUSB0?baudrate=115200, file:///dev/usb/lp0"
)
_NUMBERS = {"width": (128, 1024), "baudrate": (1200, 1_000_000)}
_HANDSHAKES = ("dsrdtr", "xonxoff", "none")
_OPTIONS = {
    "virtual": {"width"},
    "tcp": {"width"},
    "usb": {"width"},
    "serial": {"width", "baudrate", "handshake"},
    "file": {"width"},
}


@dataclass(frozen=True)
class PrinterAddress:
    """Where a printer is, taken apart."""

    scheme: str
    place: str
    """Host and port, `vendor:product`, or a device file; empty for the virtual printer."""
    width: int = WIDTH_80_MM
    baudrate: int = _BAUDRATE
    handshake: str = "dsrdtr"

    @property
    def name(self) -> str:
        """Return it in short, for people and for rows."""
        return f"{self.scheme}:{self.place}"

    @classmethod
    def parse(cls, text: str) -> "PrinterAddress":
        """Read an address. Raises ValueError that says what is wrong and what a good value looks like."""
        parts = urlsplit(text.strip())
        if parts.scheme not in _OPTIONS:
            raise _bad(text, f"a printer's address begins with {', '.join(f'{scheme}:' for scheme in _OPTIONS)}")
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        for name in options:
            if name not in _OPTIONS[parts.scheme]:
                raise _bad(text, f"{parts.scheme}: knows no option {name!r}")
        place = _place(text, parts.scheme, parts.netloc, parts.path)
        numbers = {name: _number(text, name, options[name]) for name in _NUMBERS if name in options}
        if numbers.get("width", WIDTH_80_MM) % 8:
            raise _bad(text, "width is a multiple of 8 dots: 576 on 80 mm paper, 384 on 58 mm")
        if options.get("handshake", "none") not in _HANDSHAKES:
            raise _bad(text, f"handshake is one of {', '.join(_HANDSHAKES)}")
        return cls(parts.scheme, place, handshake=options.get("handshake", "dsrdtr"), **numbers)


def open_printer(address: str, data_dir: Path) -> Printer:
    """Return the printer at an address; nothing is connected yet.

    `data_dir` holds the lock that makes this process its only owner, and the virtual printer's
    prints. Raises ValueError for a bad address.
    """
    read = PrinterAddress.parse(address)
    owner = Owner(data_dir, read.name)
    if read.scheme == "virtual":
        return VirtualPrinter(read.name, read.width, data_dir, owner)
    return ReceiptPrinter(read.name, read.width, _line(read), owner)


def _line(address: PrinterAddress) -> Line:
    if address.scheme == "tcp":
        host, _, port = address.place.rpartition(":")
        return NetworkLine(host, int(port))
    if address.scheme == "usb":
        vendor, product = address.place.split(":")
        return UsbLine(int(vendor, 16), int(product, 16))
    if address.scheme == "serial":
        return SerialLine(address.place, address.baudrate, address.handshake)
    return FileLine(address.place)


def _place(text: str, scheme: str, netloc: str, path: str) -> str:
    if scheme == "virtual":
        return ""
    if scheme in ("serial", "file"):
        if netloc or not path.startswith("/"):
            raise _bad(text, f"{scheme}: has three slashes before a device file")
        return path
    if path.strip("/"):
        raise _bad(text, f"{scheme}: has nothing after {netloc}")
    return _host_and_port(text, netloc) if scheme == "tcp" else _usb_numbers(text, netloc)


def _host_and_port(text: str, netloc: str) -> str:
    match = re.fullmatch(r"([A-Za-z0-9._-]+)(?::(\d{1,5}))?", netloc)
    if not match or not 0 < int(match[2] or _RAW_PORT) < 65536:
        raise _bad(text, "tcp: needs a host, and a port from 1 to 65535")
    return f"{match[1]}:{match[2] or _RAW_PORT}"


def _usb_numbers(text: str, netloc: str) -> str:
    if not re.fullmatch(r"[0-9a-fA-F]{4}:[0-9a-fA-F]{4}", netloc):
        raise _bad(text, "usb: needs the vendor's and the product's number, four hexadecimal digits each")
    return netloc.lower()


def _number(text: str, name: str, value: str) -> int:
    low, high = _NUMBERS[name]
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        raise _bad(text, f"{name} is a number from {low} to {high}")
    return int(value)


def _bad(text: str, why: str) -> ValueError:
    return ValueError(f"{text!r} is no printer's address: {why}. Good ones: {GOOD_ADDRESSES}")
