"""A node whose clock runs, and spoolers over it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from hardware.printers import open_printer
from hardware.spooler import PictureOf, Spooler
from shared.kernel.clock import SystemClock
from shared.kernel.node import Node
from shared.kernel.settings import Settings
from shared.printing.models import PrintJob
from shared.sites.actions import open_site
from tests.hardware.spooler.jobs import BADGE
from tests.peers.patience import Patience

MakeSpooler = Callable[..., Spooler]


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch, patience: Patience) -> None:
    """Wait for printers as long as it takes, and ask them anew whenever there is a reason."""
    monkeypatch.setattr("hardware.spooler._TROUBLE_IS_FRESH_S", 0.0)
    monkeypatch.setattr("hardware.printers.lines.BYE_TAKES_S", 0.0)


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


def picture_of(_session: Session, _job: PrintJob, _width: int) -> Image.Image | None:
    return BADGE


@pytest.fixture
def spool(node: Node, site_id: str, tmp_path: Path) -> Iterator[MakeSpooler]:
    """Make a spooler for some printers; stopped at the end."""
    made: list[Spooler] = []

    def make(*addresses: str, pictures: PictureOf = picture_of) -> Spooler:
        printers = [open_printer(address, tmp_path) for address in addresses]
        made.append(Spooler(node, site_id, ["lobby"], printers, pictures))
        return made[-1]

    yield make
    for spooler in made:
        spooler.stop()
