"""The yardstick: a Flask app that selects, updates, inserts and commits, and nothing else.

Written as one would write it with Flask and SQLAlchemy's ORM; served by the same server with the same number
of threads, over the same SQLite build with the same promises (WAL, FULL, one writer at a time).
"""

import sys
import threading
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, jsonify, request
from gunicorn.app.base import BaseApplication
from sqlalchemy import Engine, create_engine, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

try:  # as Usher does
    from pysqlite3 import dbapi2 as sqlite
except ImportError:
    import sqlite3 as sqlite


class Base(DeclarativeBase):
    """The table base."""


class Guest(Base):
    """Someone who is expected, with the code that they carry."""

    __tablename__ = "guests"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    state: Mapped[str] = mapped_column(default="expected")


class Arrival(Base):
    """That someone came."""

    __tablename__ = "arrivals"

    id: Mapped[int] = mapped_column(primary_key=True)
    guest_id: Mapped[int] = mapped_column(index=True)
    tap: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime]


def open_engine(file: str) -> Engine:
    """Open the database with the same promises as Usher's."""
    engine = create_engine(
        f"sqlite:///{file}",
        module=sqlite,
        connect_args={"check_same_thread": False, "isolation_level": None, "timeout": 15},
        pool_size=16,
        max_overflow=64,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def create_bare(engine: Engine) -> Flask:
    """Build the app."""
    app = Flask(__name__)
    writing = threading.Lock()

    @app.get("/healthz")
    def healthz() -> Response:
        return jsonify(status="ok")

    @app.post("/arrivals")
    def arrivals() -> tuple[Response, int]:
        asked = request.get_json()
        with writing, Session(engine) as session:
            guest = session.scalars(select(Guest).where(Guest.code == asked["pass"])).one()
            guest.state = "inside"
            arrival = Arrival(guest_id=guest.id, tap=asked["tap"], at=datetime.now(UTC))
            session.add(arrival)
            session.commit()
            return jsonify(outcome="admitted", visit=arrival.id), 201

    return app


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn, as the kiosk is served."""

    def __init__(self, file: str, options: dict[str, Any]) -> None:
        self._file, self._options = file, options
        super().__init__()

    def load_config(self) -> None:
        """Take the settings."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Open the database in the worker, and build the app."""
        return create_bare(open_engine(self._file))


def _prepare(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-32000", "mmap_size=268435456"):
        connection.execute(f"PRAGMA {pragma}")


if __name__ == "__main__":
    _, database, bind, number_of_threads = sys.argv
    plain = {"workers": 1, "worker_class": "gthread", "keepalive": 5, "loglevel": "warning"}
    Server(database, plain | {"bind": bind, "threads": int(number_of_threads)}).run()
