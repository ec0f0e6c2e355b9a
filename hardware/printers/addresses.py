"""Printer addresses, as settings hold them."""

import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from hardware.printers.attached import About, AttachedPrinter
from hardware.printers.label import LABELS, MODELS, LabelLanguage
from hardware.printers.left_over import LeftOver
from hardware.printers.lines import FileLine, Line, NetworkLine, SerialLine
from hardware.printers.owner import Owner, UsbBus
from hardware.printers.printer import Printer
from hardware.printers.receipt import ReceiptLanguage
from hardware.printers.snmp import PORT, ask_status
from hardware.printers.usb_line import UsbLine
from hardware.printers.virtual import VirtualPrinter

WIDTH_80_MM = 576
_RAW_PORT = 9100
_BAUDRATE = 115_200

GOOD_ADDRESSES = (
    "virtual:, tcp://host:9100?width=576, usb://04b8:0e32, serial:///dev/ttyUSB0?baudrate=115200, file:///dev/usb/lp0, "
    "brother://host:9100?model=QL-820NWB&label=62, brother-usb://04f9:209d?model=QL-820NWB"
)
_NUMBERS = {"width": (128, 1024), "baudrate": (1200, 1_000_000), "label": (62, 62), "snmp": (1, 65535)}
_WORDS: dict[str, tuple[str, ...]] = {
    "handshake": ("dsrdtr", "xonxoff", "none"),
    "status": ("snmp", "line", "none"),
    "model": tuple(MODELS),
}
_OPTIONS = {
    "virtual": {"width", "place"},
    "tcp": {"width", "place"},
    "usb": {"width", "place"},
    "serial": {"width", "place", "baudrate", "handshake"},
    "file": {"width", "place"},
    "brother": {"place", "model", "label", "status", "snmp"},
    "brother-usb": {"place", "model", "label"},
}
_LONGEST_PLACE = 60


@dataclass(frozen=True)
class PrinterAddress:
    """Where a printer is, taken apart."""

    scheme: str
    at: str
    """Host and port, `vendor:product`, or a device file; empty for the virtual printer."""
    width: int = WIDTH_80_MM
    baudrate: int = _BAUDRATE
    handshake: str = "dsrdtr"
    place: str | None = None
    """Where people find it, as they would say it."""
    model: str | None = None
    label: int = 62
    """How wide its roll is, in millimetres."""
    status: str = "snmp"
    """How a label printer in the network says how it is."""
    snmp: int = PORT

    @property
    def name(self) -> str:
        """Return it in short, for people and for rows."""
        return f"{self.scheme}:{self.at}"

    @property
    def about(self) -> About:
        """Return what is known of the printer before it is asked."""
        return self.about_at(None)

    @property
    def is_in_network(self) -> bool:
        """Say whether other machines reach it, too."""
        return self.scheme in ("tcp", "brother")

    def name_at(self, station: str | None) -> str:
        """Return the name by which a house of several machines knows it: each has a `usb:04b8:0e32` of its own."""
        return self.name if station is None or self.is_in_network else f"{self.name}@{station}"

    def about_at(self, station: str | None) -> About:
        """Return what is known of the printer before it is asked."""
        is_label = self.scheme.startswith("brother")
        can_confirm = self.scheme != "file" and not (self.scheme == "brother" and self.status == "none")
        width = LABELS[self.label] if is_label else self.width
        return About(self.name_at(station), width, self.place, can_confirm, self.is_in_network)

    @classmethod
    def parse(cls, text: str) -> "PrinterAddress":
        """Read an address. Raises ValueError that says what is wrong and what a good value looks like."""
        parts = urlsplit(text.strip())
        scheme = parts.scheme
        if scheme not in _OPTIONS:
            raise _bad(text, f"a printer's address begins with {', '.join(f'{known}:' for known in _OPTIONS)}")
        options = _options(text, scheme, parts.query)
        at = _at(text, scheme, parts.netloc, parts.path)
        numbers = {name: _number(text, name, options[name]) for name in _NUMBERS if name in options}
        if numbers.get("width", WIDTH_80_MM) % 8:
            raise _bad(text, "width is a multiple of 8 dots: 576 on 80 mm paper, 384 on 58 mm")
        if scheme.startswith("brother") and "model" not in options:
            raise _bad(text, f"{scheme}: needs a model, one of {', '.join(MODELS)}")
        words = {name: options[name] for name in (*_WORDS, "place") if name in options}
        return cls(scheme, at, **numbers, **words)  # type: ignore[arg-type]


def open_printer(address: str, data_dir: Path, station: str | None = None) -> Printer:
    """Return the printer at an address; nothing is connected yet. `station`: see `name_at`.

    `data_dir` holds the lock that makes this process its only owner, and the virtual printer's
    prints. Raises ValueError for a bad address.
    """
    read = PrinterAddress.parse(address)
    owner = Owner(data_dir, read.name)
    if read.scheme == "virtual":
        return VirtualPrinter(read.about_at(station), data_dir, owner)
    left = LeftOver(data_dir, read.name)
    return AttachedPrinter(read.about_at(station), _line(read, data_dir), owner, _language(read), left)


def _language(address: PrinterAddress) -> ReceiptLanguage | LabelLanguage:
    if not address.scheme.startswith("brother"):
        return ReceiptLanguage()
    assert address.model is not None
    if address.scheme == "brother" and address.status == "snmp":
        host, _, _ = address.at.rpartition(":")
        return LabelLanguage(address.model, address.label, partial(ask_status, host, address.snmp))
    return LabelLanguage(address.model, address.label)


def _line(address: PrinterAddress, data_dir: Path) -> Line:
    if address.scheme in ("tcp", "brother"):
        host, _, port = address.at.rpartition(":")
        can_receive = address.scheme == "tcp" or address.status == "line"
        return NetworkLine(host, int(port), can_receive=can_receive)
    if address.scheme in ("usb", "brother-usb"):
        vendor, product = address.at.split(":")
        return UsbLine(int(vendor, 16), int(product, 16), UsbBus(data_dir))
    if address.scheme == "serial":
        return SerialLine(address.at, address.baudrate, address.handshake)
    return FileLine(address.at)


def _options(text: str, scheme: str, query: str) -> dict[str, str]:
    options = dict(parse_qsl(query, keep_blank_values=True))
    for name, value in options.items():
        if name not in _OPTIONS[scheme]:
            raise _bad(text, f"{scheme}: knows no option {name!r}")
        if name in _WORDS and value not in _WORDS[name]:
            raise _bad(text, f"{name} is one of {', '.join(_WORDS[name])}")
    if "place" in options:
        place = " ".join(options["place"].split())
        if not place or len(place) > _LONGEST_PLACE or not place.isprintable():
            raise _bad(text, f"place says where people find the printer, in 1 to {_LONGEST_PLACE} characters")
        options["place"] = place
    return options


def _at(text: str, scheme: str, netloc: str, path: str) -> str:
    if scheme == "virtual":
        return ""
    if scheme in ("serial", "file"):
        if netloc or not path.startswith("/"):
            raise _bad(text, f"{scheme}: has three slashes before a device file")
        return path
    if "//" not in text:
        raise _bad(text, f"{scheme}: is followed by two slashes")
    if path.strip("/"):
        raise _bad(text, f"{scheme}: has nothing after {netloc}")
    return _host_and_port(text, scheme, netloc) if scheme in ("tcp", "brother") else _usb_numbers(text, scheme, netloc)


def _host_and_port(text: str, scheme: str, netloc: str) -> str:
    match = re.fullmatch(r"([A-Za-z0-9._-]+)(?::(\d{1,5}))?", netloc)
    if not match or not 0 < int(match[2] or _RAW_PORT) < 65536:
        raise _bad(text, f"{scheme}: needs a host, and a port from 1 to 65535")
    return f"{match[1]}:{match[2] or _RAW_PORT}"


def _usb_numbers(text: str, scheme: str, netloc: str) -> str:
    if not re.fullmatch(r"[0-9a-fA-F]{4}:[0-9a-fA-F]{4}", netloc):
        raise _bad(text, f"{scheme}: needs the vendor's and the product's number, four hexadecimal digits each")
    return netloc.lower()


def _number(text: str, name: str, value: str) -> int:
    low, high = _NUMBERS[name]
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        raise _bad(text, f"{name} is a number from {low} to {high}" if low < high else f"{name} is {low}")
    return int(value)


def _bad(text: str, why: str) -> ValueError:
    return ValueError(f"{text!r} is no printer's address: {why}. Good ones: {GOOD_ADDRESSES}")
