"""Reading what was agreed in visits and is still to come, over all visits (R21, R24)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, literal, literal_column, or_, select, tuple_
from sqlalchemy.orm import Session

from shared.bookings.models import Booking
from shared.bookings.narrowed import EVERYTHING, Narrowed
from shared.kernel.database import Moment
from shared.kernel.paging import Cursor, Page, page_of
from shared.reception.models import Cooperation

# Written out, not bound: an index of some rows is used only where the question says so in its own words.
_IS_OPEN: ColumnElement[bool] = literal_column("cooperation_items.state IN ('proposed', 'agreed')")


@dataclass(frozen=True)
class Owed:
    """Which open items are asked for: all of these sites, and what concerns one person wherever it is."""

    sites: tuple[str, ...]
    employee: str | None
    department: str | None = None
    """Also what this department owes: for its head."""
    before: datetime | None = None
    """Only what was due before."""
    narrowed: Narrowed = EVERYTHING
    """Its text is looked for in what was agreed, too; its moments are those when something is due."""


def owed_page(session: Session, owed: Owed, cursor: Cursor | None, limit: int) -> Page[Cooperation]:
    """Return a page of what has a day, what is due first on top: one statement."""
    forwards = cursor is None or not cursor.backwards
    wanted = _open(owed).where(Cooperation.due_at.is_not(None), *owed.narrowed.within(Cooperation.due_at))
    if owed.before is not None:
        wanted = wanted.where(Cooperation.due_at < owed.before)
    if cursor is not None:
        here = tuple_(literal(cursor.position[0], Moment), literal(cursor.position[1]))
        order = tuple_(Cooperation.due_at, Cooperation.id)
        wanted = wanted.where(order > here if forwards else order < here)
    columns = (Cooperation.due_at, Cooperation.id)
    directed = [column.asc() if forwards else column.desc() for column in columns]
    rows = session.scalars(wanted.order_by(*directed).limit(limit + 1)).all()
    return page_of(rows, cursor, limit, _place)


def _place(item: Cooperation) -> tuple[datetime, str]:
    assert item.due_at is not None, "what has no day stands in no order"
    return item.due_at, item.id


def owed_without_day(session: Session, owed: Owed, limit: int) -> Sequence[Cooperation]:
    """Return what nobody gave a day, the newest first: one statement."""
    wanted = _open(owed).where(Cooperation.due_at.is_(None))
    return session.scalars(wanted.order_by(Cooperation.id.desc()).limit(limit)).all()


def _open(owed: Owed) -> Select[Cooperation]:
    mine: list[ColumnElement[bool]] = [Cooperation.site_id.in_(owed.sites)] if owed.sites else []
    if owed.employee is not None:
        mine += [Cooperation.employee_id == owed.employee, Booking.host_id == owed.employee]
    if owed.department is not None:
        mine.append(Cooperation.department_id == owed.department)
    wanted = select(Cooperation).join(Booking, Booking.id == Cooperation.booking_id)
    return wanted.where(_IS_OPEN, or_(*mine) if mine else literal(value=False), *_narrowed(owed.narrowed))


def _narrowed(wanted: Narrowed) -> list[ColumnElement[bool]]:
    if not wanted.text:
        return wanted.of(site=Cooperation.site_id)
    is_found = and_(*Narrowed(text=wanted.text).of())
    is_said = Cooperation.words.icontains(wanted.text, autoescape=True)
    return [or_(is_found, is_said), *replace(wanted, text="").of(site=Cooperation.site_id)]
