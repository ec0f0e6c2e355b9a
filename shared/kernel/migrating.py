"""Bringing a database to today's tables, at start and under a lock: two apps may start at once."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Connection

from shared.kernel.database import Database

_FOLDER = Path(__file__).parent / "migrations"
_POSTGRES_LOCK = 0x05_48_45_52  # any constant will do, as long as every Usher takes the same


def migrate(database: Database) -> None:
    """Run every migration that this database has not had. Does nothing on one that is up to date."""
    with _alone(database) as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


def is_up_to_date(database: Database) -> bool:
    """Say whether the database has had every migration."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    return config


@contextmanager
def _alone(database: Database) -> Iterator[Connection]:
    """Give a writing connection while no other process migrates."""
    writing = database.engine.execution_options(writes=True)
    if not database.is_sqlite:
        with writing.connect() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _POSTGRES_LOCK})
            yield connection
        return
    file = Path(str(database.url.database))
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.with_suffix(".migrating").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with writing.connect() as connection:
            yield connection
