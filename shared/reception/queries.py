"""Reading plans, their tasks, and what goes with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, literal, literal_column, or_, select, tuple_
from sqlalchemy.orm import Session

from shared.approvals.models import ApprovalStep
from shared.approvals.queries import Scope
from shared.bookings.models import Booking, Guest
from shared.bookings.narrowed import EVERYTHING, Narrowed
from shared.bookings.rules import State
from shared.companies.models import Company, Visitor
from shared.grades.chain import StepKind
from shared.grades.models import Grade
from shared.kernel.database import Moment
from shared.kernel.paging import Cursor, Page, page_of
from shared.reception.models import (
    Confirmation,
    Cooperation,
    DueDay,
    Plan,
    ReceptionFigures,
    ReceptionTemplate,
    Task,
)
from shared.reception.rules import Count
from shared.reception.seed import FIGURES, ITINERARY, TASKS

# Written out: an index of some rows is used only where the question says so in its own words.
_TO_CONFIRM: ColumnElement[bool] = literal_column("reception_plans.confirm_asked_at IS NOT NULL")
IS_OPEN = and_(Task.done_at.is_(None), Task.closed_at.is_(None))


def template_of(session: Session, letter: str) -> ReceptionTemplate:
    """Return what a grade's visits need; of a grade that nobody has changed, what Usher came with, not yet a row."""
    return session.get(ReceptionTemplate, letter) or fresh_template(letter)


def fresh_template(letter: str) -> ReceptionTemplate:
    """Return what Usher came with for a grade."""
    tasks = [line.as_json() for line in TASKS.get(letter, ())]
    return ReceptionTemplate(
        grade_letter=letter, tasks=tasks, itinerary=[step.as_json() for step in ITINERARY.get(letter, ())]
    )


def grades_with_itinerary(session: Session) -> set[str]:
    """Return the grades whose visits have an itinerary."""
    kept = {row.grade_letter: bool(row.itinerary) for row in session.scalars(select(ReceptionTemplate))}
    seeded = {letter: bool(steps) for letter, steps in ITINERARY.items()}
    return {letter for letter, has_one in (seeded | kept).items() if has_one}


def figures(session: Session) -> ReceptionFigures:
    """Return the figures that hold for all grades; until somebody has changed one, not yet a row."""
    return session.get(ReceptionFigures, 1) or ReceptionFigures(only=1, **FIGURES)


def plan_of(session: Session, booking_id: str) -> Plan | None:
    """Return the plan of a booking."""
    return session.scalars(select(Plan).where(Plan.booking_id == booking_id)).one_or_none()


def plan_in_hand(session: Session, booking_id: str) -> Plan | None:
    """Return the plan of a booking, to change it: nobody else has it in hand meanwhile."""
    wanted = select(Plan).where(Plan.booking_id == booking_id).with_for_update()
    return session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def plans_to_confirm(
    session: Session,
    scopes: Sequence[Scope],
    now: datetime,
    limit: int,
    narrowed: Narrowed = EVERYTHING,
    after: tuple[datetime, str] | None = None,
) -> Sequence[Plan]:
    """Return the plans whose itinerary waits for somebody of these ranks there, of visits not over, the soonest first.

    Whose own request it is, is not asked here.
    """
    sites = {site for scope in scopes for site in scope.approve_sites}
    wanted = select(Plan).where(_TO_CONFIRM, Plan.closed_at.is_(None), Plan.site_id.in_(sites), Plan.ends_at > now)
    wanted = wanted.where(_is_high_enough(scopes), *narrowed.within(Plan.starts_at))
    if narrowed != EVERYTHING:
        wanted = wanted.join(Booking, Booking.id == Plan.booking_id).where(*narrowed.of(site=Plan.site_id))
    if after is not None:
        wanted = wanted.where(tuple_(Plan.starts_at, Plan.id) > tuple_(literal(after[0], Moment), literal(after[1])))
    return session.scalars(wanted.order_by(Plan.starts_at, Plan.id).limit(limit)).all() if sites else ()


def _is_high_enough(scopes: Sequence[Scope]) -> ColumnElement[bool]:
    step = ApprovalStep
    ranks = (and_(step.site_id.in_(each.approve_sites), func.coalesce(step.rank, 0) <= each.rank) for each in scopes)
    confirms = step.booking_id == Plan.booking_id, step.kind == StepKind.ITINERARY.value
    return select(step.id).where(*confirms, or_(*ranks)).correlate(Plan).exists()


def task_in_hand(session: Session, task_id: str) -> Task | None:
    """Return a task, to change it."""
    wanted = select(Task).where(Task.id == task_id).with_for_update()
    return session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def tasks_of(session: Session, plan_id: str) -> Sequence[Task]:
    """Return the tasks of a plan as they fall due, also those that are no longer wanted."""
    return session.scalars(select(Task).where(Task.plan_id == plan_id).order_by(Task.due_at, Task.id)).all()


def tasks_to_come(session: Session, employee: str, now: datetime) -> Sequence[Task]:
    """Return what somebody has still to do, of visits that are not over, and after those that are."""
    wanted = select(Task).join(Plan, Plan.id == Task.plan_id).where(Task.employee_id == employee, IS_OPEN)
    wanted = wanted.where(Plan.closed_at.is_(None), or_(Task.due_at > now, Plan.ends_at > now))
    return session.scalars(wanted.order_by(Task.id).with_for_update(of=Task)).all()


def open_tasks(session: Session, ids: Sequence[str]) -> Sequence[Task]:
    """Return those of some tasks that are still to be done, as they fall due; none of a plan that was called off."""
    wanted = select(Task).join(Plan, Plan.id == Task.plan_id).where(Task.id.in_(ids), Plan.closed_at.is_(None))
    wanted = wanted.where(Task.done_at.is_(None), Task.closed_at.is_(None))
    return session.scalars(wanted.order_by(Task.due_at, Task.id)).all()


@dataclass(frozen=True)
class Reception:
    """A plan with what is known of its visit."""

    plan: Plan
    booking: Booking
    """Without its relations."""
    leader_id: str
    leader: str
    leader_email: str | None
    company: str
    guests: int
    is_escorted: bool


_GUESTS = (
    select(func.count())
    .where(Guest.booking_id == Plan.booking_id, Guest.uninvited_at.is_(None))
    .correlate(Plan)
    .scalar_subquery()
)


def _receptions() -> Select[Any]:
    leads = and_(Guest.booking_id == Plan.booking_id, Guest.is_leader.is_(True), Guest.uninvited_at.is_(None))
    return (
        select(Plan, Booking, Visitor.id, Visitor.name, Visitor.email, Company.name, _GUESTS, Grade.is_escorted)
        .join(Booking, Booking.id == Plan.booking_id)
        .join(Grade, Grade.letter == Booking.grade_letter)
        .join(Guest, leads)
        .join(Visitor, Visitor.id == Guest.visitor_id)
        .join(Company, Company.id == Visitor.company_id)
    )


def _reception(row: Row[Any]) -> Reception:
    return Reception(*tuple(row))


def reception_of(session: Session, booking_id: str) -> Reception | None:
    """Return a booking's plan with its visit."""
    row = session.execute(_receptions().where(Plan.booking_id == booking_id)).one_or_none()
    return _reception(row) if row else None


def receptions_with_ids(session: Session, ids: Sequence[str]) -> dict[str, Reception]:
    """Return plans by id, each with its visit: one query."""
    rows = session.execute(_receptions().where(Plan.id.in_(ids))).all() if ids else ()
    return {row[0].id: _reception(row) for row in rows}


def coming_receptions(
    session: Session, sites: Sequence[str], start: datetime, before: datetime, limit: int
) -> list[Reception]:
    """Return the plans of visits that start within a stretch of time, the soonest first; none that was called off."""
    wanted = _receptions().where(Plan.site_id.in_(sites), Plan.starts_at >= start, Plan.starts_at < before)
    wanted = wanted.where(Plan.closed_at.is_(None), Booking.state.in_((State.APPROVED, State.WAITING)))
    rows = session.execute(wanted.order_by(Plan.starts_at, Plan.id).limit(limit)).all() if sites else ()
    return [_reception(row) for row in rows]


@dataclass(frozen=True)
class Asked:
    """Which tasks the board shows. `sites` is what the reader may see all of; else it is `employee`'s own."""

    sites: tuple[str, ...]
    employee: str | None
    """With sites: only this person's; else the reader."""
    start: datetime
    before: datetime
    owner: str = ""
    """Only those of a role that nobody in person has taken."""
    only_open: bool = False


def _scope(asked: Asked) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Task.closed_at.is_(None)]
    if asked.sites:
        conditions.append(Task.site_id.in_(asked.sites))
    if asked.employee is not None or not asked.sites:
        conditions.append(Task.employee_id == asked.employee)
    if asked.owner:
        conditions += [Task.owner == asked.owner, Task.employee_id.is_(None)]
    return conditions


def tasks_page(session: Session, asked: Asked, cursor: Cursor | None, limit: int) -> Page[Task]:
    """Return a page of the tasks that fall due within a stretch of time, the earliest first."""
    forwards = cursor is None or not cursor.backwards
    wanted = select(Task).where(*_scope(asked), Task.due_at >= asked.start, Task.due_at < asked.before)
    if asked.only_open:
        wanted = wanted.where(Task.done_at.is_(None))
    order = tuple_(Task.due_at, Task.id)
    if cursor is not None:
        here = tuple_(literal(cursor.position[0], Moment), literal(cursor.position[1]))
        wanted = wanted.where(order > here if forwards else order < here)
    columns = (Task.due_at, Task.id)
    directed = [column.asc() if forwards else column.desc() for column in columns]
    rows = session.scalars(wanted.order_by(*directed).limit(limit + 1)).all()
    return page_of(rows, cursor, limit, lambda task: (task.due_at, task.id))


_REQUESTED: ColumnElement[bool] = literal_column(
    "reception_tasks.asked_at IS NOT NULL AND reception_tasks.done_at IS NULL AND reception_tasks.closed_at IS NULL"
)


def open_requests(session: Session, sites: Sequence[str], limit: int) -> Sequence[Task]:
    """Return what guests have asked for and is neither met nor explained, the most pressing first (R18)."""
    wanted = select(Task).where(Task.site_id.in_(sites), _REQUESTED)
    return session.scalars(wanted.order_by(Task.due_at, Task.id).limit(limit)).all() if sites else ()


def requests_of(session: Session, booking_id: str) -> Sequence[Task]:
    """Return what the guests of one visit have asked for, the newest first."""
    wanted = select(Task).join(Plan, Plan.id == Task.plan_id)
    wanted = wanted.where(Plan.booking_id == booking_id, Task.asked_at.is_not(None))
    return session.scalars(wanted.order_by(Task.due_at.desc(), Task.id)).all()


def days_moved(session: Session, item_id: str) -> Sequence[DueDay]:
    """Return how the day of a cooperation item was moved, the newest first."""
    return session.scalars(select(DueDay).where(DueDay.item_id == item_id).order_by(DueDay.at.desc(), DueDay.id)).all()


def late_tasks(session: Session, asked: Asked, now: datetime, limit: int) -> Sequence[Task]:
    """Return what was due before the board's day and is not done, the oldest first."""
    until = min(now, asked.start)
    wanted = select(Task).where(*_scope(asked), IS_OPEN, Task.due_at < until)
    return session.scalars(wanted.order_by(Task.due_at, Task.id).limit(limit)).all()


def owners_on(session: Session, asked: Asked) -> list[tuple[str, str | None, int, int]]:
    """Return who has how many tasks within a stretch of time: role, employee's id, all, done."""
    done = func.sum(case((Task.done_at.is_not(None), 1), else_=0))
    wanted = select(Task.owner, Task.employee_id, func.count(), done).where(*_scope(asked))
    wanted = wanted.where(Task.due_at >= asked.start, Task.due_at < asked.before)
    rows = session.execute(wanted.group_by(Task.owner, Task.employee_id)).all()
    return [(row[0], row[1], int(row[2]), int(row[3])) for row in rows]


def counts_of(session: Session, plan_ids: Sequence[str], now: datetime) -> dict[str, Count]:
    """Return how far plans are, of what has to be done until the visit starts."""
    late = and_(Task.done_at.is_(None), Task.due_at < now)
    sums = [func.sum(case((condition, 1), else_=0)) for condition in (Task.done_at.is_not(None), late)]
    wanted = select(Task.plan_id, func.count(), *sums).where(
        Task.plan_id.in_(plan_ids), Task.is_before.is_(True), Task.closed_at.is_(None)
    )
    rows = session.execute(wanted.group_by(Task.plan_id)).all() if plan_ids else ()
    return {row[0]: Count(done=int(row[2]), all=int(row[1]), late=int(row[3])) for row in rows}


def confirmations_of(session: Session, plan_ids: Sequence[str]) -> Mapping[str, list[Confirmation]]:
    """Return what was confirmed of plans, the newest first."""
    found: dict[str, list[Confirmation]] = {}
    wanted = select(Confirmation).where(Confirmation.plan_id.in_(plan_ids))
    for each in session.scalars(wanted.order_by(Confirmation.at.desc(), Confirmation.id.desc())) if plan_ids else ():
        found.setdefault(each.plan_id, []).append(each)
    return found


def cooperation_of(session: Session, booking_id: str) -> Sequence[Cooperation]:
    """Return what was proposed and agreed in a visit, the oldest first."""
    return session.scalars(
        select(Cooperation).where(Cooperation.booking_id == booking_id).order_by(Cooperation.id)
    ).all()
