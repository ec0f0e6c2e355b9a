"""SQLite's write-ahead log: no visitor's commit waits for it to be swept; somebody else sweeps, all the time."""

import time
from pathlib import Path

import pytest
from sqlalchemy import select

from hardware.sweeper import Sweeper
from shared.kernel.database import Database, _journal_mode
from shared.kernel.house import HouseFact
from shared.kernel.node import Node

pytestmark = pytest.mark.skipif(_journal_mode() != "WAL", reason="this SQLite is too old for WAL")

COMMITS, PAGES_A_COMMIT, PAGE = 60, 30, 4096


@pytest.fixture
def database_kind() -> str:
    """PostgreSQL has its own hands for this."""
    return "sqlite"


def write_much(database: Database) -> None:
    """Commit more than SQLite's own thousand pages, as some forty visitors do."""
    for number in range(COMMITS):
        with database.transaction() as session:
            session.add(HouseFact(name=f"fact {number}", value="x" * PAGE * PAGES_A_COMMIT))


def sizes(database: Database) -> tuple[int, int]:
    """Return the bytes of the file and of its log."""
    file = Path(str(database.url.database))
    log = file.with_name(f"{file.name}-wal")
    return file.stat().st_size, log.stat().st_size if log.exists() else 0


def test_a_commit_leaves_the_log_to_the_sweeper(database: Database) -> None:
    file_before, _log = sizes(database)
    write_much(database)
    assert sizes(database)[0] == file_before, "a commit has swept"
    database.sweep()
    file_after, log_after = sizes(database)
    assert file_after - file_before >= COMMITS * PAGES_A_COMMIT * PAGE
    for number in range(10):
        with database.transaction() as session:
            session.add(HouseFact(name=f"more {number}", value="y"))
    assert sizes(database)[1] == log_after, "what was swept is written over: the log does not grow for ever"
    with database.reading() as session:
        assert len(session.scalars(select(HouseFact.name).where(HouseFact.value.startswith("x"))).all()) == COMMITS


def test_a_reader_in_the_middle_hinders_nobody(database: Database) -> None:
    with database.reading() as reading:
        before = len(reading.scalars(select(HouseFact.name)).all())
        write_much(database)
        database.sweep()
        assert len(reading.scalars(select(HouseFact.name)).all()) == before, "a reader sees one state"
    database.sweep()
    assert sizes(database)[0] >= COMMITS * PAGES_A_COMMIT * PAGE


def test_a_room_sweeps_while_it_works(node: Node) -> None:
    write_much(node.database)
    sweeper = Sweeper(node)
    sweeper.start()
    give_up_at = time.monotonic() + 15
    while sizes(node.database)[0] < COMMITS * PAGES_A_COMMIT * PAGE and time.monotonic() < give_up_at:
        time.sleep(0.02)
    sweeper.stop()
    assert sizes(node.database)[0] >= COMMITS * PAGES_A_COMMIT * PAGE
