"""What happens to a printer or a kiosk is known in the office within fifteen seconds, with the real apps running."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest

from shared.devices.queries import printers_of, stations_of
from shared.kernel.logbook import lines_after
from shared.kernel.node import Node
from shared.kernel.settings import Settings
from shared.notices.models import Notice
from tests.apps import ADMIN, KIOSK, App, running, with_free_ports
from tests.house import furnish
from tests.peers.printer import TcpPrinter

pytestmark = [
    pytest.mark.fault,
    pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True),
]

WITHIN_S = 15.0
DEVICES = {"PrinterStopped", "PrinterReady", "PaperNearEnd", "PaperRefilled", "KioskSilent", "KioskHeard"}


@dataclass
class Watched:
    """A kiosk with a printer, an office, and a look into their database."""

    node: Node
    site: str
    kiosk: App
    printer: TcpPrinter

    def printer_state(self) -> str:
        with self.node.reading() as session:
            (row,) = printers_of(session, self.site)
        return row.state

    def told(self) -> list[str]:
        with self.node.reading() as session:
            return [line.kind for line in lines_after(session, 0) if line.kind in DEVICES]

    def notices(self) -> list[str]:
        with self.node.reading() as session:
            return [row.topic for row in session.query(Notice).filter_by(state="waiting", role="reception")]

    def beats(self) -> bool:
        """Say whether the kiosk has been heard of in the last seconds."""
        with self.node.reading() as session:
            (row,) = stations_of(session, self.site)
        return row.silent_since is None and row.last_heard_at is not None

    @staticmethod
    def soon(is_so: Callable[[], bool]) -> None:
        """Wait until it is so, at most fifteen seconds."""
        give_up_at = time.monotonic() + WITHIN_S
        while not is_so():
            assert time.monotonic() < give_up_at, f"not within {WITHIN_S} s"
            time.sleep(0.1)


@pytest.fixture
def watched(settings: Settings) -> Iterator[Watched]:
    """Both apps, running."""
    printer = TcpPrinter()
    settings = with_free_ports(replace(settings, printers=(f"{printer.address}?place=Lobby",), site="HQ"))
    node = Node.open(settings)
    house = furnish(node)
    with running(settings, KIOSK, ADMIN) as [kiosk, _]:
        yield Watched(node, house.site, kiosk, printer)
    node.close()
    printer.close()


def test_a_change_at_a_printer_and_a_silent_kiosk_are_known_soon(watched: Watched) -> None:
    watched.soon(lambda: watched.printer_state() == "ready")
    assert watched.told() == []

    watched.printer.faults.near_end = True
    watched.soon(lambda: watched.notices() == ["paper_near_end"])
    watched.printer.faults.cover_open = True
    watched.soon(lambda: watched.printer_state() == "cover_open")
    watched.printer.mind.repair()
    watched.soon(lambda: watched.printer_state() == "ready")
    watched.printer.unplug()
    watched.soon(lambda: watched.printer_state() == "no_answer")
    assert watched.told() == [
        "PaperNearEnd",
        "PrinterStopped",
        "PrinterReady",
        "PaperRefilled",
        "PrinterStopped",
    ]
    assert watched.notices() == ["printer_stopped"]

    assert watched.beats()
    watched.kiosk.kill()
    watched.soon(lambda: "KioskSilent" in watched.told())
    assert not watched.beats()
    assert "kiosk_silent" in watched.notices()
