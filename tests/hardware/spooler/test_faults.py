"""Whatever the printer does: stuck before the first byte, unknown after it, one badge at most."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from hardware.printers import Confirmation, Identity, Job, PrinterStatus, open_printer
from hardware.spooler import Spooler
from shared.kernel.node import Node
from tests.hardware.spooler.conftest import MakeSpooler, picture_of
from tests.hardware.spooler.jobs import BADGE, asked, once_cut, state_of, told, until
from tests.peers.patience import Patience
from tests.peers.printer import TcpPrinter

# What databases must do for the spooler is tested in test_spooler.py and tests/printing: here printers matter.
pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def break_cover(printer: TcpPrinter) -> None:
    printer.faults.cover_open = True


def take_paper(printer: TcpPrinter) -> None:
    printer.faults.paper_out = True


def jam(printer: TcpPrinter) -> None:
    printer.faults.cutter_jammed = True


def silence(printer: TcpPrinter) -> None:
    printer.faults.silent = True


def unplug(printer: TcpPrinter) -> None:
    printer.unplug()


def mute(printer: TcpPrinter) -> None:
    printer.faults.no_barrier = True


def end_roll(printer: TcpPrinter) -> None:
    printer.faults.paper_ends_after_rows = 400


def cut_at(count: int) -> Callable[[TcpPrinter], None]:
    def cut(printer: TcpPrinter) -> None:
        printer.faults.cut_line_after = count

    return cut


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (break_cover, "cover_open"),
        (take_paper, "paper_out"),
        (jam, "cutter"),
        (silence, "no_answer"),
        (unplug, "no_answer"),
    ],
)
def test_a_printer_that_is_not_ready_gets_nothing_and_prints_once_when_it_is_back(
    node: Node,
    site_id: str,
    spool: MakeSpooler,
    tcp_printer: TcpPrinter,
    patience: Patience,
    fault: Callable[[TcpPrinter], None],
    reason: str,
) -> None:
    fault(tcp_printer)
    if fault is silence:
        patience.ends_for_replies()
    job = asked(node, site_id)
    spooler = spool(tcp_printer.address)
    spooler.start()
    assert until(node, job, "stuck") == ("stuck", reason)
    assert not tcp_printer.mind.fragments
    tcp_printer.mind.repair()
    if fault is unplug:
        tcp_printer.plug_in()
    assert until(node, job, "done") == ("done", None)
    spooler.stop()
    assert len(tcp_printer.mind.sheets) == 1
    assert told(node) == ["PrinterStuck", "BadgePrinted"]


@pytest.mark.parametrize(
    ("fault", "reason", "sheets"),
    [
        (mute, "no_reply", 1),
        (end_roll, "paper_out", 0),
        (cut_at(1), "cut_off", 0),
        (cut_at(8), "cut_off", 0),
        (cut_at(30_000), "cut_off", 0),
        (cut_at(73_000), "cut_off", 0),
    ],
)
def test_once_a_byte_may_have_left_a_person_decides(
    node: Node,
    site_id: str,
    spool: MakeSpooler,
    tcp_printer: TcpPrinter,
    patience: Patience,
    fault: Callable[[TcpPrinter], None],
    reason: str,
    sheets: int,
) -> None:
    patience.ends_for_words()
    job = asked(node, site_id)
    spooler = spool(tcp_printer.address)
    fault(tcp_printer)
    assert spooler.print_next()
    assert state_of(node, job) == ("unknown", reason)
    assert len(tcp_printer.mind.sheets) == sheets
    tcp_printer.mind.repair()
    while spooler.print_next():
        pass
    assert state_of(node, job) == ("unknown", reason)
    assert told(node) == ["PrintUnknown"]


def test_a_line_lost_before_the_first_byte_is_a_safe_retry(
    node: Node, site_id: str, spool: MakeSpooler, tcp_printer: TcpPrinter
) -> None:
    job = asked(node, site_id)
    tcp_printer.faults.cut_line_after = 0
    spooler = spool(tcp_printer.address, pictures=once_cut(tcp_printer))
    spooler.start()
    assert until(node, job, "stuck") == ("stuck", "no_answer")
    tcp_printer.mind.repair()
    assert until(node, job, "done") == ("done", None)
    assert len(tcp_printer.mind.sheets) == 1


def test_a_badge_held_for_paper_comes_out_without_a_second_one(
    node: Node, site_id: str, spool: MakeSpooler, tcp_printer: TcpPrinter, patience: Patience
) -> None:
    """The printer holds what it was sent, and prints it once there is paper: nothing may be sent again."""
    patience.ends_for_words()
    job = asked(node, site_id)
    tcp_printer.faults.paper_ends_after_rows = 400
    spooler = spool(tcp_printer.address)
    assert spooler.print_next()
    tcp_printer.mind.repair()
    tcp_printer.mind.wait_for_sheets(1)
    while spooler.print_next():
        pass
    assert [sheet.tobytes() for sheet in tcp_printer.mind.sheets] == [BADGE.tobytes()]
    assert state_of(node, job)[0] == "unknown"


def test_a_printer_that_cannot_answer_leaves_its_jobs_unconfirmed(
    node: Node, site_id: str, spool: MakeSpooler, tmp_path: Path
) -> None:
    device = tmp_path / "lp0"
    device.touch()
    job = asked(node, site_id)
    assert spool(f"file://{device}").print_next()
    assert state_of(node, job) == ("unknown", "not_confirmed")


class _StumblingDriver:
    """A printer whose driver throws what nobody expects, after it took the bytes."""

    name, width, place, can_confirm, is_in_network = "odd:", 576, None, True, False

    def status(self, turn_s: float = 0.0) -> PrinterStatus:
        return PrinterStatus()

    def identity(self) -> Identity:
        return Identity()

    def job(self, picture: Image.Image, title: str) -> Job:
        return Job(title, picture, b"")

    def print(self, job: Job) -> Confirmation:
        raise ZeroDivisionError

    def left_over(self) -> str | None:
        return None

    def finds(self, left: str) -> None:
        """Nothing can be left in it."""

    def rest(self) -> None:
        """Nothing to hang up."""

    def close(self) -> None:
        """Nothing to give up."""


class _StumblingStatus(_StumblingDriver):
    """A printer whose driver throws what nobody expects when it is asked."""

    def status(self, turn_s: float = 0.0) -> PrinterStatus:
        raise ZeroDivisionError


class _StumblingPacker(_StumblingDriver):
    """A printer whose driver can't make a picture ready."""

    def job(self, picture: Image.Image, title: str) -> Job:
        raise ZeroDivisionError


@pytest.mark.parametrize(("driver", "state"), [(_StumblingStatus, "fault"), (_StumblingPacker, "ready")])
def test_a_driver_that_stumbles_before_anything_was_sent_leaves_the_badge_to_the_next_printer(
    node: Node, site_id: str, tcp_printer: TcpPrinter, tmp_path: Path, driver: type[_StumblingDriver], state: str
) -> None:
    job = asked(node, site_id)
    spooler = Spooler(node, site_id, ["lobby"], [driver(), open_printer(tcp_printer.address, tmp_path)], picture_of)
    assert spooler.print_next()
    assert state_of(node, job) == ("done", None)
    spooler.ask_printers()
    assert spooler.printer_states()["odd:"] == state
    spooler.stop()


def test_a_driver_that_stumbles_leaves_the_job_unknown_and_the_spooler_alive(node: Node, site_id: str) -> None:
    first, second = asked(node, site_id, "first"), asked(node, site_id, "second")
    spooler = Spooler(node, site_id, ["lobby"], [_StumblingDriver()], picture_of)
    spooler.start()
    assert until(node, first, "unknown") == ("unknown", "cut_off")
    assert until(node, second, "unknown") == ("unknown", "cut_off")
    spooler.stop()
