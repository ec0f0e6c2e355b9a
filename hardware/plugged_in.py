"""What is plugged in, as the kernel knows it: nobody looks at the USB bus itself, which could tear a badge apart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from serial.tools import list_ports

from hardware.printers.label import MODELS

_USB = Path("/sys/bus/usb/devices")
_SERIAL_BY_ID = Path("/dev/serial/by-id")
_PRINTER_FILES = Path("/dev/usb")
_PRINTER, _INPUT, _STORAGE = "07", "03", "08"
"""USB classes of interfaces."""
_KEYBOARD = "01"
_BROTHER = "04f9"
_MAKES_SCANNERS = frozenset("05e0 05f9 065a 076d 0c2e 11fa 1eab 27dd 2dd6".split())
"""Zebra and Symbol, Datalogic, Opticon, Denso, Honeywell, Code, Newland, Mindeo, Netum."""
_MAKES_PRINTERS = frozenset("04b8 0519 0dd4 1504 1d90 2730 0fe6 0416 20d1".split())
"""Epson, Star, Custom, Bixolon, Citizen (two), and those whose chips most copies are made of."""


@dataclass(frozen=True)
class UsbDevice:
    """One device at USB."""

    vendor: str
    product: str
    name: str
    """Maker and product, as the device says them; may be empty."""
    kinds: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    """Class and protocol of each interface."""

    @property
    def is_printer(self) -> bool:
        """Say whether it calls itself a printer."""
        return any(of_class == _PRINTER for of_class, _ in self.kinds)

    @property
    def is_storage(self) -> bool:
        """Say whether it calls itself a disk."""
        return any(of_class == _STORAGE for of_class, _ in self.kinds)

    @property
    def types_codes(self) -> bool:
        """Say whether it is a scanner that types like a keyboard, as far as that can be told from a keyboard."""
        is_keyboard = (_INPUT, _KEYBOARD) in self.kinds
        return is_keyboard and (
            self.vendor in _MAKES_SCANNERS or "scan" in self.name.lower() or "bar" in self.name.lower()
        )


def usb_devices(root: Path = _USB) -> list[UsbDevice]:
    """Return what is plugged in at USB, hubs and all."""
    return [_device(folder) for folder in sorted(root.glob("*")) if (folder / "idVendor").exists()]


def found_printers(usb: Sequence[UsbDevice], files: Path = _PRINTER_FILES) -> Iterator[str]:
    """Yield a line for each printer at USB, with the setting to paste."""
    for device in usb:
        numbers = f"{device.vendor}:{device.product}"
        if device.vendor == _BROTHER and "QL-" in device.name:
            yield _label_printer(device, numbers)
        elif device.is_printer:
            yield f"{device.name or 'a printer'}: USHER_PRINTER=usb://{numbers}"
    for file in sorted(files.glob("lp*")):
        yield f"the same, as a file: USHER_PRINTER=file://{file} (it can't be read: usb:// is better)"


def found_scanners(usb: Sequence[UsbDevice]) -> Iterator[str]:
    """Yield a line for each scanner that types."""
    for device in usb:
        if device.types_codes:
            yield f"{device.name or 'a scanner'}: types like a keyboard, and needs no setting"


def found_serial(by_id: Path = _SERIAL_BY_ID) -> Iterator[str]:
    """Yield a line for each serial port, by the name that stays the same when it is plugged in elsewhere."""
    lasting = {str(link.resolve()): str(link) for link in sorted(by_id.glob("*"))}
    for port in sorted(list_ports.comports()):
        vendor = f"{port.vid:04x}" if port.vid is not None else ""
        device = lasting.get(port.device, port.device)
        settings = [
            f"USHER_PRINTER=serial://{device}?baudrate=115200" if vendor not in _MAKES_SCANNERS else "",
            f"USHER_SCANNER=serial://{device}" if vendor not in _MAKES_PRINTERS else "",
        ]
        name = "a serial port" if port.description == "n/a" else port.description
        yield f"{name}: {' or '.join(setting for setting in settings if setting)}"


def _label_printer(device: UsbDevice, numbers: str) -> str:
    model = next((model for model in sorted(MODELS, key=len, reverse=True) if model in device.name), None)
    if device.is_storage and not device.is_printer:
        return f"{device.name}: it plays a disk; hold its Editor Lite button until the light goes out"
    if model is None:
        return f"{device.name}: a label printer that Usher does not know"
    return f"{device.name}: USHER_PRINTER=brother-usb://{numbers}?model={model}&label=62"


def _device(folder: Path) -> UsbDevice:
    interfaces = sorted(folder.glob(f"{folder.name}:*"))
    return UsbDevice(
        vendor=_read(folder / "idVendor"),
        product=_read(folder / "idProduct"),
        name=" ".join(part for part in (_read(folder / "manufacturer"), _read(folder / "product")) if part),
        kinds=frozenset((_read(one / "bInterfaceClass"), _read(one / "bInterfaceProtocol")) for one in interfaces),
    )


def _read(file: Path) -> str:
    """Return what the kernel says there, "" if it says nothing: a device may be unplugged meanwhile."""
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
