"""A scanner's address, as the setting holds it."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

GOOD_ADDRESS = "serial:///dev/serial/by-id/usb-…, with ?baudrate=115200 where the scanner's manual says so"

_BAUDRATE = 9600
_SLOWEST, _FASTEST = 1200, 1_000_000
_CHOICES = {"bits": ("8", "7"), "parity": ("none", "even", "odd")}


@dataclass(frozen=True)
class ScannerAddress:
    """Where a scanner is plugged in, and how its line is set. Over USB the line's settings don't matter."""

    device: str
    baudrate: int = _BAUDRATE
    bits: int = 8
    parity: str = "none"

    @classmethod
    def parse(cls, text: str) -> "ScannerAddress":
        """Read an address. Raises ValueError that says what is wrong and what a good value looks like."""
        parts = urlsplit(text.strip())
        if parts.scheme != "serial" or parts.netloc or len(parts.path) < 2:
            raise _bad(text, "it has three slashes before a device file")
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        for name, value in options.items():
            _check(text, name, value)
        return cls(
            device=parts.path,
            baudrate=int(options.get("baudrate", _BAUDRATE)),
            bits=int(options.get("bits", "8")),
            parity=options.get("parity", "none"),
        )


def _check(text: str, name: str, value: str) -> None:
    if name == "baudrate":
        if not value.isascii() or not value.isdigit() or not _SLOWEST <= int(value) <= _FASTEST:
            raise _bad(text, f"baudrate is a number from {_SLOWEST} to {_FASTEST}")
    elif name not in _CHOICES:
        raise _bad(text, f"serial: knows no option {name!r} for a scanner")
    elif value not in _CHOICES[name]:
        raise _bad(text, f"{name} is one of {', '.join(_CHOICES[name])}")


def _bad(text: str, why: str) -> ValueError:
    return ValueError(f"{text!r} is no scanner's address: {why}. A good one: {GOOD_ADDRESS}")
