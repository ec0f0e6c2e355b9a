"""Book many visits, from a table or in a series: kept first, then booked in small portions (R1).

Each portion is one short transaction, so nobody at the door waits for the whole, and a portion that was booked is
never booked again: a second press, or one after the house was restarted, goes on where the first one stopped.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from shared.access.rules import Person
from shared.bookings.actions import think_of_terms
from shared.bookings.models import BookingSeries
from shared.bookings.rules import Wish, WishRefused
from shared.bookings.written import as_row, wish_in
from shared.desk.book import book
from shared.desk.outcomes import NotAllowed
from shared.desk.reserve import needs_in, reserve
from shared.kernel.staging import KEPT, StagedTable
from shared.resources.rules import NOTHING, Needs

TABLE, SERIES = "bookings", "series"
AT_ONCE = 1
"""So many are booked in one transaction: with those who decide asked and the plan made, one takes up to 50 ms."""

Refused = tuple[str, str, str]
"""Which row (a line of the table, a date of the series), and the field and code of what is wrong with it."""


@dataclass(frozen=True)
class ToBook:
    """One visit that is to be booked, and how its booker knows it: a line of the table, a date of the series."""

    name: str
    wish: Wish
    needs: Needs = NOTHING


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
        """Say whether nothing is left to book."""
        return self.taken >= self.all


def keep_to_book(
    session: Session, visits: Sequence[ToBook], of: str, facts: Mapping[str, Any], by: Person, now: datetime
) -> str:
    """Keep visits for a day until their booker says the word; return under which id."""
    kept = [{"name": each.name, "wish": as_row(each.wish), "needs": each.needs.as_row()} for each in visits]
    staged = StagedTable(of=of, made_by=by.id, made_at=now, rows=kept, kept_for="import", forget_at=now + KEPT)
    staged.facts, staged.refused = dict(facts), []
    session.add(staged)
    session.flush()
    return staged.id


def kept_to_book(session: Session, staged_id: str, by: Person) -> list[dict[str, Any]] | None:
    """Return the rows that were kept, None if this person has kept none under this id."""
    staged = session.get(StagedTable, staged_id)
    if staged is None or staged.of not in (TABLE, SERIES) or staged.made_by != by.id:
        return None
    return staged.rows


def standing(session: Session, staged_id: str, by: Person) -> Standing | None:
    """Return how far the booking of kept visits is, None if this person has kept none under this id."""
    staged = session.get(StagedTable, staged_id)
    if staged is None or staged.of not in (TABLE, SERIES) or staged.made_by != by.id:
        return None
    return _standing(staged, len(staged.rows))


def think_beforehand(rows: Sequence[Mapping[str, Any]]) -> None:
    """Work out under what terms guests will be found, before the transaction."""
    think_of_terms(
        (guest["contact"]["name"], guest["contact"]["company"]) for row in rows for guest in row["wish"]["guests"]
    )


def book_some(
    session: Session, staged_id: str, rows: Sequence[Mapping[str, Any]], by: Person, now: datetime
) -> Standing:
    """Book the next portion of the kept `rows`, which were read before the transaction.

    What can't be booked after all, since something changed after it was looked at, is kept with why, and the rest
    goes on. Raises NotAllowed if it isn't this person's.
    """
    wanted = select(StagedTable).where(StagedTable.id == staged_id).options(defer(StagedTable.rows))
    staged = session.scalars(wanted.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if staged is None or staged.made_by != by.id:
        raise NotAllowed
    some = rows[staged.taken : staged.taken + AT_ONCE]
    series = _series(session, staged, by, now) if some else None
    refused: list[Refused] = []
    for row in some:
        if trouble := _book_one(session, row, (series, staged.id if staged.of == TABLE else None), by, now):
            refused += [(row["name"], *each) for each in trouble]
    staged.taken += len(some)
    if refused:
        staged.refused = [*staged.refused, *refused]
    return _standing(staged, len(rows))


def _book_one(
    session: Session, row: Mapping[str, Any], came_with: tuple[str | None, str | None], by: Person, now: datetime
) -> list[tuple[str, str]]:
    """Book one, of a series or of a table; return what is wrong with it, each field and code."""
    try:
        with session.begin_nested():  # a room may turn out to be taken when the booking is written
            made = book(session, wish_in(row["wish"]), by, now)
            made.series_id, made.import_id = came_with
            if (needs := needs_in(row["needs"])) != NOTHING:
                reserve(session, made, needs)
    except WishRefused as refused:
        return [(problem.field, problem.code) for problem in refused.problems]
    except NotAllowed:
        return [("host", "not_yours")]
    return []


def _series(session: Session, staged: StagedTable, by: Person, now: datetime) -> str | None:
    """Return the series that the bookings go to, written down with the first of them."""
    if staged.of != SERIES:
        return None
    if session.get(BookingSeries, staged.id) is None:
        facts = staged.facts
        session.add(BookingSeries(id=staged.id, site_id=facts["site"], rule=facts["rule"], made_by=by.id, made_at=now))
        session.flush()
    return staged.id


def _standing(staged: StagedTable, number: int) -> Standing:
    refused = [(row[0], row[1], row[2]) for row in staged.refused]
    return Standing(staged.id, staged.of, number, staged.taken, refused, staged.facts)


def choose(session: Session, staged_id: str, names: Collection[str], by: Person) -> None:
    """Leave out the kept visits that a person doesn't want after all, as long as none is booked. Raises NotAllowed."""
    staged = session.get(StagedTable, staged_id, with_for_update=True)
    if staged is None or staged.made_by != by.id:
        raise NotAllowed
    if staged.taken == 0:
        staged.rows = [row for row in staged.rows if row["name"] in names]
