"""A node: one database with what every app over it needs. The apps get it as an argument."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from shared.kernel.bell import Bell
from shared.kernel.clock import Clock, SystemClock
from shared.kernel.database import Database
from shared.kernel.keys import Keys
from shared.kernel.logbook import number_lines
from shared.kernel.settings import Settings


@dataclass(frozen=True)
class Node:
    """Database, clock, keys and bell under one roof."""

    settings: Settings
    database: Database
    clock: Clock
    keys: Keys
    bell: Bell

    @classmethod
    def open(cls, settings: Settings, clock: Clock | None = None) -> "Node":
        """Open the node that the settings name; nothing is migrated and nothing listens yet."""
        database = Database(settings.database_url)
        keys = Keys.read_or_make(settings.secret_key_file)
        return cls(settings, database, clock or SystemClock(), keys, Bell(database))

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open a session that writes, its logbook lines numbered last; the bell rings once it is committed."""
        numbered: list[int | None] = []
        with self.database.transaction(lambda session: numbered.append(number_lines(session))) as session:
            yield session
        if numbered and numbered[0] is not None:
            self.bell.ring(numbered[0])

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that reads one unchanging state."""
        with self.database.reading() as session:
            yield session

    def now(self) -> datetime:
        """Return this moment, aware, in UTC."""
        return self.clock.now()

    def close(self) -> None:
        """Stop listening and give back the connections."""
        self.bell.stop()
        self.database.close()
