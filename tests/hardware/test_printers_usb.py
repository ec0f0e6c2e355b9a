"""Printers at USB: claimed without a reset, one owner, and a plug that may be pulled at any time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.badge import render
from hardware.printers import Confirmation, Printer, PrinterTrouble, open_printer
from hardware.printers.raster import job_bytes
from shared.printing.rules import Reason
from tests.hardware.badges import a_badge
from tests.peers.patience import Patience
from tests.peers.usb import UsbPrinter

BADGE = render(a_badge())


@pytest.fixture
def peer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, patience: Patience) -> UsbPrinter:
    """A printer that is plugged in."""
    bus = UsbPrinter()
    monkeypatch.setattr("usb.backend.libusb1.get_backend", lambda *_a, **_n: bus)
    monkeypatch.setattr("hardware.printers.usb_line._PLUGGED_IN", tmp_path / "no such list")
    return bus


@pytest.fixture
def printer(peer: UsbPrinter, tmp_path: Path) -> Iterator[Printer]:
    """The printer as the spooler has it."""
    opened = open_printer(peer.address, tmp_path)
    yield opened
    opened.close()


def test_a_badge_comes_out_and_the_bus_is_looked_through_once(peer: UsbPrinter, printer: Printer) -> None:
    for number in range(3):
        status = printer.status()
        assert (status.trouble, status.was_heard) == (None, True)
        assert printer.print(printer.job(BADGE, str(number))) is Confirmation.PRINTED
        printer.rest()
    assert [sheet.tobytes() for sheet in peer.mind.sheets] == [BADGE.tobytes()] * 3
    assert peer.looks == 1
    assert not peer.kernel_has_it


def test_a_printer_that_takes_little_at_once_gets_it_all(peer: UsbPrinter, printer: Printer) -> None:
    peer.takes_at_once = 333
    assert printer.status().is_ready
    assert printer.print(printer.job(BADGE, "slow")) is Confirmation.PRINTED
    assert [sheet.tobytes() for sheet in peer.mind.sheets] == [BADGE.tobytes()]


def test_a_printer_that_another_program_has_is_left_alone(peer: UsbPrinter, printer: Printer) -> None:
    peer.claimed_by_other = True
    assert printer.status().trouble is Reason.IN_USE
    peer.claimed_by_other = False
    assert printer.status().is_ready


def test_a_plug_that_is_pulled_between_badges_is_noticed_and_found_again(peer: UsbPrinter, printer: Printer) -> None:
    assert printer.status().is_ready
    peer.pull_plug()
    assert printer.status().trouble is Reason.NO_ANSWER
    peer.plug_in()
    assert printer.status().is_ready
    assert printer.print(printer.job(BADGE, "back")) is Confirmation.PRINTED


@pytest.mark.parametrize("after", [1, 20_000, len(job_bytes(BADGE)) - 3])
def test_a_plug_that_is_pulled_during_a_badge_leaves_it_unknown(peer: UsbPrinter, printer: Printer, after: int) -> None:
    assert printer.status().is_ready
    peer.mishaps.plan(after, peer.pull_plug)
    with pytest.raises(PrinterTrouble) as trouble:
        printer.print(printer.job(BADGE, "pulled"))
    assert (trouble.value.reason, trouble.value.nothing_sent) == (Reason.CUT_OFF, False)


def test_one_that_is_not_in_the_kernel_s_list_is_not_looked_for(
    peer: UsbPrinter, printer: Printer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Looking through the bus could tear another printer's badge apart."""
    monkeypatch.setattr("hardware.printers.usb_line._PLUGGED_IN", tmp_path)
    (tmp_path / "1-2").mkdir()
    (tmp_path / "1-2" / "idVendor").write_text("04b8\n")
    (tmp_path / "1-2" / "idProduct").write_text("ffff\n")
    assert printer.status().trouble is Reason.NO_ANSWER
    assert peer.looks == 0
    (tmp_path / "1-2" / "idProduct").write_text("0e28\n")
    assert printer.status().is_ready


@pytest.mark.parametrize(("fault", "reason"), [("paper_out", Reason.PAPER_OUT), ("silent", Reason.NO_ANSWER)])
def test_trouble_is_named_before_anything_is_sent(
    peer: UsbPrinter, printer: Printer, patience: Patience, fault: str, reason: Reason
) -> None:
    setattr(peer.faults, fault, True)
    if peer.faults.silent:
        patience.ends_for_replies()
    assert printer.status().trouble is reason
    peer.mind.repair()
    patience.is_long()
    assert printer.status().is_ready
    assert peer.mind.sheets == []
