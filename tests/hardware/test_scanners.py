"""Serial scanners: their addresses, their bytes, and a real pseudo-terminal that is pulled out and plugged in again."""

from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Queue

import pytest

from hardware.scanners import NoScanner, ScannerAddress, SerialScanner, open_scanner
from hardware.scanners.codes import LONGEST, CodesInBytes
from tests.peers.scanner import PtyScanner, assert_missed

PASS = "USH" + "AEBAGBAFAYDQQCIK" * 2 + "MFRGGZDFMZTWQ2L"
SOON_S = 5.0


class Desk:
    """Whoever is handed the codes."""

    def __init__(self) -> None:
        self._codes: Queue[str] = Queue()
        self.takes: Callable[[str], None] = self._codes.put

    def next(self) -> str:
        """Return the next code, as soon as it is there."""
        return self._codes.get(timeout=SOON_S)

    def is_idle(self) -> bool:
        """Say whether no code came that was not asked for."""
        try:
            self._codes.get(timeout=0.2)
        except Empty:
            return True
        return False


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def plug(tmp_path: Path) -> Iterator[PtyScanner]:
    made = PtyScanner(tmp_path / "usb-scanner")
    yield made
    made.close()


@pytest.fixture
def scanner(plug: PtyScanner, desk: Desk) -> Iterator[SerialScanner]:
    """A scanner that is being read."""
    reading = SerialScanner(ScannerAddress.parse(plug.address), desk.takes)
    reading.start()
    assert reading.is_there(SOON_S)
    yield reading
    reading.stop()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("serial:///dev/serial/by-id/usb-X", ScannerAddress("/dev/serial/by-id/usb-X")),
        ("serial:///dev/ttyS0?baudrate=115200", ScannerAddress("/dev/ttyS0", 115200)),
        ("serial:///dev/ttyS0?bits=7&parity=even", ScannerAddress("/dev/ttyS0", bits=7, parity="even")),
    ],
)
def test_an_address_is_read(text: str, read: ScannerAddress) -> None:
    assert ScannerAddress.parse(text) == read


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("usb://1234:5678", "three slashes"),
        ("serial://ttyS0", "three slashes"),
        ("serial:///dev/ttyS0?baudrate=fast", "baudrate is a number from 1200 to 1000000"),
        ("serial:///dev/ttyS0?parity=odd-ish", "parity is one of none, even, odd"),
        ("serial:///dev/ttyS0?width=576", "no option 'width'"),
    ],
)
def test_a_wrong_address_is_named_with_what_a_good_one_looks_like(text: str, named: str) -> None:
    with pytest.raises(ValueError, match="A good one: serial:///dev/serial/by-id/") as trouble:
        ScannerAddress.parse(text)
    assert named in str(trouble.value)


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\t", b"\x03", b"\x00"])
def test_a_code_ends_with_whatever_a_scanner_is_set_to(end: bytes) -> None:
    codes = CodesInBytes()
    assert codes.arrive(PASS.encode() + end) == [PASS]
    assert not codes.is_in_a_code


@pytest.mark.parametrize("before", [b"]Q1", b"\x02", b"\x02]Q3", b" ", b"\r\n"])
def test_what_a_scanner_says_before_a_code_is_no_part_of_it(before: bytes) -> None:
    assert CodesInBytes().arrive(before + PASS.encode() + b"\r") == [PASS]


def test_a_code_may_come_in_pieces_and_two_in_one() -> None:
    codes = CodesInBytes()
    assert codes.arrive(PASS[:20].encode()) == []
    assert codes.is_in_a_code
    assert codes.arrive(PASS[20:].encode() + b"\rUSHSECOND\rUSH") == [PASS, "USHSECOND"]
    assert codes.pause() == ["USH"]
    assert codes.pause() == []


@pytest.mark.parametrize("noise", [b"\xff\xfe\x80\x9c", b"U\x01SH", b"A" * (LONGEST + 1), b"\r\r"])
def test_noise_is_no_code(noise: bytes) -> None:
    codes = CodesInBytes()
    assert codes.arrive(noise + b"\r" + PASS.encode() + b"\r") == [PASS]


def test_noise_without_end_takes_no_memory() -> None:
    codes = CodesInBytes()
    for _ in range(1000):
        assert codes.arrive(b"A" * 64) == []
    assert codes.pause() == []
    assert codes.arrive(PASS.encode() + b"\r") == [PASS]


def test_codes_are_handed_on_once_each_in_order(scanner: SerialScanner, plug: PtyScanner, desk: Desk) -> None:
    plug.scans(PASS)
    plug.scans("USHSECOND")
    assert [desk.next(), desk.next()] == [PASS, "USHSECOND"]
    assert desk.is_idle()


def test_a_scanner_that_marks_no_end_is_understood(scanner: SerialScanner, plug: PtyScanner, desk: Desk) -> None:
    plug.scans(PASS, end="")
    assert desk.next() == PASS


def test_a_scanner_may_be_pulled_out_and_plugged_in_again(scanner: SerialScanner, plug: PtyScanner, desk: Desk) -> None:
    for number in range(3):
        plug.scans(f"USHBEFORE{number}")
        assert desk.next() == f"USHBEFORE{number}"
        plug.unplug()
        assert_missed(scanner)
        plug.plug_in()
        assert scanner.is_there(SOON_S)
        plug.scans(f"USHAFTER{number}")
        assert desk.next() == f"USHAFTER{number}"
    assert desk.is_idle()


def test_a_code_that_was_cut_by_the_plug_is_no_code(scanner: SerialScanner, plug: PtyScanner, desk: Desk) -> None:
    plug.sends(PASS[:20].encode())
    plug.unplug()
    assert_missed(scanner)
    plug.plug_in()
    assert scanner.is_there(SOON_S)
    plug.scans(PASS)
    received = desk.next()
    assert received in (PASS, PASS[:20])  # the reader may have seen the pause before the plug was out
    assert received == PASS or desk.next() == PASS


def test_a_scanner_that_is_plugged_in_later_is_read_from_then_on(plug: PtyScanner, desk: Desk) -> None:
    plug.unplug()
    reading = open_scanner(plug.address, desk.takes)
    assert isinstance(reading, SerialScanner)
    reading.start()
    try:
        assert not reading.is_there(0.2)
        plug.plug_in()
        assert reading.is_there(SOON_S)
        plug.scans(PASS)
        assert desk.next() == PASS
    finally:
        reading.stop()


def test_what_a_scanner_read_before_we_came_is_not_handed_on(plug: PtyScanner, desk: Desk) -> None:
    """Its visitor has gone."""
    plug.scans("USHLONGAGO")
    reading = SerialScanner(ScannerAddress.parse(plug.address), desk.takes)
    reading.start()
    try:
        assert reading.is_there(SOON_S)
        plug.scans(PASS)
        assert desk.next() == PASS
    finally:
        reading.stop()


def test_a_scanner_that_is_read_by_one_is_read_by_no_other(scanner: SerialScanner, plug: PtyScanner) -> None:
    """Two readers would each get half of a code."""
    other_desk = Desk()
    other = SerialScanner(ScannerAddress.parse(plug.address), other_desk.takes)
    other.start()
    try:
        assert not other.is_there(0.7)
    finally:
        other.stop()


def test_no_scanner_is_a_harmless_twin(desk: Desk) -> None:
    twin = open_scanner(None, desk.takes)
    assert isinstance(twin, NoScanner)
    twin.start()
    twin.stop()
    assert desk.is_idle()
