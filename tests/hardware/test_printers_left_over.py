"""What a badge that broke off leaves in a printer spoils neither the next one nor the word that is waited for."""

from pathlib import Path

import pytest

from hardware.badge import render
from hardware.printers import Confirmation, Printer, PrinterTrouble, open_printer
from hardware.printers.raster import job_bytes
from shared.printing.rules import Reason
from tests.hardware.badges import a_badge
from tests.peers.escpos import Faults
from tests.peers.patience import Patience
from tests.peers.printer import PtyPrinter, TcpPrinter

BADGE = render(a_badge())


@pytest.mark.parametrize("sent", [1, 3, 11, 100, 5_000, 60_000, len(job_bytes(BADGE)) - 5])
def test_a_line_cut_within_the_job_may_have_printed_and_the_next_badge_is_whole(
    tcp_printer: TcpPrinter, tmp_path: Path, sent: int
) -> None:
    """The printer waits for the rest of a picture, and must not take the next badge for it; another process knows."""
    tcp_printer.faults.cut_line_after = sent
    printer = open_printer(tcp_printer.address, tmp_path)
    assert printer.status().is_ready
    with pytest.raises(PrinterTrouble) as trouble:
        printer.print(printer.job(BADGE, "cut"))
    assert (trouble.value.reason, trouble.value.nothing_sent) == (Reason.CUT_OFF, False)
    assert not tcp_printer.mind.sheets
    printer.close()
    tcp_printer.faults.cut_line_after = None
    after = open_printer(tcp_printer.address, tmp_path)
    for number in range(2):
        assert after.status().is_ready
        assert after.print(after.job(BADGE, str(number))) is Confirmation.PRINTED
    assert [sheet.tobytes() for sheet in tcp_printer.mind.sheets] == [BADGE.tobytes()] * 2
    assert len(tcp_printer.mind.scraps) <= 1
    after.close()


def test_the_late_word_after_one_badge_is_not_taken_for_that_after_the_next(
    peer: TcpPrinter | PtyPrinter, printer: Printer, patience: Patience
) -> None:
    """Its roll was changed; it goes on with what it holds while the next badge arrives, then it stops again."""
    assert printer.status().is_ready
    patience.ends_for_words()
    peer.faults.paper_ends_after_rows = 300
    with pytest.raises(PrinterTrouble):
        printer.print(printer.job(BADGE, "first"))
    peer.mind.faults = Faults()
    peer.mishaps.plan(5_000, lambda: setattr(peer.faults, "paper_out", True))
    with pytest.raises(PrinterTrouble) as trouble:
        printer.print(printer.job(BADGE, "second"))
    assert (trouble.value.reason, trouble.value.nothing_sent) == (Reason.PAPER_OUT, False)
    assert len(peer.mind.sheets) == 1
    printer.close()


def test_while_an_earlier_badge_is_held_nothing_of_the_next_is_sent(
    peer: TcpPrinter | PtyPrinter, printer: Printer, patience: Patience
) -> None:
    assert printer.status().is_ready
    patience.ends_for_words()
    peer.faults.paper_ends_after_rows = 300
    for _ in range(2):
        with pytest.raises(PrinterTrouble) as trouble:
            printer.print(printer.job(BADGE, "held"))
    assert (trouble.value.reason, trouble.value.nothing_sent) == (Reason.PAPER_OUT, True)
    peer.mind.repair()
    patience.is_long()
    assert printer.print(printer.job(BADGE, "next")) is Confirmation.PRINTED
    assert [sheet.tobytes() for sheet in peer.mind.sheets] == [BADGE.tobytes()] * 2
    printer.close()
