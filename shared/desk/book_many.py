"""Book many visits, from a table or in a series: kept first, then booked in small portions (R1)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from shared.access.rules import Person
from shared.bookings.actions import think_of_terms
from shared.bookings.models import BookingSeries
from shared.bookings.rules import Wish, WishRefused
from shared.bookings.written import as_row, wish_in
from shared.desk.book import book
from shared.desk.outcomes import NotAllowed
from shared.desk.reserve import needs_in, reserve
from shared.kernel.staging import Refused, StagedTable, Standing, keep_rows, kept_rows, standing_of, take_some
from shared.resources.rules import NOTHING, Needs

TABLE, SERIES = "bookings", "series"
AT_ONCE = 1
"""So many are booked in one transaction: with those who decide asked and the plan made, one takes up to 50 ms."""


@dataclass(frozen=True)
class ToBook:
    """One visit that is to be booked, and how its booker knows it: a line of the table, a date of the series."""

    name: str
    wish: Wish
    needs: Needs = NOTHING


def keep_to_book(
    session: Session, visits: Sequence[ToBook], of: str, facts: Mapping[str, Any], by: Person, now: datetime
) -> str:
    """Keep visits for a day until their booker says the word; return under which id."""
    kept = [{"name": each.name, "wish": as_row(each.wish), "needs": each.needs.as_row()} for each in visits]
    return keep_rows(session, kept, of, facts, by.id, now)


def kept_to_book(session: Session, staged_id: str, by: Person) -> list[dict[str, Any]] | None:
    """Return the rows that were kept, None if this person has kept none under this id."""
    return kept_rows(session, staged_id, (TABLE, SERIES), by.id)


def standing(session: Session, staged_id: str, by: Person) -> Standing | None:
    """Return how far the booking of kept visits is, None if this person has kept none under this id."""
    return standing_of(session, staged_id, (TABLE, SERIES), by.id)


def think_beforehand(rows: Sequence[Mapping[str, Any]]) -> None:
    """Work out under what terms guests will be found, before the transaction."""
    think_of_terms(
        (guest["contact"]["name"], guest["contact"]["company"]) for row in rows for guest in row["wish"]["guests"]
    )


def book_some(
    session: Session, staged_id: str, rows: Sequence[Mapping[str, Any]], by: Person, now: datetime
) -> Standing:
    """Book the next portion of the kept `rows`, which were read before the transaction.

    Raises NotAllowed if it isn't this person's.
    """

    def deed(staged: StagedTable, some: Sequence[Mapping[str, Any]]) -> list[Refused]:
        came_with = _series(session, staged, by, now), staged.id if staged.of == TABLE else None
        return [(row["name"], *each) for row in some for each in _book_one(session, row, came_with, by, now)]

    how_far = take_some(session, staged_id, rows, by.id, AT_ONCE, deed)
    if how_far is None:
        raise NotAllowed
    return how_far


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


def choose(session: Session, staged_id: str, names: Collection[str], by: Person) -> None:
    """Leave out the kept visits that a person doesn't want after all, as long as none is booked. Raises NotAllowed."""
    staged = session.get(StagedTable, staged_id, with_for_update=True)
    if staged is None or staged.made_by != by.id:
        raise NotAllowed
    if staged.taken == 0:
        staged.rows = [row for row in staged.rows if row["name"] in names]
