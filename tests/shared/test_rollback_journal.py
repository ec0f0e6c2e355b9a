"""Where SQLite's WAL can't be trusted, as on a Raspberry Pi: readers and writers wait for each other."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from shared.kernel import database as kernel
from shared.kernel.bell import Bell
from shared.kernel.database import Database, when_free
from shared.kernel.house import HouseFact
from shared.kernel.logbook import LogbookCounter
from shared.kernel.migrating import migrate


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A database on a machine whose SQLite is too old for WAL."""
    monkeypatch.setattr(kernel, "_FIRST_SAFE_WAL", (99,))
    opened = Database(f"sqlite:///{tmp_path / 'usher.db'}")
    migrate(opened)
    yield opened
    opened.close()


def test_a_commit_waits_for_a_reader(database: Database) -> None:
    reading, done = threading.Event(), threading.Event()

    def read() -> None:
        with database.reading() as session:
            session.scalars(select(HouseFact.name)).all()
            reading.set()
            done.wait(0.3)

    reader = threading.Thread(target=read)
    reader.start()
    reading.wait()
    with database.transaction() as session:
        session.execute(insert(HouseFact).values(name="demo", value="yes"))
    done.set()
    reader.join()
    with database.reading() as session:
        assert session.scalars(select(HouseFact.name)).all() == ["demo"]


def test_the_bell_still_rings_after_the_file_was_locked(database: Database) -> None:
    bell = Bell(database)
    bell.start()
    other = database.engine.raw_connection()
    try:
        when_free(lambda: other.cursor().execute("BEGIN EXCLUSIVE"))  # the bell may be looking just now
        assert bell.wait(0, timeout=0.1) == 0
        other.commit()
        with database.transaction() as session:
            session.get_one(LogbookCounter, 1).last = 7
        assert bell.wait(0, timeout=10) == 7
    finally:
        other.close()
        bell.stop()
