"""What the person with the screwdriver sees."""

from dataclasses import replace

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
def test_devices_are_listed_with_their_state(
    settings: Settings, tcp_printer: TcpPrinter, capsys: pytest.CaptureFixture[str]
) -> None:
    tcp_printer.faults.paper_out = True
    assert list_devices(replace(settings, printers=("virtual:", tcp_printer.address))) == 0
    said = capsys.readouterr().out
    assert "virtual: is ready" in said
    assert f"tcp:127.0.0.1:{tcp_printer.port} has no paper" in said


def test_every_reason_has_words() -> None:
    assert set(WORDS) == set(Reason)
