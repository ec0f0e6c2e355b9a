"""Tables that were read and wait for a word to be taken in: staged, then taken in in small portions.

Each portion is one short transaction, so nobody at the door waits for the whole, and a portion that was taken in is
never taken in again: a second press, or one after the house was restarted, goes on where the first one stopped.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Integer, Text, select
from sqlalchemy.orm import Mapped, Session, defer, mapped_column

from shared.kernel.database import Base, Identified, Moment, Personal

KEPT = timedelta(days=1)

Refused = tuple[str, str, str]
"""Which row (a line of the table, a date of the series), and the field and code of what is wrong with it."""


class StagedTable(Identified, Personal, Base):
    """The good rows of a table that somebody sent, and how many of them have been taken in."""

    __tablename__ = "imports"

    of: Mapped[str] = mapped_column(Text)
    """What its rows are: `employees`, `bookings`."""
    made_by: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Moment)
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    taken: Mapped[int] = mapped_column(Integer, default=0)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    """What its rows have in common."""
    refused: Mapped[list[Any]] = mapped_column(JSON, default=list, server_default="[]")
    """Rows that could not be taken in after all, since something changed after they were looked at: each with why."""


@dataclass(frozen=True)
class Standing:
    """How far it is."""

    id: str
    of: str
    all: int
    taken: int
    refused: Sequence[Refused]
    facts: Mapping[str, Any]

    @property
    def is_done(self) -> bool:
        """Say whether nothing is left to take in."""
        return self.taken >= self.all

    @property
    def good(self) -> int:
        """Return how many were taken in and not refused."""
        return self.taken - len({name for name, _field, _code in self.refused})


def keep_rows(
    session: Session, rows: Sequence[dict[str, Any]], of: str, facts: Mapping[str, Any], by: str, now: datetime
) -> str:
    """Keep rows for a day until whoever sent them says the word; return under which id."""
    staged = StagedTable(of=of, made_by=by, made_at=now, rows=list(rows), kept_for="import", forget_at=now + KEPT)
    staged.facts, staged.refused = dict(facts), []
    session.add(staged)
    session.flush()
    return staged.id


def kept_rows(session: Session, staged_id: str, of: Collection[str], by: str) -> list[dict[str, Any]] | None:
    """Return the rows that were kept, None if this person has kept none under this id."""
    staged = session.get(StagedTable, staged_id)
    return staged.rows if staged is not None and _is_theirs(staged, of, by) else None


def standing_of(session: Session, staged_id: str, of: Collection[str], by: str) -> Standing | None:
    """Return how far the taking in of kept rows is, None if this person has kept none under this id."""
    staged = session.get(StagedTable, staged_id)
    return _standing(staged, len(staged.rows)) if staged is not None and _is_theirs(staged, of, by) else None


Deed = Callable[[StagedTable, Sequence[Mapping[str, Any]]], Sequence[Refused]]
"""Takes some rows in, and returns what could not be."""


def take_some(
    session: Session, staged_id: str, rows: Sequence[Mapping[str, Any]], by: str, at_once: int, deed: Deed
) -> Standing | None:
    """Take the next so many of the kept `rows` in, which were read before the transaction; None if they aren't theirs.

    What can't be taken in after all, since something changed after it was looked at, is kept with why, and the rest
    goes on.
    """
    wanted = select(StagedTable).where(StagedTable.id == staged_id).options(defer(StagedTable.rows))
    staged = session.scalars(wanted.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if staged is None or staged.made_by != by:
        return None
    some = rows[staged.taken : staged.taken + at_once]
    refused = deed(staged, some) if some else ()
    staged.taken += len(some)
    if refused:
        staged.refused = [*staged.refused, *refused]
    return _standing(staged, len(rows))


def _is_theirs(staged: StagedTable, of: Collection[str], by: str) -> bool:
    return staged.of in of and staged.made_by == by


def _standing(staged: StagedTable, number: int) -> Standing:
    refused = [(row[0], row[1], row[2]) for row in staged.refused]
    return Standing(staged.id, staged.of, number, staged.taken, refused, staged.facts)
