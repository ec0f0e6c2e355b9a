"""Printer addresses, as settings hold them."""

from pathlib import Path

import pytest

from hardware.printers import PrinterAddress, open_printer


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("virtual:", PrinterAddress("virtual", "")),
        ("tcp://10.0.0.7", PrinterAddress("tcp", "10.0.0.7:9100")),
        ("tcp://printer.lobby:9101?width=384", PrinterAddress("tcp", "printer.lobby:9101", width=384)),
        ("usb://04B8:0e32", PrinterAddress("usb", "04b8:0e32")),
        (
            "serial:///dev/serial/by-id/usb-EPSON?baudrate=38400&handshake=xonxoff",
            PrinterAddress("serial", "/dev/serial/by-id/usb-EPSON", baudrate=38_400, handshake="xonxoff"),
        ),
        ("file:///dev/usb/lp0", PrinterAddress("file", "/dev/usb/lp0")),
        ("tcp://10.0.0.7?place=Gate+2%2C+西门", PrinterAddress("tcp", "10.0.0.7:9100", place="Gate 2, 西门")),
        (
            "brother://10.0.0.8?model=QL-820NWB&label=62",
            PrinterAddress("brother", "10.0.0.8:9100", model="QL-820NWB"),
        ),
        (
            "brother://10.0.0.8?model=QL-710W&status=snmp&snmp=16100",
            PrinterAddress("brother", "10.0.0.8:9100", model="QL-710W", snmp=16_100),
        ),
        ("brother-usb://04F9:209d?model=QL-800", PrinterAddress("brother-usb", "04f9:209d", model="QL-800")),
    ],
)
def test_an_address_is_read(text: str, read: PrinterAddress) -> None:
    assert PrinterAddress.parse(text) == read


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("tcp://10.0.0.7", "tcp:10.0.0.7:9100"),
        ("brother://10.0.0.8?model=QL-800", "brother:10.0.0.8:9100"),
        ("usb://04b8:0e32", "usb:04b8:0e32@gate 2"),
        ("serial:///dev/ttyUSB0", "serial:/dev/ttyUSB0@gate 2"),
        ("virtual:", "virtual:@gate 2"),
    ],
)
def test_a_plug_of_one_machine_is_told_from_that_of_another(text: str, name: str, tmp_path: Path) -> None:
    """Two kiosks with the same model at USB have two printers; one in the network is the same to both."""
    assert PrinterAddress.parse(text).name_at("gate 2") == open_printer(text, tmp_path, "gate 2").name == name


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "begins with"),
        ("10.0.0.7:9100", "begins with"),
        ("lpr://host", "begins with"),
        ("tcp://", "host"),
        ("tcp://host:0", "port"),
        ("tcp://host:99999", "port"),
        ("tcp://host/queue", "nothing after"),
        ("tcp://host?baudrate=9600", "option"),
        ("tcp://host?width=abc", "width"),
        ("tcp://host?width=577", "multiple of 8"),
        ("tcp://host?width=８０", "width"),
        ("usb://epson", "hexadecimal"),
        ("usb:04b8:0e32", "two slashes"),
        ("serial://ttyUSB0", "slashes"),
        ("serial:///dev/ttyS0?handshake=maybe", "handshake"),
        ("file://dev/usb/lp0", "slashes"),
        ("tcp://host?place=", "where people find"),
        ("brother://host", "needs a model"),
        ("brother://host?model=QL-9", "model is one of"),
        ("brother://host?model=QL-800&label=29", "label is 62"),
        ("brother://host?model=QL-800&width=696", "option"),
        ("brother-usb://04f9:209d?model=QL-800&status=none", "option"),
    ],
)
def test_a_wrong_address_is_refused_with_words_and_good_ones(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as trouble:
        open_printer(text, Path("nowhere"))
    assert "tcp://host:9100?width=576" in str(trouble.value)
