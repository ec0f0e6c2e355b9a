"""Label printers of the second family: the label is the picture, to the dot, and only their own word confirms it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from hardware.printers import Confirmation, Identity, Printer, PrinterTrouble, open_printer
from hardware.printers.label import LabelLanguage
from hardware.printers.label_replies import LabelStatus, Statuses
from shared.printing.rules import Reason
from tests.peers.label import LabelFaults, LabelMind, LabelPrinter
from tests.peers.patience import Patience

WIDTH, HEIGHT = 696, 300
SPEAKING, MUTE = True, False


def a_label() -> Image.Image:
    """Return a picture without any symmetry, with empty rows in it."""
    rows = np.random.default_rng(7).random((HEIGHT, WIDTH)) > 0.5
    rows[40:90] = True
    rows[:, :30] = True
    return Image.fromarray(rows)


@pytest.fixture(params=[SPEAKING, MUTE], ids=["on the line", "by snmp"])
def peer(request: pytest.FixtureRequest, patience: Patience) -> Iterator[LabelPrinter]:
    """A label printer, asked either way."""
    printer = LabelPrinter(request.param)
    printer.mind.looks_while_printing = 2
    yield printer
    printer.close()


@pytest.fixture
def printer(peer: LabelPrinter, tmp_path: Path) -> Iterator[Printer]:
    """The printer as the spooler has it."""
    opened = open_printer(peer.address, tmp_path)
    yield opened
    opened.close()


def as_on_the_roll(head: Image.Image) -> bytes:
    """Return the printable dots of a 62 mm roll: the head reaches twelve dots beyond it on either side."""
    return head.crop((12, 0, 12 + WIDTH, HEIGHT)).tobytes()


def test_a_label_comes_out_as_it_was_drawn_and_is_confirmed(peer: LabelPrinter, printer: Printer) -> None:
    assert (printer.width, printer.can_confirm) == (WIDTH, True)
    status = printer.status()
    assert (status.is_ready, status.was_heard, status.can_tell) == (True, True, True)
    assert printer.identity() == Identity("QL-820NWB")
    assert printer.print(printer.job(a_label(), "one")) is Confirmation.PRINTED
    (head,) = peer.mind.labels
    assert as_on_the_roll(head) == a_label().tobytes()
    assert peer.mind.not_understood == b""
    assert peer.mind.announced == [b"\x86\x0a\x3e\x00" + HEIGHT.to_bytes(4, "little") + b"\x00\x00"]


@pytest.mark.parametrize(
    ("faults", "reason"),
    [
        (LabelFaults(no_roll=True), Reason.PAPER_OUT),
        (LabelFaults(wrong_roll=True), Reason.WRONG_PAPER),
        (LabelFaults(cover_open=True), Reason.COVER_OPEN),
        (LabelFaults(cutter_jammed=True), Reason.CUTTER),
        (LabelFaults(overheated=True), Reason.FAULT),
        (LabelFaults(silent=True), Reason.NO_ANSWER),
    ],
)
def test_trouble_is_named_before_anything_is_sent(
    peer: LabelPrinter, printer: Printer, patience: Patience, faults: LabelFaults, reason: Reason
) -> None:
    peer.mind.faults = faults
    if faults.silent:
        patience.ends_for_replies()
    assert printer.status().trouble is reason
    peer.mind.faults = LabelFaults()
    patience.is_long()
    assert printer.status().is_ready
    assert peer.mind.labels == []


def test_one_that_never_says_that_it_printed_leaves_the_label_unknown(
    peer: LabelPrinter, printer: Printer, patience: Patience
) -> None:
    assert printer.status().is_ready
    patience.ends_for_words()
    peer.faults.silent = True
    with pytest.raises(PrinterTrouble) as trouble:
        printer.print(printer.job(a_label(), "mute"))
    assert (trouble.value.reason, trouble.value.nothing_sent) == (Reason.NO_REPLY, False)


def test_a_roll_that_ends_while_it_prints_leaves_the_label_unknown(peer: LabelPrinter, printer: Printer) -> None:
    assert printer.status().is_ready
    peer.faults.error_while_printing = True
    with pytest.raises(PrinterTrouble) as trouble:
        printer.print(printer.job(a_label(), "ends"))
    assert (trouble.value.reason, trouble.value.nothing_sent) == (Reason.PAPER_OUT, False)
    assert peer.mind.labels == []


def test_one_that_prints_another_s_label_is_waited_for(peer: LabelPrinter, printer: Printer) -> None:
    """Seen from outside, the end of that label would look like the end of ours."""
    peer.mind.is_printing, peer.mind.looks_while_printing = True, 99
    assert printer.status().trouble is Reason.IN_USE
    peer.mind.is_printing, peer.mind.looks_while_printing = False, 2
    assert printer.status().is_ready
    assert printer.print(printer.job(a_label(), "ours")) is Confirmation.PRINTED


def test_a_line_that_is_cut_in_the_middle_leaves_the_label_unknown(
    peer: LabelPrinter, printer: Printer, patience: Patience
) -> None:
    assert printer.status().is_ready
    patience.ends_for_words()
    peer.faults.cut_line_after = 10_000
    with pytest.raises(PrinterTrouble) as trouble:
        printer.print(printer.job(a_label(), "cut"))
    assert trouble.value.nothing_sent is False
    assert trouble.value.reason in (Reason.CUT_OFF, Reason.NO_REPLY)
    assert peer.mind.labels == []


def test_one_that_is_off_is_said_not_to_answer(peer: LabelPrinter, printer: Printer) -> None:
    peer.unplug()
    assert printer.status().trouble is Reason.NO_ANSWER
    peer.plug_in()
    assert printer.status().is_ready


def test_a_packet_may_be_lost(tmp_path: Path) -> None:
    peer = LabelPrinter(speaks=False)
    peer.loses_packets(1)
    printer = open_printer(peer.address, tmp_path)
    assert printer.status().is_ready
    printer.close()
    peer.close()


def test_one_that_must_not_be_asked_leaves_its_labels_unconfirmed(tmp_path: Path) -> None:
    peer = LabelPrinter(speaks=False)
    printer = open_printer(peer.address.replace(f"snmp={peer.snmp_port}", "status=none"), tmp_path)
    status = printer.status()
    assert (status.is_ready, status.can_tell, printer.can_confirm) == (True, False, False)
    assert printer.print(printer.job(a_label(), "unasked")) is Confirmation.NOT_CONFIRMED
    peer.mind.wait_for_labels(1)
    printer.close()
    peer.close()


@pytest.mark.parametrize(("model", "row_bytes"), [("QL-800", 90), ("QL-570", 90), ("QL-1110NWB", 162)])
def test_every_model_gets_rows_as_wide_as_its_head(model: str, row_bytes: int) -> None:
    sent = LabelLanguage(model, 62).pack(a_label())
    assert sent.count(b"g\x00" + bytes((row_bytes,))) >= HEIGHT - 50
    assert (b"\x1bia\x01" in sent) == (model != "QL-570")


def test_a_label_takes_no_more_bytes_than_its_dots() -> None:
    picture = Image.new("1", (WIDTH, 1500), 1)
    picture.paste(a_label(), (0, 0))
    assert len(LabelLanguage("QL-820NWB", 62).pack(picture)) < 1500 * WIDTH // 8


def test_statuses_are_found_whatever_the_pieces() -> None:
    mind = LabelMind(reply=lambda _: None)
    stream = b"\x00\x00" + mind.status() + mind.status(1) + mind.status(6)
    statuses, found = Statuses(), []
    for start in range(0, len(stream), 7):
        found += statuses.take(stream[start : start + 7])
    assert [status.kind for status in found] == [0, 1, 6]


def test_what_is_no_status_is_refused() -> None:
    with pytest.raises(ValueError, match="not a status"):
        LabelStatus.read(b"\x00" * 32)


def test_a_list_that_is_longer_than_any_label_comes_out_in_pieces(peer: LabelPrinter, printer: Printer) -> None:
    """Of two hundred people, in an evacuation: cut between two of them, confirmed after the last piece."""
    dots = np.random.default_rng(5).random((23_000, WIDTH)) > 0.5
    dots[::100] = True  # a white row between two lines
    dots[1::100] = True
    paper = Image.fromarray(dots)
    assert printer.print(printer.job(paper, "list")) is Confirmation.PRINTED
    peer.mind.wait_for_labels(3)
    heads = peer.mind.labels
    assert [sum(head.height for head in heads[:number]) % 100 in (0, 1) for number in (1, 2)] == [True, True]
    printed = b"".join(head.crop((12, 0, 12 + WIDTH, head.height)).tobytes() for head in heads)
    assert printed == paper.tobytes()
    assert [about[8] for about in peer.mind.announced] == [0, 1, 1]
    assert peer.mind.not_understood == b""
