"""SQL that was made once in this process stays made: each test has a database and an engine of its own.

SQLAlchemy keeps the text that it makes of a statement with the engine. To make it anew for every test
took a third of the tests' time, so all engines of one kind share what was made for the first.
"""

from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Connection
from sqlalchemy.util import LRUCache

ENOUGH = 20_000
"""More statements than the house has: each of its own on both kinds of database."""

_made: LRUCache[Any, Any] = LRUCache(ENOUGH)


class AnySqlite(SQLiteDialect_pysqlite):
    """The same SQLite for every test: what was made for one will do for the other."""

    supports_statement_cache = True

    def __hash__(self) -> int:
        return hash(type(self))

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)


class AnyPostgres(PGDialect_psycopg):
    """The same PostgreSQL for every test."""

    supports_statement_cache = True

    def __hash__(self) -> int:
        return hash(type(self))

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)


def keep() -> None:
    """Let all engines that are made from now on share their statements."""
    registry.register("sqlite", __name__, AnySqlite.__name__)
    registry.register("postgresql.psycopg", __name__, AnyPostgres.__name__)
    event.listen(Engine, "engine_connect", _share)


def _share(connection: Connection) -> None:
    connection.execution_options(compiled_cache=_made)
