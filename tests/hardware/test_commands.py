"""What the person with the screwdriver sees."""

from dataclasses import replace
from pathlib import Path

import pytest

from hardware.commands import WORDS, list_devices, print_test
from shared.kernel.settings import Settings
from shared.printing.rules import Reason
from tests.peers.printer import TcpPrinter


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_test_badge_comes_out(
    settings: Settings, tcp_printer: TcpPrinter, capsys: pytest.CaptureFixture[str]
) -> None:
    assert print_test(replace(settings, printers=(tcp_printer.address,))) == 0
    assert len(tcp_printer.mind.sheets) == 1
    assert capsys.readouterr().out == f"tcp:127.0.0.1:{tcp_printer.port} printed\n"


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_printer_that_cannot_print_is_named_with_what_to_do(
    settings: Settings, tcp_printer: TcpPrinter, capsys: pytest.CaptureFixture[str]
) -> None:
    tcp_printer.faults.cover_open = True
    assert print_test(replace(settings, printers=("virtual:", tcp_printer.address))) == 1
    said = capsys.readouterr()
    assert "virtual: printed" in said.out
    assert "has its cover open" in said.err
    assert not tcp_printer.mind.sheets


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_what_the_system_says_of_a_missing_plug_is_passed_on(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A device that this user may not open looks like one that is off, but for these words."""
    printers = (f"file://{tmp_path}/lp7", f"serial://{tmp_path}/ttyUSB7")
    assert print_test(replace(settings, printers=printers)) == 1
    lines = capsys.readouterr().err.splitlines()
    assert [line.count("does not answer") for line in lines] == [1, 1]
    assert f"(there is no {tmp_path}/lp7)" in lines[0]
    assert "No such file or directory" in lines[1]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_devices_are_listed_with_their_state(
    settings: Settings, tcp_printer: TcpPrinter, capsys: pytest.CaptureFixture[str]
) -> None:
    tcp_printer.faults.paper_out = True
    assert list_devices(replace(settings, printers=("virtual:", tcp_printer.address))) == 0
    said = capsys.readouterr().out
    assert "virtual: is ready (virtual)" in said
    assert f"tcp:127.0.0.1:{tcp_printer.port} has no paper" in said


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_printer_says_what_it_is_and_that_its_roll_ends(
    settings: Settings, tcp_printer: TcpPrinter, capsys: pytest.CaptureFixture[str]
) -> None:
    tcp_printer.faults.near_end = True
    assert list_devices(replace(settings, printers=(tcp_printer.address,))) == 0
    assert "is ready (TM-T88VI, 1.07 ESC/POS), its roll ends soon" in capsys.readouterr().out


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("width", [384, 512, 576])
def test_a_test_badge_is_as_wide_as_the_paper(settings: Settings, tcp_printer: TcpPrinter, width: int) -> None:
    assert print_test(replace(settings, printers=(f"{tcp_printer.address}?width={width}",))) == 0
    (sheet,) = tcp_printer.mind.sheets
    assert sheet.width <= width


def test_every_reason_has_words() -> None:
    assert set(WORDS) == set(Reason)
