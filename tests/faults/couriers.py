"""Couriers in processes of their own, on a clock that the test turns, to be killed at any moment."""

import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from multiprocessing.context import ForkServerContext, ForkServerProcess
from multiprocessing.synchronize import Semaphore
from pathlib import Path

from admin import create_admin
from admin.letters import letter_writer
from hardware.channels import FileChannel
from hardware.courier import Courier
from shared.desk.duties import DUTIES
from shared.kernel.node import Node
from shared.kernel.settings import Settings

_LOOK_AGAIN_S = 0.005
_START_S = 60.0


class TurnedClock:
    """A clock that shows what stands in a file: all processes see the same time, and the test turns it."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self) -> datetime:
        return datetime.fromisoformat(self._file.read_text())

    def shows(self, moment: datetime) -> None:
        """Turn it; nobody ever reads half a time."""
        draft = self._file.with_suffix(".draft")
        draft.write_text(moment.isoformat())
        draft.rename(self._file)

    def passes(self, **length: float) -> None:
        self.shows(self.now() + timedelta(**length))


def carry(settings: Settings, clock_file: Path, is_ready: Semaphore) -> None:
    """Carry letters until killed: what `admin_app.py carry` does, on the test's clock."""
    node = Node.open(settings, TurnedClock(clock_file))
    channel = FileChannel(settings.data_dir, "usher@localhost")
    courier = Courier(node, channel, letter_writer(create_admin(settings, node), node), DUTIES)
    is_ready.release()
    while True:
        if not courier.tell_next():
            time.sleep(_LOOK_AGAIN_S)


def context() -> ForkServerContext:
    """Return where couriers come from: a process that has everything imported, so that each starts in a moment."""
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload([__name__])
    return server


@contextmanager
def working(settings: Settings, clock_file: Path, many: int = 2) -> Iterator[list[ForkServerProcess]]:
    """Let couriers work side by side, from the moment all are ready, and pull their plugs at the end of the block."""
    server = context()
    ready = server.Semaphore(0)
    couriers = [server.Process(target=carry, args=(settings, clock_file, ready), daemon=True) for _ in range(many)]
    for each in couriers:
        each.start()
    try:
        assert all(ready.acquire(timeout=_START_S) for _ in couriers), "a courier does not start"
        yield couriers
    finally:
        for each in couriers:
            each.kill()
            each.join()
