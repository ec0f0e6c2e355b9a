"""Kiosks of two machines, each with a data folder of its own, print on one printer in the network."""

import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from hardware.printers import open_printer
from hardware.printers.raster import job_bytes
from hardware.spooler import Spooler
from shared.devices.actions import station_starts
from shared.devices.models import Printer
from shared.devices.queries import printer_named
from shared.devices.turns import TURN, end_turn, take_turn, turn_at, want_turn
from shared.kernel.logbook import About
from shared.kernel.node import Node
from shared.printing import actions
from shared.printing.actions import ToPrint
from shared.printing.models import PrintJob
from tests.hardware.spooler.conftest import picture_of
from tests.hardware.spooler.jobs import BADGE, state_of, told, until
from tests.peers.printer import TcpPrinter

MakeKiosk = Callable[..., Spooler]


@pytest.fixture
def kiosk(node: Node, site_id: str, tmp_path: Path, tcp_printer: TcpPrinter) -> Iterator[MakeKiosk]:
    """Set up a kiosk on a machine of its own, with the shared printer first."""
    made: list[Spooler] = []

    def make(station: str, *others: str) -> Spooler:
        printers = [open_printer(each, tmp_path / station) for each in (tcp_printer.address, *others)]
        with node.transaction() as session:
            station_starts(session, site_id, station, [printer.name for printer in printers], node.now())
        made.append(Spooler(node, site_id, [station], printers, picture_of))
        return made[-1]

    yield make
    for spooler in made:
        spooler.stop()


@pytest.fixture
def name(tcp_printer: TcpPrinter) -> str:
    """The shared printer, as rows call it."""
    return f"tcp:127.0.0.1:{tcp_printer.port}"


def asked_at(node: Node, site_id: str, station: str, subject_id: str) -> PrintJob:
    with node.transaction() as session:
        wanted = ToPrint(site_id, station, About(site=site_id), "badge", subject_id)
        return actions.ask_for_print(session, wanted, node.now())


def another_prints(node: Node, site_id: str, name: str, since: timedelta = timedelta()) -> None:
    with node.transaction() as session:
        assert take_turn(session, site_id, name, "another's job", "gate", node.now() - since)


def test_two_machines_that_share_a_printer_take_turns_through_a_rush(
    node: Node, site_id: str, kiosk: MakeKiosk, tcp_printer: TcpPrinter
) -> None:
    stations = ("lobby", "gate")
    kiosks = [kiosk(station) for station in stations]
    jobs = [asked_at(node, site_id, station, f"{station}-{number}") for number in range(6) for station in stations]
    for each in kiosks:
        each.start()
    assert [until(node, job, "done", "stuck", "unknown", timeout=60) for job in jobs] == [("done", None)] * len(jobs)
    assert [sheet.tobytes() for sheet in tcp_printer.mind.sheets] == [BADGE.tobytes()] * len(jobs)
    assert set(told(node)) == {"BadgePrinted"}


def test_while_another_machine_prints_a_badge_waits_and_is_not_called_stuck(
    node: Node, site_id: str, kiosk: MakeKiosk, tcp_printer: TcpPrinter, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hardware.spooler._TURN_S", 0.2)
    lobby = kiosk("lobby")
    kiosk("gate")
    another_prints(node, site_id, name)
    job = asked_at(node, site_id, "lobby", "badge-1")
    assert lobby.print_next()
    assert (state_of(node, job), tcp_printer.connections) == (("waiting", None), 0)
    with node.transaction() as session:
        end_turn(session, site_id, name, "another's job", None)
    assert lobby.print_next()
    assert state_of(node, job) == ("done", None)
    assert told(node) == ["BadgePrinted"]


def test_who_waits_too_long_for_a_turn_goes_to_the_next_printer(
    node: Node, site_id: str, kiosk: MakeKiosk, tcp_printer: TcpPrinter, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hardware.spooler._TURN_S", 0.2)
    other = TcpPrinter()
    lobby = kiosk("lobby", other.address)
    another_prints(node, site_id, name)
    job = asked_at(node, site_id, "lobby", "badge-1")
    assert lobby.print_next()
    assert state_of(node, job) == ("done", None)
    assert (len(tcp_printer.mind.sheets), len(other.mind.sheets)) == (0, 1)
    with node.reading() as session:
        row = printer_named(session, site_id, name)
    assert row is not None
    assert row.wanted_by is None  # else nobody could print there for a while
    other.close()


def test_what_a_machine_without_power_left_in_the_printer_is_cleared_up_by_the_next_one(
    node: Node, site_id: str, kiosk: MakeKiosk, tcp_printer: TcpPrinter, name: str
) -> None:
    lobby = kiosk("lobby")
    kiosk("gate")
    another_prints(node, site_id, name, since=TURN + timedelta(seconds=1))
    with socket.create_connection(("127.0.0.1", tcp_printer.port)) as line:
        line.sendall(job_bytes(BADGE)[:20_000])
    job = asked_at(node, site_id, "lobby", "badge-1")
    assert lobby.print_next()
    assert state_of(node, job) == ("done", None)
    assert [sheet.tobytes() for sheet in tcp_printer.mind.sheets] == [BADGE.tobytes()]
    assert len(tcp_printer.mind.scraps) == 1
    with node.reading() as session:
        assert turn_at(session, site_id, name, "gate", node.now()).left is None


def test_a_job_that_broke_off_here_is_known_to_the_other_machine(
    node: Node, site_id: str, kiosk: MakeKiosk, tcp_printer: TcpPrinter, name: str
) -> None:
    lobby, gate = kiosk("lobby"), kiosk("gate")
    tcp_printer.faults.cut_line_after = 20_000
    job = asked_at(node, site_id, "lobby", "badge-1")
    assert lobby.print_next()
    assert state_of(node, job) == ("unknown", "cut_off")
    tcp_printer.mind.repair()
    second = asked_at(node, site_id, "gate", "badge-2")
    assert gate.print_next()
    assert state_of(node, second) == ("done", None)
    assert tcp_printer.mind.sheets[-1].tobytes() == BADGE.tobytes()


def test_of_two_that_take_at_once_one_has_it_and_who_waited_is_next(
    node: Node, site_id: str, kiosk: MakeKiosk, name: str
) -> None:
    kiosk("lobby")
    kiosk("gate")
    now = node.now()
    with node.transaction() as session:
        assert take_turn(session, site_id, name, "first", "lobby", now)
        assert not take_turn(session, site_id, name, "second", "gate", now)
        want_turn(session, site_id, name, "gate", now)
        end_turn(session, site_id, name, "first", None)
        assert not take_turn(session, site_id, name, "third", "lobby", now)
        assert take_turn(session, site_id, name, "second", "gate", now)


def test_a_turn_that_ends_in_the_far_future_is_the_work_of_a_wrong_clock(
    node: Node, site_id: str, kiosk: MakeKiosk, name: str
) -> None:
    kiosk("lobby")
    another_prints(node, site_id, name)
    with node.transaction() as session:
        assert not turn_at(session, site_id, name, "lobby", node.now()).is_free
        session.execute(update(Printer).values(busy_until=node.now() + timedelta(hours=1)))
        assert turn_at(session, site_id, name, "lobby", node.now()).is_free
        assert take_turn(session, site_id, name, "mine", "lobby", node.now())
