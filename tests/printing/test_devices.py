"""How printers and kiosks are, as rows: what changed is told once, and reception hears of what it must mend."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from hardware.pulse import Pulse
from hardware.watchman import Watchman
from shared.desk.watched import KIOSK_SILENT, PAPER_NEAR_END, PRINTER_STOPPED, station_says
from shared.devices.actions import station_starts
from shared.devices.models import Printer, Station
from shared.devices.queries import printer_elsewhere, printer_named, printers_of, stations_of
from shared.devices.rules import BEAT_EVERY, SILENT_AFTER, Saying
from shared.kernel.logbook import lines_after
from shared.kernel.node import Node
from shared.notices.models import Notice
from tests.clock import StandingClock

READY = Saying("tcp:a", "ready", heard=True, place="Gate", model="TM-T88VI", firmware="1.07")
PAPER_OUT = replace(READY, state="paper_out", near_end=True)
SILENT = Saying("tcp:a", "no_answer")


@pytest.fixture
def station(node: Node, site_id: str) -> Station:
    """A kiosk with two printers."""
    return started(node, site_id, "lobby")


def started(node: Node, site_id: str, code: str, printers: Sequence[str] = ("tcp:a", "tcp:b")) -> Station:
    with node.transaction() as session:
        return station_starts(session, site_id, code, printers, node.now())


def said(node: Node, station: Station, *sayings: Saying) -> Printer:
    with node.transaction() as session:
        station_says(session, station, sayings, node.now())
    return printer(node, station.site_id)


def printer(node: Node, site_id: str) -> Printer:
    with node.reading() as session:
        found = printer_named(session, site_id, "tcp:a")
    assert found is not None
    return found


def told(node: Node) -> list[tuple[str, object]]:
    with node.reading() as session:
        return [(line.kind, line.facts.get("reason")) for line in lines_after(session, 0)]


def waiting(node: Node) -> list[tuple[str, str | None]]:
    """Return the notices that reception should see now."""
    with node.reading() as session:
        return [(found.topic, found.role) for found in session.query(Notice).filter_by(state="waiting")]


def test_printers_are_rows_from_the_first_start_on(node: Node, station: Station) -> None:
    with node.reading() as session:
        rows = printers_of(session, station.site_id)
    assert [(row.name, row.state, row.is_in_trouble) for row in rows] == [
        ("tcp:a", "not_asked", False),
        ("tcp:b", "not_asked", False),
    ]
    assert station.last_heard_at == node.now()


def test_a_printer_that_is_ready_from_the_start_is_no_news(node: Node, station: Station) -> None:
    row = said(node, station, READY)
    assert (row.state, row.place, row.model, row.firmware) == ("ready", "Gate", "TM-T88VI", "1.07")
    assert (row.last_heard_at, row.heard_by) == (node.now(), "lobby")
    assert told(node) == []


def test_a_change_is_told_once_with_its_moment(node: Node, station: Station, clock: StandingClock) -> None:
    said(node, station, READY)
    clock.passes(seconds=60)
    stopped_at = node.now()
    for _ in range(3):
        row = said(node, station, PAPER_OUT)
        clock.passes(seconds=4)
    assert (row.state, row.since) == ("paper_out", stopped_at)
    assert told(node) == [("PrinterStopped", "paper_out")]
    assert waiting(node) == [(PRINTER_STOPPED, "reception")]
    row = said(node, station, READY)
    assert (row.state, row.since) == ("ready", node.now())
    assert told(node)[1:] == [("PrinterReady", None)]
    assert waiting(node) == []


def test_another_reason_is_another_notice(node: Node, station: Station) -> None:
    said(node, station, PAPER_OUT)
    said(node, station, replace(PAPER_OUT, state="cover_open"))
    assert told(node) == [("PrinterStopped", "paper_out"), ("PrinterStopped", "cover_open"), ("PaperNearEnd", None)]
    assert waiting(node) == [(PRINTER_STOPPED, "reception"), (PAPER_NEAR_END, "reception")]


def test_paper_that_nears_its_end_is_told_while_the_printer_still_prints(node: Node, station: Station) -> None:
    said(node, station, READY)
    row = said(node, station, replace(READY, near_end=True))
    assert (row.state, row.is_near_end) == ("ready", True)
    assert waiting(node) == [(PAPER_NEAR_END, "reception")]


def test_a_roll_that_ended_is_refilled_once(node: Node, station: Station) -> None:
    """First it nears its end, then it ends, then there is a new one."""
    for saying in (READY, replace(READY, near_end=True), PAPER_OUT, READY):
        said(node, station, saying)
    kinds = [kind for kind, _ in told(node)]
    assert kinds == ["PaperNearEnd", "PrinterStopped", "PrinterReady", "PaperRefilled"]
    assert waiting(node) == []


def test_silence_says_nothing_of_the_paper(node: Node, station: Station) -> None:
    said(node, station, replace(READY, near_end=True))
    assert said(node, station, SILENT).is_near_end
    assert told(node) == [("PaperNearEnd", None), ("PrinterStopped", "no_answer")]


def test_a_printer_that_answers_another_station_is_not_at_fault(
    node: Node, site_id: str, station: Station, clock: StandingClock
) -> None:
    other = started(node, site_id, "gate")
    said(node, station, READY)
    assert said(node, other, SILENT).state == "ready"
    clock.passes(seconds=SILENT_AFTER.total_seconds() + 1)
    assert said(node, other, SILENT).state == "no_answer"
    assert said(node, station, READY).state == "ready"


def test_a_kiosk_that_falls_silent_is_noticed_once_by_however_many(
    node: Node, station: Station, clock: StandingClock
) -> None:
    watchmen = [Watchman(node) for _ in range(4)]
    clock.passes(seconds=SILENT_AFTER.total_seconds())
    watchmen[0].walk()
    assert told(node) == []
    clock.passes(seconds=1)
    threads = [threading.Thread(target=watchman.walk) for watchman in watchmen]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert told(node) == [("KioskSilent", None)]
    assert waiting(node) == [(KIOSK_SILENT, "reception")]
    with node.reading() as session:
        (row,) = stations_of(session, station.site_id)
    assert row.silent_since == row.last_heard_at


def test_a_kiosk_that_is_heard_again_is_told_of(node: Node, station: Station, clock: StandingClock) -> None:
    clock.passes(minutes=5)
    Watchman(node).walk()
    said(node, station)
    assert [kind for kind, _ in told(node)] == ["KioskSilent", "KioskHeard"]
    assert waiting(node) == []


def test_silence_shows_within_fifteen_seconds() -> None:
    """Two beats may go missing, and one round of the watchman passes."""
    assert BEAT_EVERY * 2 < SILENT_AFTER
    assert SILENT_AFTER + timedelta(seconds=2) < timedelta(seconds=15)


def test_a_pulse_writes_changes_at_once_and_else_a_beat(node: Node, station: Station, clock: StandingClock) -> None:
    sayings = [READY]
    pulse = Pulse(node, station, lambda: list(sayings))
    assert pulse.beat()
    assert not pulse.beat()
    sayings[0] = PAPER_OUT
    assert pulse.beat()
    assert printer(node, station.site_id).state == "paper_out"


def test_two_stations_may_hear_of_a_printer_at_once(node: Node, site_id: str) -> None:
    """Both begin with it on the same morning."""
    start = threading.Barrier(2)

    def begin(code: str) -> None:
        start.wait(10)
        started(node, site_id, code, ["tcp:new"])

    threads = [threading.Thread(target=begin, args=(code,)) for code in ("lobby", "gate")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    with node.reading() as session:
        assert [row.name for row in printers_of(session, site_id)] == ["tcp:new"]
        assert [row.code for row in stations_of(session, site_id)] == ["gate", "lobby"]


def test_stations_that_prefer_one_another_s_printers_never_wait_for_each_other(node: Node, site_id: str) -> None:
    other = replace(READY, name="tcp:b")
    orders = {"lobby": [READY, other], "gate": [other, READY]}
    stations = {code: started(node, site_id, code) for code in orders}
    start, faults = threading.Barrier(2), list[Exception]()

    def talk(code: str) -> None:
        start.wait(10)
        try:
            for number in range(30):
                said(node, stations[code], *(replace(saying, near_end=number % 2 == 0) for saying in orders[code]))
        except Exception as fault:  # noqa: BLE001  (looked at below)
            faults.append(fault)

    threads = [threading.Thread(target=talk, args=(code,)) for code in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert faults == []


def test_only_a_badge_that_came_out_elsewhere_is_announced(node: Node, station: Station) -> None:
    with node.reading() as session:
        assert printer_elsewhere(session, station.site_id, "lobby", "tcp:a") is None
        assert printer_elsewhere(session, station.site_id, "lobby", None) is None
        other = printer_elsewhere(session, station.site_id, "lobby", "tcp:b")
    assert other is not None
    assert other.name == "tcp:b"
