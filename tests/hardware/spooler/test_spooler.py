"""The spooler: every badge is printed once, or stuck with its reason, or visibly unknown; never lost, never doubled."""

import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from shared.kernel.logbook import About, Kind, note
from shared.kernel.node import Node
from shared.printing import actions, queries
from shared.printing.actions import ToPrint
from shared.printing.models import PrintJob
from tests.hardware.spooler.conftest import MakeSpooler
from tests.hardware.spooler.jobs import BADGE, asked, state_of, told, until
from tests.peers.printer import TcpPrinter


def test_a_badge_that_was_asked_for_comes_out(
    node: Node, site_id: str, spool: MakeSpooler, tcp_printer: TcpPrinter
) -> None:
    job = asked(node, site_id)
    spooler = spool(tcp_printer.address)
    assert spooler.print_next()
    assert state_of(node, job) == ("done", None)
    assert [sheet.tobytes() for sheet in tcp_printer.mind.sheets] == [BADGE.tobytes()]
    assert not spooler.print_next()
    assert told(node) == ["BadgePrinted"]
    assert spooler.printer_states() == {f"tcp:127.0.0.1:{tcp_printer.port}": "ready"}


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
    assert spool(tcp_printer.address, pictures=lambda _session, _job, _width: None).print_next()
    assert state_of(node, job) == ("replaced", "not_wanted")
    assert not tcp_printer.mind.sheets


def test_a_picture_that_fails_does_not_hold_up_the_next_badge(
    node: Node, site_id: str, spool: MakeSpooler, tcp_printer: TcpPrinter
) -> None:
    def pictures(_session: Session, job: PrintJob, _width: int) -> Image.Image | None:
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

    def replaced_meanwhile(_session: Session, _job: PrintJob, _width: int) -> Image.Image | None:
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


def test_a_new_job_wakes_the_spooler_at_once(
    node: Node, site_id: str, spool: MakeSpooler, tcp_printer: TcpPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hardware.worker.LOOK_EVERY_S", 600.0)  # the net under the bell must not catch it
    first = asked(node, site_id, "first")
    spool(tcp_printer.address).start()
    until(node, first, "done")
    tcp_printer.mind.wait_for_sheets(1)
    with node.transaction() as session:
        job = actions.ask_for_print(session, ToPrint(site_id, "lobby", About(), "badge", "second"), node.now())
        note(session, Kind.VisitorArrived, About(site=site_id), at=node.now())
    assert until(node, job, "done") == ("done", None)


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


def test_a_database_that_is_away_costs_a_delay_and_never_a_badge(
    node: Node, site_id: str, spool: MakeSpooler, tcp_printer: TcpPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database goes just after the paper moved: what the printer said is written down once it is back."""
    monkeypatch.setattr("hardware.worker._AFTER_A_FAULT_S", 0.05)
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
    assert time.monotonic() - began < 5
    assert "spooler" not in {thread.name for thread in threading.enumerate()}
