"""Forgetting in time (R29): once a day what is over, in small portions; what is kept for minutes goes at once.

Bookings, visitors and employees are emptied and not deleted, so that how many came, when and to whom can still be
counted. All that belongs to a forgotten booking goes with it. A table that is added later is found by its `forget_at`.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, or_, select, tuple_, update
from sqlalchemy.orm import Session

from shared.access.models import Account, Attempt, IdempotentCall
from shared.bookings.actions import forget_terms
from shared.bookings.models import Booking, Guest
from shared.bookings.queries import bookings_with_ids
from shared.companies.models import Merge, Visitor
from shared.declarations.models import Signature, VisitPhoto
from shared.feedback.models import Feedback
from shared.gate.models import GateNote
from shared.kernel.database import Base, table_of
from shared.kernel.house import house_fact, set_house_fact
from shared.kernel.logbook import About, Kind, note
from shared.kernel.staging import StagedTable
from shared.notices.models import Notice
from shared.people.models import Employee, EmployeeTerm
from shared.screening.models import WatchEntry
from shared.visits.models import Message, Visit, WaitingCode
from shared.walk_ins.models import Draft, NameShown

AT_ONCE = 10
"""Rows of one transaction: a visitor may wait for the lock meanwhile."""
BY = "forgetting"
FORGOTTEN_DAY = "forgotten day"
"""The house fact that says on which day (in UTC) all was looked through."""

_PASSING = {table_of(each).name for each in (Draft, NameShown, Attempt, IdempotentCall, StagedTable, WaitingCode)}
"""Kept for minutes or hours: forgotten on every round, and too often to be told of."""
_ONE_BY_ONE = table_of(Booking).name
"""A booking takes seven milliseconds: all that belongs to it goes, with some hundred terms of thirty guests."""
_FIRST = (Booking, Visitor)
"""In this order: under which terms a booking was found is worked out of its visitors' names."""
KNOWN = (Account, Feedback, GateNote, Message, Signature, VisitPhoto, WatchEntry)
"""Imported here so that they are forgotten also by a process that has no other use for them."""

_Way = Callable[[Session, Sequence[str], datetime], None]


def is_something_to_forget(session: Session, now: datetime) -> bool:
    """Say whether anything's time is over that is to be looked at now: a look at an index for each table."""
    tables = [Base.metadata.tables[name] for name in _due_now(session, now)]
    wanted = select(or_(*(select(1).where(table.c.forget_at <= now).exists() for table in tables)))
    return bool(session.scalars(wanted).one())


def forget_what_is_over(session: Session, now: datetime) -> bool:
    """Forget one portion of what may be kept no longer; True while there may be more of it."""
    for name in _due_now(session, now):
        table = Base.metadata.tables[name]
        keys = tuple(table.primary_key.columns)
        due = select(*keys).where(table.c.forget_at <= now).order_by(table.c.forget_at)
        rows = [tuple(row) for row in session.execute(due.limit(1 if name == _ONE_BY_ONE else AT_ONCE))]
        if not rows:
            continue
        if name in _EMPTIED:
            _EMPTIED[name](session, [row[0] for row in rows], now)
        else:
            _doom(session, table, tuple_(*keys).in_(rows))
        if name not in _PASSING:
            note(session, Kind.PersonalDataForgotten, About(), at=now, by=BY, what=name, rows=len(rows))
        return True
    set_house_fact(session, FORGOTTEN_DAY, _day(now))
    return False


def _due_now(session: Session, now: datetime) -> list[str]:
    """Return the tables to look at: those of passing things, and once a day all."""
    if house_fact(session, FORGOTTEN_DAY) == _day(now):
        return sorted(_PASSING)
    first = [table_of(each).name for each in _FIRST]
    every = {name for name, table in Base.metadata.tables.items() if "forget_at" in table.columns}
    return [*first, *sorted(every - set(first))]


def _day(now: datetime) -> str:
    return now.date().isoformat()


def _doom(session: Session, table: Table, which: ColumnElement[bool]) -> None:
    """Delete rows, and before them whatever points to them."""
    for other in Base.metadata.tables.values():
        for key in other.foreign_keys:
            if key.column.table is table and other is not table:
                _doom(session, other, key.parent.in_(select(key.column).where(which)))
    session.execute(delete(table).where(which).execution_options(synchronize_session=False))


def _forget_bookings(session: Session, ids: Sequence[str], now: datetime) -> None:
    for booking in bookings_with_ids(session, ids):
        forget_terms(session, booking, _former_names(session, booking))
    guests = session.scalars(select(Guest.id).where(Guest.booking_id.in_(ids))).all()
    visits = session.scalars(select(Visit.id).where(Visit.booking_id.in_(ids))).all()
    roots: dict[Table, Sequence[str]] = {table_of(Visit): visits, table_of(Guest): guests, table_of(Booking): ids}
    for root, found in roots.items():
        for other in Base.metadata.tables.values():
            if other in roots or "forget_at" in other.columns:
                continue  # what has a time of its own goes by that
            for key in other.foreign_keys:
                if key.column.table is root:
                    _doom(session, other, key.parent.in_(found))
    session.execute(update(Visit).where(Visit.id.in_(visits)).values(answer_place=None))
    empty: dict[str, Any] = {
        "purpose": "",
        "area": "",
        "reason": None,
        "papers_note": None,
        "more": {},
        "forget_at": None,
    }
    session.execute(update(Booking).where(Booking.id.in_(ids)).values(**empty))


def _former_names(session: Session, booking: Booking) -> list[str]:
    """Return the names that files had which became part of a guest's: the booking may still be found by one."""
    files, gone = {guest.visitor_id for guest in booking.guests}, set[str]()
    while files := set(session.scalars(select(Merge.gone_id).where(Merge.kept_id.in_(files)))) - gone:
        gone |= files
    return list(session.scalars(select(Visitor.name).where(Visitor.id.in_(gone))))


def _forget_visitors(session: Session, ids: Sequence[str], now: datetime) -> None:
    session.execute(delete(Notice).where(Notice.visitor_id.in_(ids)).execution_options(synchronize_session=False))
    empty: dict[str, Any] = dict.fromkeys(("title", "phone", "email", "forget_at"))
    empty |= dict.fromkeys(("name", "language", "preferences", "needs"), "")
    session.execute(update(Visitor).where(Visitor.id.in_(ids)).values(**empty, likeness=[], forgotten_at=now))


def _forget_employees(session: Session, ids: Sequence[str], now: datetime) -> None:
    session.execute(delete(EmployeeTerm).where(EmployeeTerm.employee_id.in_(ids)))
    # An address has to be somebody's own: the id is nobody's name.
    empty = {"name": "", "name_en": "", "email": Employee.id, "phone": None, "title": None, "forget_at": None}
    session.execute(update(Employee).where(Employee.id.in_(ids)).values(**empty))


def _forget_feedback(session: Session, ids: Sequence[str], now: datetime) -> None:
    """How many stars there were is still counted; of whom and in which words is not."""
    empty = {"tap": None, "visit_id": None, "host_id": None, "comment": "", "forget_at": None}
    session.execute(update(Feedback).where(Feedback.id.in_(ids)).values(**empty))


_EMPTIED: dict[str, _Way] = {
    table_of(Booking).name: _forget_bookings,
    table_of(Visitor).name: _forget_visitors,
    table_of(Employee).name: _forget_employees,
    table_of(Feedback).name: _forget_feedback,
}
"""What is emptied and not deleted."""
