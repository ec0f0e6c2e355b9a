"""The bare app with its database, filled and served."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert

from kiosk.serving import THREADS
from shared.kernel.settings import Address
from tests.apps import ROOT, STOP_S, wait_until_it_answers
from tests.bench.bare import Arrival, Base, Guest, open_engine

_PIECE = 50_000


def fill_bare(file: Path, codes: Sequence[str], history: int) -> None:
    """Make its database: guests who are expected, and so many who came before."""
    engine, now = open_engine(str(file)), datetime.now(UTC)
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        for start in range(1, history + 1, _PIECE):
            numbers = range(start, min(start + _PIECE, history + 1))
            before = [{"id": n, "code": f"BEFORE{n:044d}", "name": f"Guest {n}", "state": "inside"} for n in numbers]
            connection.execute(insert(Guest), before)
            connection.execute(insert(Arrival), [{"guest_id": n, "tap": f"before {n}", "at": now} for n in numbers])
        connection.execute(insert(Guest), [{"code": code, "name": "Guest", "state": "expected"} for code in codes])
    engine.dispose()


@contextmanager
def bare_served(file: Path, address: Address) -> Iterator[None]:
    """Serve it as the kiosk is served."""
    command = [sys.executable, "-m", "tests.bench.bare", str(file), str(address), str(THREADS)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL)
    try:
        wait_until_it_answers(process, address)
        yield
    finally:
        process.terminate()
        process.wait(STOP_S)
