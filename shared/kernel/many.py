"""Many new rows of one table in one statement.

A group of two hundred is written while everybody else waits to write: what the rows hold is known beforehand, so they
are not worked out, sorted and read back one by one.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import insert
from sqlalchemy.orm import Session, make_transient_to_detached

from shared.kernel.database import Base, table_of
from shared.kernel.ids import new_id

Row = TypeVar("Row", bound=Base)


def write_all(session: Session, model: type[Row], rows: Iterable[dict[str, Any]]) -> list[Row]:
    """Write new rows and return them as they stand now. What they refer to has to be written already."""
    whole = write_rows(session, model, rows)
    written = [model(**row) for row in whole]
    for each in written:
        make_transient_to_detached(each)
    session.add_all(written)
    return written


def write_rows(session: Session, model: type[Base], rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Write new rows, each with an id of its own and the columns' defaults; return them whole."""
    whole = [_defaults(model) | ({"id": new_id()} if _has_id(model) else {}) | row for row in rows]
    if whole:
        session.flush()
        session.connection().execute(insert(table_of(model)), whole)
    return whole


@cache
def _has_id(model: type[Base]) -> bool:
    return "id" in table_of(model).c


@cache
def _defaults(model: type[Base]) -> dict[str, Any]:
    """Return what stands in the columns that are not named: a plain value or nothing."""
    kept: dict[str, Any] = {column.name: column.default for column in table_of(model).c}
    return {name: default.arg if default is not None and default.is_scalar else None for name, default in kept.items()}
