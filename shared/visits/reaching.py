"""Reading a page from several index ranges, none of which is walked far.

What no index answers is asked of the `REACH` newest rows that a range gives. A page may therefore come out short, and
says how far back it has looked; going on from there is one more press. However many rows there are, a page costs the
same.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_, union_all
from sqlalchemy.orm import Session

from shared.kernel.database import Moment
from shared.kernel.paging import Cursor

REACH = 2000

Place = tuple[datetime, str]


@dataclass(frozen=True)
class Reached:
    """Where the rows of a page stand, the latest first; where the list goes on; how far back a short page looked."""

    places: Sequence[Place]
    next: Cursor | None
    looked_back_to: datetime | None = None


def from_place(part: Select[Any], when: Any, row_id: Any, after: Cursor | None, most: int | None = None) -> Select[Any]:
    """Return a range from a place on, the latest first, as far as it is walked. Its first columns are `at` and `id`.

    `most` is how far that is where nothing more is asked of the rows: a page and one.
    """
    if after is not None:
        at, last = literal(after.position[0], Moment), literal(after.position[1])
        # The first condition says no more than the second, but is one that an index can use across two tables.
        part = part.where(when <= at, tuple_(when, row_id) < tuple_(at, last))
    return part.order_by(when.desc(), row_id.desc()).limit(most or REACH)


Keep = Callable[[Any], Select[Any]]
"""Takes a range as a subquery, and returns a select of `at` and `id` of those of its rows that are meant."""


def read_ranges(session: Session, ranges: Sequence[tuple[Select[Any], Keep]], limit: int) -> Reached:
    """Return a page of what is kept of the ranges: one statement, two where the page comes out short."""
    kept = [_ordered(keep(each.subquery())).limit(limit + 1) for each, keep in ranges]
    found = union_all(*(select(part.subquery()) for part in kept)).subquery()
    rows = session.execute(_ordered(select(found.c.at, found.c.id)).limit(limit + 1)).all()
    places = [(row.at, row.id) for row in rows]
    if len(places) > limit:
        return Reached(places[:limit], Cursor(places[limit - 1]))
    end = _end_of(session, [each for each, _keep in ranges])
    if end is None:
        return Reached(places, None)
    return Reached([place for place in places if place >= end], Cursor(end), looked_back_to=end[0])


def _ordered(part: Select[Any]) -> Select[Any]:
    at, row_id = part.selected_columns.at, part.selected_columns.id
    return part.order_by(at.desc(), row_id.desc())


def _end_of(session: Session, ranges: Sequence[Select[Any]]) -> Place | None:
    """Return how far all ranges together have looked; None if each has come to its end."""
    ends = union_all(*(select(_last_of(each.subquery()).subquery()) for each in ranges))
    return max(((row.at, row.id) for row in session.execute(ends).all()), default=None)


def _last_of(reached: Any) -> Select[Any]:
    """Return the last row of a range that was cut off at `REACH`, else nothing."""
    is_cut: ColumnElement[bool] = select(func.count()).select_from(reached).scalar_subquery() == REACH
    return select(reached.c.at, reached.c.id).where(is_cut).order_by(reached.c.at, reached.c.id).limit(1)
