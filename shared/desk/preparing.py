"""Preparing a visit: whose plan it is, its tasks, and what is confirmed with the visitor (R9, R18)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.rules import Permission, Person
from shared.bookings.models import Booking
from shared.bookings.queries import booking_in_hand
from shared.desk.outcomes import NotAllowed, OutOfTurn
from shared.desk.reminding import remind_of
from shared.desk.rounds import go_on, take_back
from shared.desk.task_notices import forget_reminders
from shared.kernel.logbook import About, Kind, note
from shared.reception.actions import own_line, tick, tick_check, write_tasks
from shared.reception.models import Confirmation, Plan, Task
from shared.reception.queries import plan_in_hand, task_in_hand, tasks_to_come
from shared.reception.rules import Means, Owner, Point
from shared.reception.standing import place_of

NO_PLAN = "no_plan"
"""OutOfTurn: there is no plan (any more)."""


def may_prepare(by: Person, site_id: str, host_id: str) -> bool:
    """Say whether a person may change a visit's plan: reception, and its host."""
    own = by.is_host(host_id) and by.may(Permission.BOOK, site_id)
    return own or by.may(Permission.BOOK_FOR_OTHERS, site_id)


def booking_to_prepare(session: Session, booking_id: str, by: Person) -> Booking:
    """Return a booking whose plan this person may change. Raises NotAllowed."""
    booking = booking_in_hand(session, booking_id)
    if booking is None or not may_prepare(by, booking.site_id, booking.host_id):
        raise NotAllowed
    return booking


def plan_to_prepare(session: Session, booking_id: str, by: Person) -> tuple[Booking, Plan]:
    """Return a booking and its plan, which this person may change. Raises NotAllowed, OutOfTurn where there is none."""
    booking = booking_to_prepare(session, booking_id, by)
    plan = plan_in_hand(session, booking_id)
    if plan is None or plan.closed_at is not None:
        raise OutOfTurn(NO_PLAN)
    return booking, plan


def tick_task(session: Session, task_id: str, done: bool, by: Person, now: datetime) -> Task:
    """Write that a task is done, or take that back. Raises NotAllowed, OutOfTurn for one that was called off."""
    task, about = _task(session, task_id, by)
    if (task.done_at is not None) is done:
        return task
    tick(task, by.id if done else None, now)
    forget_reminders(session, [task.id])
    if done:
        go_on(session, task, about, now)
    else:
        take_back(session, task, now)
        remind_of(session, about, [(task.id, task.due_at)], now)
    note(session, Kind.TaskTicked, about, at=now, by=by.id, task=task.id, done=done)
    return task


def tick_part(session: Session, task_id: str, number: int, by: Person, now: datetime) -> Task:
    """Tick something that belongs to a task, or take the tick back. Raises NotAllowed, OutOfTurn."""
    task, _about = _task(session, task_id, by)
    if not 0 <= number < len(task.check):
        raise OutOfTurn(NO_PLAN)
    tick_check(task, number)
    return task


def hand_task(session: Session, task_id: str, owner: Owner, employee: str | None, by: Person, now: datetime) -> Task:
    """Give a task to somebody, or back to a role; who has it now is reminded. Raises NotAllowed, OutOfTurn."""
    task, about = _task(session, task_id, by)
    before = task.employee_id
    if (task.owner, before) != (owner.value, employee):
        task.owner, task.employee_id = owner.value, employee
        if employee != before and task.done_at is None:
            forget_reminders(session, [task.id])
            remind_of(session, about, [(task.id, task.due_at)], now)
        note(session, Kind.TaskHandedOver, about, at=now, by=by.id, task=task.id, person=employee)
    return task


def give_back_tasks(session: Session, employee: str, by: str, now: datetime) -> None:
    """Leave what somebody who has left the company still had to do to the role whose task it is."""
    for task in tasks_to_come(session, employee, now):
        about = session.get_one(Booking, task.booking_id).about
        task.employee_id = None
        forget_reminders(session, [task.id])
        remind_of(session, about, [(task.id, task.due_at)], now)
        note(session, Kind.TaskHandedOver, about, at=now, by=by, task=task.id, person=None)


def write_task_note(session: Session, task_id: str, words: str, by: Person) -> Task:
    """Write something down about a task. Raises NotAllowed, OutOfTurn."""
    task, _about = _task(session, task_id, by)
    task.note = words
    return task


def add_task(
    session: Session, booking_id: str, name: str, owner: Owner, due_at: datetime, by: Person, now: datetime
) -> None:
    """Add a task of one's own to a plan; it moves with the visit. Raises NotAllowed, OutOfTurn."""
    booking, plan = plan_to_prepare(session, booking_id, by)
    minutes = int((plan.starts_at - due_at).total_seconds() // 60)
    line = own_line(name, owner, minutes)
    new = write_tasks(session, plan, [line], booking.site.hours, booking.host_id, now)
    remind_of(session, booking.about, new, now)


@dataclass(frozen=True)
class Confirmed:
    """What somebody confirmed with the visitor."""

    whom: str
    means: Means
    points: tuple[Point, ...]
    note: str = ""


def confirm(session: Session, booking_id: str, said: Confirmed, by: Person, now: datetime) -> Confirmation:
    """Write that time, place, people or agenda were confirmed with the visitor (R9). Raises NotAllowed, OutOfTurn."""
    booking, plan = plan_to_prepare(session, booking_id, by)
    row = Confirmation(
        plan_id=plan.id,
        whom=said.whom,
        means=said.means.value,
        points=[point.value for point in said.points],
        note=said.note,
        by=by.id,
        at=now,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        place=place_of(booking.site_id, booking.area, plan.room),
    )
    session.add(row)
    note(session, Kind.VisitConfirmed, booking.about, at=now, by=by.id, means=said.means.value)
    return row


def _task(session: Session, task_id: str, by: Person) -> tuple[Task, About]:
    """Return a task in hand, of somebody who prepares its visit or whose own it is."""
    task = task_in_hand(session, task_id)
    booking = session.get(Booking, task.booking_id) if task else None
    if task is None or booking is None:
        raise NotAllowed
    own = by.employee_id is not None and task.employee_id == by.employee_id
    if not own and not may_prepare(by, booking.site_id, booking.host_id):
        raise NotAllowed
    if task.closed_at is not None:
        raise OutOfTurn(NO_PLAN)
    return task, booking.about
