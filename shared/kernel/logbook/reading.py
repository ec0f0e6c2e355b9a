"""Reading lines on from a number."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from shared.kernel.logbook.models import LogbookCounter, LogLine


def last_number(session: Session) -> int:
    """Return the newest line's number, 0 on an empty logbook."""
    return session.scalars(select(LogbookCounter.last)).one()


def lines_after(session: Session, n: int, limit: int = 500, up_to: int | None = None) -> Sequence[LogLine]:
    """Return the lines after number `n`, oldest first."""
    wanted = select(LogLine).where(LogLine.n > n).order_by(LogLine.n).limit(limit)
    if up_to is not None:
        wanted = wanted.where(LogLine.n <= up_to)
    return session.scalars(wanted).all()


def newest_lines(session: Session, after: int, limit: int, *conditions: ColumnElement[bool]) -> Sequence[LogLine]:
    """Return the newest lines after number `after` for which the conditions hold, oldest first."""
    wanted = select(LogLine).where(LogLine.n > after, *conditions).order_by(LogLine.n.desc()).limit(limit)
    return session.scalars(wanted).all()[::-1]


def lines_about(
    session: Session, *, visit: str | None = None, booking: str | None = None, after: int = 0, limit: int = 200
) -> Sequence[LogLine]:
    """Return the lines of one visit or one booking after a number, oldest first."""
    column, wanted = (LogLine.visit_id, visit) if visit is not None else (LogLine.booking_id, booking)
    lines = select(LogLine).where(column == wanted, LogLine.n > after).order_by(LogLine.n).limit(limit)
    return session.scalars(lines).all()
