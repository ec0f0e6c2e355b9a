"""What the kernel lists becomes lines with a setting to paste."""

from pathlib import Path

import pytest

from hardware.plugged_in import UsbDevice, found_printers, found_scanners, found_serial, usb_devices
from hardware.printers import PrinterAddress

EPSON = {"idVendor": "04b8", "idProduct": "0e28", "manufacturer": "EPSON", "product": "TM-T88VI"}
LABEL = {"idVendor": "04f9", "idProduct": "209d", "manufacturer": "Brother", "product": "QL-820NWB"}
SCANNER = {"idVendor": "0c2e", "idProduct": "0b61", "manufacturer": "Honeywell", "product": "1900"}
KEYBOARD = {"idVendor": "046d", "idProduct": "c31c", "manufacturer": "Logitech", "product": "USB Keyboard"}
PRINTER_CLASS = {"bInterfaceClass": "07", "bInterfaceProtocol": "02"}
KEYS = {"bInterfaceClass": "03", "bInterfaceProtocol": "01"}
DISK = {"bInterfaceClass": "08", "bInterfaceProtocol": "50"}


@pytest.fixture
def kernel(tmp_path: Path) -> Path:
    """A list of devices as /sys/bus/usb/devices has it."""
    listed = ((EPSON, PRINTER_CLASS), (LABEL, PRINTER_CLASS), (SCANNER, KEYS), (KEYBOARD, KEYS))
    for number, (device, interface) in enumerate(listed, 1):
        plug_in(tmp_path, f"1-{number}", device, interface)
    return tmp_path


def plug_in(root: Path, port: str, device: dict[str, str], interface: dict[str, str]) -> None:
    (root / port / f"{port}:1.0").mkdir(parents=True)
    for name, value in device.items():
        (root / port / name).write_text(f"{value}\n")
    for name, value in interface.items():
        (root / port / f"{port}:1.0" / name).write_text(f"{value}\n")


def test_printers_are_found_with_settings_that_are_good(kernel: Path, tmp_path: Path) -> None:
    lines = list(found_printers(usb_devices(kernel), files=tmp_path / "none"))
    assert lines == [
        "EPSON TM-T88VI: USHER_PRINTER=usb://04b8:0e28",
        "Brother QL-820NWB: USHER_PRINTER=brother-usb://04f9:209d?model=QL-820NWB&label=62",
    ]
    for line in lines:
        assert PrinterAddress.parse(line.split("USHER_PRINTER=")[1]).about.can_confirm


def test_a_printer_s_file_is_found_and_called_the_lesser_way(tmp_path: Path) -> None:
    (tmp_path / "lp0").touch()
    (line,) = found_printers([], files=tmp_path)
    assert f"USHER_PRINTER=file://{tmp_path}/lp0" in line
    assert "usb:// is better" in line


def test_a_label_printer_that_plays_a_disk_is_told_to_stop_it(tmp_path: Path) -> None:
    plug_in(tmp_path, "1-1", LABEL, DISK)
    (line,) = found_printers(usb_devices(tmp_path), files=tmp_path / "none")
    assert "Editor Lite" in line


def test_a_scanner_that_types_is_told_from_a_keyboard(kernel: Path) -> None:
    assert list(found_scanners(usb_devices(kernel))) == ["Honeywell 1900: types like a keyboard, and needs no setting"]


def test_a_device_without_a_name_is_no_reason_to_stumble(tmp_path: Path) -> None:
    plug_in(tmp_path, "1-1", {"idVendor": "0fe6", "idProduct": "811e"}, PRINTER_CLASS)
    assert usb_devices(tmp_path) == [UsbDevice("0fe6", "811e", "", frozenset({("07", "02")}))]
    assert list(found_printers(usb_devices(tmp_path), files=tmp_path / "none")) == [
        "a printer: USHER_PRINTER=usb://0fe6:811e"
    ]


def test_serial_ports_are_named_so_that_they_stay(tmp_path: Path) -> None:
    for line in found_serial(tmp_path):
        assert "USHER_" in line


def test_where_nothing_is_listed_nothing_is_found(tmp_path: Path) -> None:
    assert usb_devices(tmp_path / "none") == []
