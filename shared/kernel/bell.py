"""The bell: rings when the logbook has grown, in this process or in any other.

It is a hint and no record. Whoever waits reads the logbook on from where he was, and wakes
anyway after his own time-out, so that a missed ring costs a delay and never a line.
"""

import threading
import time
from collections.abc import Callable

import psycopg
import structlog
from sqlalchemy.exc import DBAPIError

from shared.kernel.database import Database, SqliteTrouble, when_free
from shared.kernel.logbook.writing import CHANNEL

_LOOK_EVERY_S = 0.002  # measured: two hundredths of a core, for news half a millisecond earlier than with three
UNHURRIED_S = 0.02
"""For rooms of which nobody sees the delay: who looks less often leaves the core to others."""
_LISTEN_S = 1.0
_RECONNECT_AFTER_S = 1.0

log = structlog.get_logger()


class Bell:
    """Knows the newest logbook number that this process has heard of, and wakes who waits for the next."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._changed = threading.Condition()
        self._stopped = threading.Event()
        self._watcher: threading.Thread | None = None
        self._look_every_s = _LOOK_EVERY_S
        self.count = 0

    def ring(self, count: int) -> None:
        """Say that the logbook has reached this number."""
        with self._changed:
            if count > self.count:
                self.count = count
                self._changed.notify_all()

    def wait(self, seen: int, timeout: float, unless: Callable[[], bool] = lambda: False) -> int:
        """Return the newest number as soon as it is beyond `seen`, or after `timeout` seconds.

        Or as soon as `unless` comes true, of which `look_up` tells those who wait.
        """
        with self._changed:
            self._changed.wait_for(lambda: self.count > seen or self._stopped.is_set() or unless(), timeout)
            return self.count

    def look_up(self) -> None:
        """Let everybody who waits see whether there is a reason to wait no more."""
        with self._changed:
            self._changed.notify_all()

    @property
    def is_stopped(self) -> bool:
        """Say whether it will ring no more, so that whoever waits in a loop should stop waiting."""
        return self._stopped.is_set()

    def start(self, look_every_s: float = _LOOK_EVERY_S) -> None:
        """Begin to listen for what other processes write; SQLite has to be looked at, so many seconds apart."""
        self._look_every_s = look_every_s
        watch = self._watch_sqlite if self._database.is_sqlite else self._listen_postgres
        self._watcher = threading.Thread(target=self._keep_watching, args=(watch,), name="bell", daemon=True)
        self._watcher.start()

    def stop(self) -> None:
        """Stop listening and wake everyone who waits."""
        self._stopped.set()
        self.look_up()
        if self._watcher is not None:
            self._watcher.join(timeout=3)

    def _keep_watching(self, watch: Callable[[], None]) -> None:
        while not self._stopped.is_set():
            try:
                watch()
            except (DBAPIError, psycopg.Error, SqliteTrouble) as trouble:
                log.warning("bell lost its database, trying again", trouble=type(trouble).__name__)
                self._stopped.wait(_RECONNECT_AFTER_S)

    def _watch_sqlite(self) -> None:
        """Look at `PRAGMA data_version`, which changes with every commit of another connection."""
        with self._database.engine.connect() as connection:
            connection.rollback()
            raw = connection.connection.dbapi_connection
            assert raw is not None
            version = None
            while not self._stopped.is_set():
                newest = when_free(lambda: raw.execute("PRAGMA data_version").fetchone())
                if newest != version:
                    version = newest
                    self._read_count(raw)
                time.sleep(self._look_every_s)

    def _read_count(self, raw: object) -> None:
        row = when_free(lambda: raw.execute("SELECT last FROM logbook_counter").fetchone())  # type: ignore[attr-defined]
        self.ring(row[0])

    def _listen_postgres(self) -> None:
        dsn = self._database.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(dsn, autocommit=True, connect_timeout=5) as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            while not self._stopped.is_set():
                row = connection.execute("SELECT last FROM logbook_counter").fetchone()
                assert row is not None
                self.ring(row[0])
                for _ in connection.notifies(timeout=_LISTEN_S, stop_after=1):
                    pass
