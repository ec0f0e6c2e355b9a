"""Writing lines. They get their numbers at the end of the transaction that they belong to."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, update
from sqlalchemy.orm import Session

from shared.kernel.database import table_of
from shared.kernel.logbook.about import About
from shared.kernel.logbook.kinds import Kind
from shared.kernel.logbook.models import LogbookCounter, LogLine

CHANNEL = "usher_logbook"
"""The PostgreSQL channel on which a commit with new lines is announced."""

_PENDING = "logbook lines"
_WRITE_LINES = insert(table_of(LogLine))
_COUNTER = table_of(LogbookCounter)
_COUNT_ON = update(_COUNTER).values(last=_COUNTER.c.last + bindparam("lines"))
_TAKE_NUMBERS = {
    "sqlite": _COUNT_ON.returning(_COUNTER.c.last),
    # PostgreSQL announces the commit in the same breath.
    "postgresql": _COUNT_ON.returning(_COUNTER.c.last, func.pg_notify(CHANNEL, "")),
}


def note(session: Session, kind: Kind, about: About, *, at: datetime, by: str | None = None, **facts: Any) -> None:
    """Remember a line; `facts` are plain JSON values and ids, never names or contacts."""
    session.info.setdefault(_PENDING, []).append(
        {
            "kind": kind.value,
            "at": at,
            "site_id": about.site,
            "host_id": about.host,
            "booking_id": about.booking,
            "visit_id": about.visit,
            "by": by,
            "facts": facts,
        }
    )


def number_lines(session: Session) -> int | None:
    """Number and write the remembered lines; return the last number, or None if there were none.

    This is the last statement before the commit: the counter's row lock makes the numbers come
    out gapless and in commit order, and nobody should wait for it longer than a commit takes.
    """
    lines: list[dict[str, Any]] = session.info.pop(_PENDING, [])
    if not lines:
        return None
    connection = session.connection()
    last: int = connection.execute(_TAKE_NUMBERS[connection.dialect.name], {"lines": len(lines)}).one()[0]
    for n, line in enumerate(lines, last - len(lines) + 1):
        line["n"] = n
    connection.execute(_WRITE_LINES, lines)
    return last
