"""The spooler: every badge is printed once, or stuck with its reason, or visibly unknown; never lost, never doubled."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from hardware.badge import render
from hardware.printers import Confirmation, Job, PrinterStatus, open_printer, receipt
from hardware.spooler import Spooler
from shared.kernel.clock import SystemClock
from shared.kernel.logbook import About, lines_after
from shared.kernel.node import Node
from shared.kernel.settings import Settings
from shared.printing import actions, queries
from shared.printing.actions import Wanted
from shared.printing.models import PrintJob
from shared.sites.actions import open_site
from tests.hardware.badges import a_badge
from tests.peers.printer import TcpPrinter

BADGE = render(a_badge())


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for printers as long as a test can."""
    monkeypatch.setattr(receipt, "PRINTING_TAKES_S", 0.4)
    monkeypatch.setattr(receipt, "TIMEOUT_S", 0.4)
    monkeypatch.setattr("hardware.spooler._TROUBLE_IS_FRESH_S", 0.0)


@pytest.fixture
def node(settings: Settings) -> Iterator[Node]:
    """A node whose clock runs, since back-offs do."""
    opened = Node.open(settings, SystemClock())
    yield opened
    opened.close()


@pytest.fixture
def site_id(node: Node) -> str:
    """A site with a lobby."""
    with node.transaction() as session:
        return open_site(session, "HQ", "总部", "Head office").id


def picture_of(_session: Session, _job: PrintJob) -> Image.Image | None:
    return BADGE


MakeSpooler = Callable[..., Spooler]


@pytest.fixture
def spool(node: Node, site_id: str, tmp_path: Path) -> Iterator[MakeSpooler]:
    """Make a spooler for some printers; stopped at the end."""
    made: list[Spooler] = []

    def make(*addresses: str, pictures: Callable[[Session, PrintJob], Image.Image | None] = picture_of) -> Spooler:
        printers = [open_printer(address, tmp_path) for address in addresses]
        made.append(Spooler(node, site_id, ["lobby"], printers, pictures))
        return made[-1]

    yield make
    for spooler in made:
        spooler.stop()


def asked(node: Node, site_id: str, subject_id: str = "badge-1") -> PrintJob:
    with node.transaction() as session:
        return actions.ask_for_print(session, Wanted(site_id, "lobby", About(site=site_id), "badge", subject_id), node.now())


def state_of(node: Node, job: PrintJob) -> tuple[str, str | None]:
    with node.reading() as session:
        found = queries.job_with_id(session, job.id)
        assert found is not None
        return found.state, found.reason


def until(node: Node, job: PrintJob, *states: str, timeout: float = 15) -> tuple[str, str | None]:
    """Wait until the job has come to one of the states."""
    give_up_at = time.monotonic() + timeout
    seen = threading.Event()
    while (state := state_of(node, job))[0] not in states:
        assert time.monotonic() < give_up_at, f"the job is {state}, not {states}"
        seen.wait(0.02)
    return state


def told(node: Node) -> list[str]:
    with node.reading() as session:
        return [line.kind for line in lines_after(session, 0)]


def test_a_badge_that_was_asked_for_comes_out(node: Node, site_id: str, spool: MakeSpooler, tcp_printer: TcpPrinter) -> None:
    job = asked(node, site_id)
    spooler = spool(tcp_printer.address)
    assert spooler.print_next()
    assert state_of(node, job) == ("done", None)
    assert [sheet.tobytes() for sheet in tcp_printer.mind.sheets] == [BADGE.tobytes()]
    assert not spooler.print_next()
    assert told(node) == ["BadgePrinted"]
    assert spooler.printer_states() == {f"tcp:127.0.0.1:{tcp_printer.port}": "ready"}


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
    fault: Callable[[TcpPrinter], None],
    reason: str,
) -> None:
    fault(tcp_printer)
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
    fault: Callable[[TcpPrinter], None],
    reason: str,
    sheets: int,
) -> None:
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
    spooler = spool(tcp_printer.address)
    spooler.start()
    assert until(node, job, "stuck") == ("stuck", "no_answer")
    tcp_printer.mind.repair()
    assert until(node, job, "done") == ("done", None)
    assert len(tcp_printer.mind.sheets) == 1


def test_a_badge_held_for_paper_comes_out_without_a_second_one(
    node: Node, site_id: str, spool: MakeSpooler, tcp_printer: TcpPrinter
) -> None:
    """The printer holds what it was sent, and prints it once there is paper: nothing may be sent again."""
    job = asked(node, site_id)
    tcp_printer.faults.paper_ends_after_rows = 400
    spooler = spool(tcp_printer.address)
    assert spooler.print_next()
    tcp_printer.mind.faults.paper_ends_after_rows = None
    tcp_printer.mind.repair()
    while spooler.print_next():
        pass
    assert len(tcp_printer.mind.sheets) <= 1
    assert state_of(node, job)[0] == "unknown"


def test_a_printer_that_cannot_answer_leaves_its_jobs_unconfirmed(
    node: Node, site_id: str, spool: MakeSpooler, tmp_path: Path
) -> None:
    device = tmp_path / "lp0"
    device.touch()
    job = asked(node, site_id)
    assert spool(f"file://{device}").print_next()
    assert state_of(node, job) == ("unknown", "not_confirmed")


def test_the_next_printer_takes_over_before_anything_was_sent(
    node: Node, site_id: str, spool: MakeSpooler, tcp_printer: TcpPrinter, tmp_path: Path
) -> None:
    tcp_printer.faults.paper_out = True
    job = asked(node, site_id)
    assert spool(tcp_printer.address, "virtual:").print_next()
    with node.reading() as session:
        found = queries.job_with_id(session, job.id)
    assert found is not None
    assert (found.state, found.printer) == ("done", "virtual:")
    assert len(list((tmp_path / "prints").glob("*.png"))) == 1


def test_what_is_over_is_not_printed(node: Node, site_id: str, spool: MakeSpooler, tcp_printer: TcpPrinter) -> None:
    job = asked(node, site_id)
    assert spool(tcp_printer.address, pictures=lambda _session, _job: None).print_next()
    assert state_of(node, job) == ("replaced", "not_wanted")
    assert not tcp_printer.mind.sheets


def test_a_picture_that_fails_does_not_hold_up_the_next_badge(
    node: Node, site_id: str, spool: MakeSpooler, tcp_printer: TcpPrinter
) -> None:
    def pictures(_session: Session, job: PrintJob) -> Image.Image | None:
        if job.subject_id == "bad":
            raise RuntimeError("王晓琳 has no photo")
        return BADGE

    bad, good = asked(node, site_id, "bad"), asked(node, site_id, "good")
    spooler = spool(tcp_printer.address, pictures=pictures)
    assert spooler.print_next()
    assert spooler.print_next()
    assert state_of(node, bad) == ("stuck", "bad_picture")
    assert state_of(node, good) == ("done", None)


def test_a_badge_replaced_just_before_the_first_byte_is_not_sent(
    node: Node, site_id: str, spool: MakeSpooler, tcp_printer: TcpPrinter
) -> None:
    job = asked(node, site_id)

    def replaced_meanwhile(_session: Session, _job: PrintJob) -> Image.Image | None:
        replacing.start()
        replacing.join(10)
        return BADGE

    def replace() -> None:
        with node.transaction() as session:
            found = queries.job_with_id(session, job.id)
            assert found is not None
            actions.replace(session, found, node.now())

    replacing = threading.Thread(target=replace)
    assert spool(tcp_printer.address, pictures=replaced_meanwhile).print_next()
    assert state_of(node, job)[0] == "replaced"
    assert not tcp_printer.mind.sheets


def test_a_new_job_wakes_the_spooler_at_once(node: Node, site_id: str, spool: MakeSpooler, tcp_printer: TcpPrinter) -> None:
    spooler = spool(tcp_printer.address)
    spooler.start()
    first = asked(node, site_id, "first")
    until(node, first, "done")
    tcp_printer.mind.wait_for_sheets(1)
    with node.transaction() as session:
        job = actions.ask_for_print(session, Wanted(site_id, "lobby", About(), "badge", "second"), node.now())
        actions.note(session, actions.Kind.VisitorArrived, About(site=site_id), at=node.now())
    asked_at = time.monotonic()
    until(node, job, "done")
    assert time.monotonic() - asked_at < 0.9  # the net under the bell is one second wide


def test_what_a_killed_spooler_left_is_settled_at_the_next_start(
    node: Node, site_id: str, spool: MakeSpooler, tcp_printer: TcpPrinter
) -> None:
    begun, waiting = asked(node, site_id, "begun"), asked(node, site_id, "waiting")
    with node.transaction() as session:
        assert actions.sending(session, begun, "tcp:a", node.now(), timedelta(minutes=5))
    spool(tcp_printer.address).start()
    assert until(node, begun, "unknown") == ("unknown", "interrupted")
    until(node, waiting, "done")
    assert len(tcp_printer.mind.sheets) == 1


class _StumblingDriver:
    """A printer whose driver throws what nobody expects, after it took the bytes."""

    name, width = "odd:", 576

    def status(self) -> PrinterStatus:
        return PrinterStatus()

    def job(self, picture: Image.Image, title: str) -> Job:
        return Job(title, picture, b"")

    def print(self, job: Job) -> Confirmation:
        raise ZeroDivisionError

    def rest(self) -> None:
        """Nothing to hang up."""

    def close(self) -> None:
        """Nothing to give up."""


def test_a_driver_that_stumbles_leaves_the_job_unknown_and_the_spooler_alive(node: Node, site_id: str) -> None:
    first, second = asked(node, site_id, "first"), asked(node, site_id, "second")
    spooler = Spooler(node, site_id, ["lobby"], [_StumblingDriver()], picture_of)
    spooler.start()
    assert until(node, first, "unknown") == ("unknown", "cut_off")
    assert until(node, second, "unknown") == ("unknown", "cut_off")
    spooler.stop()


def test_a_database_that_is_away_costs_a_delay_and_never_a_badge(
    node: Node, site_id: str, spool: MakeSpooler, tcp_printer: TcpPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database goes just after the paper moved: what the printer said is written down once it is back."""
    monkeypatch.setattr("hardware.spooler._AFTER_A_FAULT_S", 0.05)
    job = asked(node, site_id)
    spooler = spool(tcp_printer.address)
    away = {"left": 3}
    finish = actions.done

    def done_but_away(session: Session, job: PrintJob, now: object) -> bool:
        if away["left"]:
            away["left"] -= 1
            raise OperationalError("COMMIT", {}, Exception("the server closed the connection"))
        return finish(session, job, now)  # type: ignore[arg-type]

    monkeypatch.setattr(actions, "done", done_but_away)
    assert spooler.print_next()
    assert state_of(node, job) == ("done", None)
    assert len(tcp_printer.mind.sheets) == 1


def test_a_spooler_stops_soon(node: Node, site_id: str, spool: MakeSpooler, tcp_printer: TcpPrinter) -> None:
    spooler = spool(tcp_printer.address)
    spooler.start()
    until(node, asked(node, site_id), "done")
    began = time.monotonic()
    spooler.stop()
    assert time.monotonic() - began < 2
    assert "spooler" not in {thread.name for thread in threading.enumerate()}
