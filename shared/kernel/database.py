"""One database behind two doors: `transaction` writes, `reading` reads.

SQLite and PostgreSQL behave alike to the rest of the house. On SQLite a write begins with
`BEGIN IMMEDIATE`, and waiting for another writer happens here, in small sleeps that let other
greenlets and threads go on, never inside SQLite's own busy handler, which would hold them all.
"""

import os
import random
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import DateTime, Engine, MetaData, Table, Text, create_engine, event
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.engine import Connection, Dialect, make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator

from shared.kernel.ids import new_id

try:  # The system's SQLite may have the WAL-reset corruption bug; this build does not.
    from pysqlite3 import dbapi2 as sqlite
except ImportError:  # no build for this machine: see _journal_mode
    import sqlite3 as sqlite

INSERTS: dict[str, Callable[[Table], Any]] = {"sqlite": sqlite_dialect.insert, "postgresql": postgresql.insert}
"""By a database's name: an insert that can say what is to be done where the row is there already."""

SQLITE_VERSION: str = sqlite.sqlite_version
"""Of the SQLite in use, such as 3.53.4."""

SqliteTrouble: type[Exception] = sqlite.Error
"""What SQLite itself raises where SQLAlchemy does not stand between."""

_FIRST_SAFE_WAL = (3, 51, 3)
_BUSY_GIVE_UP_S = 15.0
_PAGES_BEFORE_A_COMMIT_MUST_SWEEP = 20_000
"""An arrival writes some 45 pages. With SQLite's own thousand every twentieth visitor waits for the log to be swept."""
_ASK_AGAIN_AFTER_S = (0.0002, 0.001)  # others write for one or two ms: longer naps than that are a visitor's wait
_BUSY_WORDS = ("database is locked", "database table is locked", "database schema is locked")


class Moment(TypeDecorator[datetime]):
    """A column of aware datetimes in UTC; a naive one is an error.

    On SQLite a moment is stored as ISO text of one fixed width, so that text order is time order.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Use text on SQLite, `timestamptz` on PostgreSQL."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuse a naive datetime; write the others in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no zone: a moment needs one")
        in_utc = value.astimezone(UTC)
        return in_utc.isoformat(timespec="microseconds") if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC."""
        if value is None:
            return None
        moment: datetime = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.astimezone(UTC)


class Base(DeclarativeBase):
    """The table base. Constraints have names, so that a migration can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def table_of(model: type[Base]) -> Table:
    """Return a model's table, for statements in Core where a visitor waits."""
    return cast(Table, model.__table__)


def insert_into(session: Session, model: type[Base]) -> Any:
    """Return an insert in the words of the session's database, which can say what to do where the row is there."""
    return INSERTS[session.get_bind().dialect.name](table_of(model))


class Identified:
    """A row with an id that may be shown."""

    id: Mapped[str] = mapped_column(Text, primary_key=True, default=new_id)


class Personal:
    """A row about a person: what it is kept for and until when, so that forgetting is a query (R29).

    What goes with such a row needs no purpose of its own: a guest with the booking, a grant with the account.
    """

    kept_for: Mapped[str] = mapped_column(Text)
    forget_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    """None while the end can't be known yet: somebody who works here."""


class Database:
    """An engine and the two ways to use it."""

    def __init__(self, url: str, pool_size: int = 16) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(url, pool_size) if self.is_sqlite else _postgres_engine(url, pool_size)
        self._writing = threading.RLock() if self.is_sqlite else None
        self._sessions = self.engine.execution_options(writes=True)
        # SQLite shows a transaction one state from its first read to its last; PostgreSQL has to be asked to.
        one_state: dict[str, Any] = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._views = self.engine.execution_options(**one_state)
        # A connection that is carried across a fork serves two processes at once, and SQLite's locks neither.
        os.register_at_fork(before=_closing(weakref.ref(self)))

    @contextmanager
    def transaction(self, before_commit: Callable[[Session], None] | None = None) -> Iterator[Session]:
        """Open a session that writes: committed at the end, rolled back on any exception.

        `before_commit` runs last, after everything was flushed. On SQLite the writers of one
        process queue at a lock of our own: four of them wait 9 ms so, 193 ms at SQLite's lock.
        """
        with _held(self._writing), Session(self._sessions, expire_on_commit=False) as session:
            yield session
            session.flush()
            if before_commit is not None:
                before_commit(session)
            session.commit()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that sees one unchanging state and writes nothing."""
        with Session(self._views, expire_on_commit=False) as session:
            yield session

    def sweep(self) -> None:
        """Bring what commits have left in SQLite's write-ahead log into its place, while others read and write.

        Somebody should do so every second or so: what nobody sweeps, a commit has to in the end, and a visitor waits.
        PostgreSQL has its own hands for that.
        """
        if not self.is_sqlite:
            return
        with self.engine.connect() as connection:
            connection.rollback()
            raw = connection.connection.dbapi_connection
            assert raw is not None
            raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


def _closing(database: "weakref.ref[Database]") -> Callable[[], None]:
    def close() -> None:
        if (still_there := database()) is not None:
            still_there.close()

    return close


@contextmanager
def _held(lock: Any) -> Iterator[None]:
    if lock is None:
        yield
        return
    with lock:
        yield


def _postgres_engine(url: str, pool_size: int) -> Engine:
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 5},
        hide_parameters=True,  # an error's words go to the log, and a statement's values are names and numbers
    )


def _sqlite_engine(url: str, pool_size: int) -> Engine:
    engine = create_engine(
        url,
        module=sqlite,
        pool_size=pool_size,
        max_overflow=pool_size,
        connect_args={"check_same_thread": False, "timeout": 0, "isolation_level": None, "cached_statements": 512},
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "commit", _commit_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    for pragma in (
        f"journal_mode={_journal_mode()}",
        f"wal_autocheckpoint={_PAGES_BEFORE_A_COMMIT_MUST_SWEEP}",
        "synchronous=FULL",  # NORMAL lost up to 980 acknowledged rows in simulated power cuts, FULL none
        "foreign_keys=ON",
        "temp_store=MEMORY",
        "cache_size=-32000",
        "mmap_size=268435456",
    ):
        when_free(lambda pragma=pragma: connection.execute(f"PRAGMA {pragma}"))  # type: ignore[misc]


def _journal_mode() -> str:
    """Return WAL where it can be trusted; the rollback journal on builds with the WAL-reset bug."""
    return "WAL" if sqlite.sqlite_version_info >= _FIRST_SAFE_WAL else "DELETE"


def _begin_sqlite(connection: Connection) -> None:
    raw = connection.connection.dbapi_connection
    assert raw is not None
    if connection.get_execution_options().get("writes"):
        when_free(lambda: raw.execute("BEGIN IMMEDIATE"))
    else:
        raw.execute("BEGIN")
        when_free(lambda: raw.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone())


def _commit_sqlite(connection: Connection) -> None:
    """Commit as soon as nobody reads: with a rollback journal, unlike with WAL, a reader holds a commit up."""
    raw = connection.connection.dbapi_connection
    assert raw is not None
    if raw.in_transaction:
        when_free(lambda: raw.execute("COMMIT"))


def when_free(do: Callable[[], Any]) -> Any:
    """Do it as soon as no other process holds the database, asking again every half a millisecond or so."""
    give_up_at = time.monotonic() + _BUSY_GIVE_UP_S
    while True:
        try:
            return do()
        except sqlite.OperationalError as trouble:
            if str(trouble) not in _BUSY_WORDS or time.monotonic() > give_up_at:
                raise
        time.sleep(random.uniform(*_ASK_AGAIN_AFTER_S))
