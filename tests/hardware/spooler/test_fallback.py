"""A station's other printers: they take over before anything was sent, and never after."""

import fcntl
import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from hardware.printers import open_printer
from shared.kernel.node import Node
from shared.printing import queries
from shared.printing.models import PrintJob
from tests.hardware.spooler.conftest import MakeSpooler
from tests.hardware.spooler.jobs import BADGE, asked, once_cut, state_of, told
from tests.peers.label import LabelPrinter
from tests.peers.patience import Patience
from tests.peers.printer import PtyPrinter, TcpPrinter

# What databases must do for the spooler is tested in test_spooler.py and tests/printing: here printers matter.
pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@pytest.fixture
def other() -> TcpPrinter:
    """A second printer in the network."""
    return TcpPrinter()


def printer_of(node: Node, job: PrintJob) -> str | None:
    with node.reading() as session:
        found = queries.job_with_id(session, job.id)
    assert found is not None
    return found.printer


def test_a_line_lost_before_the_first_byte_leaves_the_badge_to_the_next_printer(
    node: Node, site_id: str, spool: MakeSpooler, tcp_printer: TcpPrinter, other: TcpPrinter
) -> None:
    tcp_printer.faults.cut_line_after = 0
    job = asked(node, site_id)
    assert spool(tcp_printer.address, other.address, pictures=once_cut(tcp_printer)).print_next()
    assert state_of(node, job) == ("done", None)
    assert (len(tcp_printer.mind.sheets), len(other.mind.sheets)) == (0, 1)
    assert told(node) == ["BadgePrinted"]  # nobody was told of a trouble that no visitor had
    other.close()


def test_a_line_lost_after_the_first_byte_goes_to_no_other_printer(
    node: Node, site_id: str, spool: MakeSpooler, tcp_printer: TcpPrinter, other: TcpPrinter
) -> None:
    tcp_printer.faults.cut_line_after = 20_000
    job = asked(node, site_id)
    spooler = spool(tcp_printer.address, other.address)
    while spooler.print_next():
        pass
    assert state_of(node, job) == ("unknown", "cut_off")
    assert other.mind.sheets == []
    other.close()


def test_when_none_is_ready_the_preferred_one_is_named(
    node: Node, site_id: str, spool: MakeSpooler, tcp_printer: TcpPrinter, other: TcpPrinter
) -> None:
    tcp_printer.faults.cover_open = True
    other.faults.paper_out = True
    job = asked(node, site_id)
    assert spool(tcp_printer.address, other.address).print_next()
    assert state_of(node, job) == ("stuck", "cover_open")
    assert printer_of(node, job) == f"tcp:127.0.0.1:{tcp_printer.port}"
    other.close()


def test_a_printer_of_another_make_gets_the_badge_drawn_for_its_width(
    node: Node, site_id: str, spool: MakeSpooler, tcp_printer: TcpPrinter
) -> None:
    tcp_printer.faults.paper_out = True
    label = LabelPrinter(speaks=True)
    widths = []

    def pictures(_session: Session, _job: PrintJob, width: int) -> Image.Image:
        widths.append(width)
        return Image.new("1", (width, 200))

    job = asked(node, site_id)
    assert spool(tcp_printer.address, label.address, pictures=pictures).print_next()
    assert state_of(node, job) == ("done", None)
    assert widths == [696]
    assert [sheet.size for sheet in label.mind.labels] == [(720, 200)]
    label.close()


def test_stations_that_share_a_printer_take_turns(
    node: Node, site_id: str, spool: MakeSpooler, tcp_printer: TcpPrinter, tmp_path: Path
) -> None:
    """Another process has the printer, and lets go of it soon."""
    context = multiprocessing.get_context("spawn")
    held, release = context.Event(), context.Event()
    holder = context.Process(target=_hold_for_a_while, args=(tcp_printer.address, tmp_path, held, release))
    holder.start()
    assert held.wait(60)
    job = asked(node, site_id)
    spooler = spool(tcp_printer.address)
    release.set()
    assert spooler.print_next()
    assert state_of(node, job) == ("done", None)
    holder.join(60)


def _hold_for_a_while(address: str, folder: Path, held: Event, release: Event) -> None:
    printer = open_printer(address, folder)
    assert printer.status().is_ready
    held.set()
    release.wait(60)
    time.sleep(0.3)  # about as long as a badge takes
    printer.rest()


def test_one_that_keeps_a_serial_printer_lets_another_have_a_turn(
    node: Node, site_id: str, spool: MakeSpooler, pty_printer: PtyPrinter, tmp_path: Path
) -> None:
    first = spool(pty_printer.address)
    first.start()
    _until(lambda: first.printer_states() == {f"serial:{_path(pty_printer.address)}": "ready"})
    printer = open_printer(pty_printer.address, tmp_path)
    assert printer.status(turn_s=30).is_ready
    printer.close()
    job = asked(node, site_id)
    _until(lambda: state_of(node, job) == ("done", None))
    first.stop()
    assert [sheet.tobytes() for sheet in pty_printer.mind.sheets] == [BADGE.tobytes()]


def _path(address: str) -> str:
    return address.removeprefix("serial://").partition("?")[0]


def _until(is_so: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < give_up_at
        time.sleep(0.05)


def test_what_there_is_to_tell_of_printers(
    node: Node, site_id: str, spool: MakeSpooler, tcp_printer: TcpPrinter, tmp_path: Path
) -> None:
    device = tmp_path / "lp0"
    device.touch()
    tcp_printer.faults.near_end = True
    spooler = spool(f"{tcp_printer.address}?place=Lobby", f"file://{device}")
    spooler.start()
    _until(lambda: {saying.state for saying in spooler.sayings()} == {"ready"} and bool(spooler.sayings()[0].model))
    spooler.stop()
    network, file = spooler.sayings()
    assert (network.heard, network.near_end, network.can_confirm, network.place) == (True, True, True, "Lobby")
    assert (network.model, network.firmware) == ("TM-T88VI", "1.07 ESC/POS")
    assert (file.heard, file.can_confirm, file.model) == (False, False, None)


def test_a_silent_printer_does_not_hold_up_every_badge_of_a_rush(
    node: Node,
    site_id: str,
    spool: MakeSpooler,
    tcp_printer: TcpPrinter,
    other: TcpPrinter,
    patience: Patience,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    patience.ends_for_replies()
    monkeypatch.setattr("hardware.roster._SILENCE_TAKES_S", 0.1)
    tcp_printer.faults.silent = True
    jobs = [asked(node, site_id, f"badge-{number}") for number in range(4)]
    spooler = spool(tcp_printer.address, other.address)
    while spooler.print_next():
        pass
    assert [state_of(node, job) for job in jobs] == [("done", None)] * 4
    assert tcp_printer.connections == 1
    tcp_printer.mind.repair()
    patience.is_long()
    spooler.ask_printers()
    last = asked(node, site_id, "last")
    assert spooler.print_next()
    assert printer_of(node, last) == f"tcp:127.0.0.1:{tcp_printer.port}"
    other.close()


def test_a_program_that_keeps_a_printer_for_good_is_told_of(
    node: Node, site_id: str, spool: MakeSpooler, pty_printer: PtyPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that has it for a moment is no news."""
    spooler = spool(pty_printer.address)
    with pty_printer.link.open("rb+", buffering=0) as port:
        fcntl.flock(port, fcntl.LOCK_EX)
        spooler.ask_printers()
        assert spooler.sayings() == []
        monkeypatch.setattr("hardware.roster._TURN_TAKES_S", 0.0)
        assert [saying.state for saying in spooler.sayings()] == ["in_use"]
    spooler.ask_printers()
    assert [saying.state for saying in spooler.sayings()] == ["ready"]
