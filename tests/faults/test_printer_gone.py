"""The printer is gone, in every way that printers have: visitors are let in, and no badge is lost or doubled."""

import os
import shutil
import signal
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from shared.kernel.node import Node
from tests.apps import KIOSK, App, running, with_free_ports
from tests.conftest import settings_in
from tests.crowd import invite_crowd, names_of_callers
from tests.house import furnish
from tests.peers.escpos import Faults
from tests.peers.printer import TcpPrinter

pytestmark = pytest.mark.fault
_GUESTS = 40
_WITHIN_S = 90.0
"""How long a test waits for what takes seconds: the machine may have much else to do."""


@dataclass
class Lobby:
    """A real kiosk with a network printer, and visitors who come one by one."""

    kiosk: App
    printer: TcpPrinter
    passes: list[str]
    seen: dict[str, int] = field(default_factory=dict)

    @property
    def sheets(self) -> int:
        """Return how many badges came out by now."""
        return len(self.printer.mind.sheets)

    def visitor_comes(self) -> dict[str, str]:
        """Show a pass; return the answer, which must be that the visitor is in."""
        status, answer = self.kiosk.asked("POST", "/arrivals", {"pass": self.passes.pop(), "tap": str(uuid.uuid4())})
        assert (status, answer["outcome"]) == (201, "admitted")
        return dict(answer)

    def badge(self, arrival: dict[str, str]) -> tuple[str, str | None]:
        """Return the state and reason of an arrival's badge."""
        status, badge = self.kiosk.asked("GET", f"/badges/{arrival['badge']}")
        assert status == 200
        assert badge["copy"] == 1
        return badge["state"], badge["reason"]

    def waits_for(self, arrival: dict[str, str], *kinds: str) -> None:
        """Follow a visit as its screen does until one of these things happened."""
        give_up_at = time.monotonic() + _WITHIN_S
        while True:
            after = self.seen.get(arrival["visit"], 0)
            status, news = self.kiosk.asked("GET", f"/visits/{arrival['visit']}/news?after={after}")
            assert status == 200
            assert time.monotonic() < give_up_at, f"none of {kinds} within {_WITHIN_S} s"
            self.seen[arrival["visit"]] = news["last"]
            if any(item["kind"] in kinds for item in news["items"]):
                return


@pytest.fixture(scope="module")
def whole_lobby(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[Lobby]:
    """A kiosk with a printer, for all of these tests; the last of them kills it."""
    folder = tmp_path_factory.mktemp("lobby")
    shutil.copyfile(migrated_sqlite, folder / "usher.db")
    printer = TcpPrinter()
    plain = settings_in(folder, f"sqlite:///{folder / 'usher.db'}")
    settings = with_free_ports(replace(plain, printers=(printer.address,), site="HQ"))
    node = Node.open(settings)
    house = furnish(node)
    passes = invite_crowd(node, house.site, [str(house.host.employee_id)], list(names_of_callers(_GUESTS)), _GUESTS)
    node.close()
    with running(settings, KIOSK) as [kiosk]:
        yield Lobby(kiosk, printer, passes)
    printer.close()


@pytest.fixture
def lobby(whole_lobby: Lobby) -> Lobby:
    """The kiosk, which has just printed for a visitor."""
    printer_works(whole_lobby)
    return whole_lobby


def printer_works(lobby: Lobby) -> None:
    """Let one more visitor come, whose badge comes out at once."""
    sheets = lobby.sheets
    arrival = lobby.visitor_comes()
    lobby.waits_for(arrival, "BadgePrinted")
    assert lobby.badge(arrival) == ("done", None)
    assert lobby.sheets == sheets + 1


def print_room_of(kiosk: App) -> int:
    """Return the process that prints for a kiosk."""
    for folder in Path("/proc").iterdir():
        with suppress(OSError):
            words = (folder / "cmdline").read_bytes().split(b"\0")
            if b"spool" in words and os.getpgid(int(folder.name)) == kiosk.process.pid:
                return int(folder.name)
    raise LookupError("no print room")


def parent_of(process: int) -> int:
    """Return the process that started another."""
    return int(Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[1])


def health(lobby: Lobby) -> Any:
    status, health = lobby.kiosk.asked("GET", "/healthz")
    assert status == 200
    return health["status"]


def becomes(lobby: Lobby, status: str) -> None:
    """The health page hears of the printers half a second later."""
    give_up_at = time.monotonic() + _WITHIN_S
    while health(lobby) != status:
        assert time.monotonic() < give_up_at
        time.sleep(0.05)


def test_a_printer_that_refuses_prints_once_when_it_is_back(lobby: Lobby) -> None:
    before = lobby.sheets
    lobby.printer.unplug()
    arrival = lobby.visitor_comes()
    lobby.waits_for(arrival, "PrinterStuck")
    assert lobby.badge(arrival) == ("stuck", "no_answer")
    becomes(lobby, "degraded")
    lobby.printer.plug_in()
    lobby.waits_for(arrival, "BadgePrinted")
    assert lobby.badge(arrival) == ("done", None)
    printer_works(lobby)
    assert lobby.sheets == before + 2


def test_a_silent_printer_is_sent_nothing_and_prints_once_when_it_speaks(lobby: Lobby) -> None:
    before = lobby.sheets
    lobby.printer.mind.faults = Faults(silent=True)
    arrival = lobby.visitor_comes()
    lobby.waits_for(arrival, "PrinterStuck")
    assert lobby.badge(arrival) == ("stuck", "no_answer")
    lobby.printer.mind.repair()
    lobby.waits_for(arrival, "BadgePrinted")
    assert lobby.badge(arrival) == ("done", None)
    printer_works(lobby)
    assert lobby.sheets == before + 2


def test_a_printer_without_paper_prints_once_when_it_has_some(lobby: Lobby) -> None:
    before = lobby.sheets
    lobby.printer.mind.faults = Faults(paper_out=True)
    arrival = lobby.visitor_comes()
    lobby.waits_for(arrival, "PrinterStuck")
    assert lobby.badge(arrival) == ("stuck", "paper_out")
    lobby.printer.mind.repair()
    lobby.waits_for(arrival, "BadgePrinted")
    assert lobby.badge(arrival) == ("done", None)
    assert lobby.sheets == before + 1


def test_a_line_cut_in_the_middle_of_a_badge_is_unknown_and_not_printed_again_by_itself(lobby: Lobby) -> None:
    before = lobby.sheets
    lobby.printer.mind.faults = Faults(cut_line_after=4_000)
    arrival = lobby.visitor_comes()
    lobby.waits_for(arrival, "PrintUnknown")
    assert lobby.badge(arrival) == ("unknown", "cut_off")
    lobby.printer.mind.repair()
    printer_works(lobby)
    assert lobby.badge(arrival) == ("unknown", "cut_off")
    assert lobby.sheets == before + 1


def test_a_print_room_that_is_killed_is_opened_again_and_no_visitor_notices(lobby: Lobby) -> None:
    before = lobby.sheets
    os.kill(print_room_of(lobby.kiosk), signal.SIGKILL)
    arrival = lobby.visitor_comes()
    lobby.waits_for(arrival, "BadgePrinted")
    assert lobby.badge(arrival) == ("done", None)
    assert lobby.sheets == before + 1


def test_a_printer_that_prints_but_never_says_so_is_unknown(lobby: Lobby) -> None:
    before = lobby.sheets
    lobby.printer.mind.faults = Faults(no_barrier=True)
    arrival = lobby.visitor_comes()
    lobby.waits_for(arrival, "PrintUnknown")
    assert lobby.badge(arrival) == ("unknown", "no_reply")
    lobby.printer.mind.repair()
    printer_works(lobby)
    assert lobby.sheets == before + 2


def test_the_print_room_dies_with_the_kiosk(lobby: Lobby) -> None:
    """Even with a kiosk that is killed alone, so that two never print side by side."""
    print_room = print_room_of(lobby.kiosk)
    with subprocess.Popen(["tail", f"--pid={print_room}", "-f", "/dev/null"]) as watch:
        os.kill(parent_of(print_room), signal.SIGKILL)
        assert watch.wait(10) == 0
