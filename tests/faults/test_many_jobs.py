"""Five hundred badges, and a printer that nobody should have bought."""

import os
import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import select

from hardware.printers import open_printer, receipt
from hardware.printers.raster import job_bytes
from hardware.spooler import Spooler
from shared.kernel.logbook import About
from shared.kernel.node import Node
from shared.printing import actions
from shared.printing.actions import ToPrint
from shared.printing.models import PrintJob
from shared.printing.queries import jobs_to_settle
from shared.sites.actions import open_site
from tests.faults.every_fault import FAULTS, PULLED
from tests.peers.printer import TcpPrinter

pytestmark = [
    pytest.mark.fault,
    pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True),
]

JOBS = 500
SEED = "SEED"
"""The name of an environment variable: with the number that a run has printed, what happened in it happens again."""
WIDTH, HEIGHT = 384, 160
A_MISHAP_IN = 5
"""One job in so many meets with one."""
_NEWEST = 60
"""Of so many sheets that came out last one may be what somebody is unsure of."""
Mark = tuple[int, int]
"""The number of a badge, and that of its copy."""


def picture(mark: Mark) -> Image.Image:
    """Return a badge that says which it is, in its first row of bytes."""
    rows = np.ones((HEIGHT, WIDTH), dtype=bool)
    rows[:, 64:] = np.indices((HEIGHT, WIDTH - 64)).sum(axis=0) % 3 > 0
    rows[0, :32] = ~np.unpackbits(np.array(mark, dtype=">u2").view(np.uint8)).astype(bool)
    return Image.fromarray(rows)


def mark_of(sheet: Image.Image) -> Mark:
    """Read which badge a sheet is."""
    bits = ~np.asarray(sheet)[0, :32]
    number, copy = np.packbits(bits).view(">u2").tolist()
    return number, copy


class Lobby:
    """A spooler that does one thing at a time, an unlucky printer, and a receptionist who settles what is unknown."""

    def __init__(self, node: Node, printer: TcpPrinter, folder: Path) -> None:
        self.node, self.printer = node, printer
        with node.transaction() as session:
            self.site = open_site(session, "HQ", "总部", "Head office").id
        opened = open_printer(f"{printer.address}?width={WIDTH}", folder)
        self.spooler = Spooler(node, self.site, ["lobby"], [opened], self._picture_of)
        seed = int(os.environ.get(SEED) or random.SystemRandom().randrange(10**9))
        print(f"{SEED}={seed}")
        self.chance = random.Random(seed)
        self.mishaps = 0
        self._length = len(job_bytes(picture((1, 1))))
        self._is_unplugged = False

    def somebody_comes(self, number: int) -> None:
        """Ask for a badge, with bad luck now and then."""
        with self.node.transaction() as session:
            wanted = ToPrint(self.site, "lobby", About(site=self.site), "badge", f"{number}-1")
            actions.ask_for_print(session, wanted, self.node.now())
        if self.chance.randrange(A_MISHAP_IN) == 0:
            self._plan_mishap()

    def works_until_nothing_is_open(self) -> None:
        """Print, mend and settle until every job has come to its end."""
        for _ in range(20):
            while self.spooler.print_next():
                pass
            self._mend()
            self.spooler.ask_printers()
            self._settle()
            if not self._open_jobs():
                return
        raise AssertionError(f"jobs that never end: {self._open_jobs()}")

    def _plan_mishap(self) -> None:
        fault = self.chance.choice(FAULTS)
        self.mishaps += 1

        def happens() -> None:
            self._is_unplugged = self._is_unplugged or fault is PULLED
            fault.happens(self.printer)

        if self.chance.randrange(4) == 0:
            happens()
        else:
            self.printer.mishaps.plan(self.chance.randint(1, self._length), happens)

    def _mend(self) -> None:
        self.printer.mishaps.forget()
        self.printer.mind.repair()
        if self._is_unplugged:
            self._is_unplugged = False
            self.printer.unplug()
            self.printer.plug_in()

    def _settle(self) -> None:
        with self.node.transaction() as session:
            for job in jobs_to_settle(session, self.site):
                number, copy = (int(part) for part in job.subject_id.split("-"))
                if (number, copy) in map(mark_of, self.printer.mind.sheets[-_NEWEST:]):
                    actions.came_out(session, job, "reception", self.node.now())
                else:
                    actions.print_again(session, job, f"{number}-{copy + 1}", self.node.now())

    def _open_jobs(self) -> list[str]:
        with self.node.reading() as session:
            ended = ("done", "replaced")
            return [job.subject_id for job in session.scalars(select(PrintJob).where(PrintJob.state.not_in(ended)))]

    @staticmethod
    def _picture_of(_session: object, job: PrintJob, _width: int) -> Image.Image:
        number, copy = (int(part) for part in job.subject_id.split("-"))
        return picture((number, copy))


@pytest.fixture
def lobby(node: Node, tcp_printer: TcpPrinter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lobby:
    """A lobby that does not wait long for anything."""
    monkeypatch.setattr(receipt, "PRINTING_TAKES_S", 0.1)
    monkeypatch.setattr(receipt, "TIMEOUT_S", 0.1)
    monkeypatch.setattr(receipt, "_SILENT_FOR_S", 0.02)
    monkeypatch.setattr("hardware.spooler._TROUBLE_IS_FRESH_S", 0.0)
    monkeypatch.setattr("hardware.printers.lines.BYE_TAKES_S", 0.0)
    return Lobby(node, tcp_printer, tmp_path)


def test_every_badge_comes_out_once_and_every_job_ends(lobby: Lobby) -> None:
    """No sheet is doubled without a copy number, and everybody has the last copy in hand."""
    for number in range(1, JOBS + 1):
        lobby.somebody_comes(number)
        if number == JOBS or lobby.chance.randrange(2) == 0:  # else the next one comes before the printer is ready
            lobby.works_until_nothing_is_open()
    lobby.spooler.stop()
    sheets = Counter(mark_of(sheet) for sheet in lobby.printer.mind.sheets)
    assert [mark for mark, count in sheets.items() if count > 1] == []
    with lobby.node.reading() as session:
        done = session.scalars(select(PrintJob).where(PrintJob.state == "done")).all()
    in_hand = [tuple(int(part) for part in job.subject_id.split("-")) for job in done]
    assert sorted(number for number, _ in in_hand) == list(range(1, JOBS + 1))
    assert set(in_hand) <= set(sheets)
    assert lobby.mishaps > JOBS // (A_MISHAP_IN * 2)
    assert all(sheet.tobytes() == picture(mark_of(sheet)).tobytes() for sheet in lobby.printer.mind.sheets)
