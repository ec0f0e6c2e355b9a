"""Writing lines. They get their numbers at the end of the transaction that they belong to."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, update
from sqlalchemy.orm import Session

from shared.kernel.database import table_of
from shared.kernel.logbook.about import About
from shared.kernel.logbook.kinds import Kind
from shared.kernel.logbook.models import LogbookCounter, LogLine

CHANNEL = "usher_logbook"
"""The PostgreSQL channel on which a commit with new lines is announced."""

_PENDING = "logbook lines"
_LINES = table_of(LogLine)


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
    counted = (
        update(LogbookCounter)
        .values(last=LogbookCounter.last + len(lines))
        .returning(*_returned(session))
        .execution_options(synchronize_session=False)
    )
    last: int = session.execute(counted).one()[0]
    first = last - len(lines) + 1
    session.execute(insert(_LINES), [{"n": first + i, **line} for i, line in enumerate(lines)])
    return last


def _returned(session: Session) -> tuple[Any, ...]:
    """Return the new number; PostgreSQL announces the commit in the same breath."""
    if session.get_bind().dialect.name == "postgresql":
        return LogbookCounter.last, func.pg_notify(CHANNEL, "")
    return (LogbookCounter.last,)
