"""Reminders of reception's tasks: to whoever does them before they are due, to the manager when they are late (R18).

Each open task has one row that is due at the moment of its reminder, and then one for being late. What falls due
together for the same people goes out in one letter, of however many visits it is; what was done, moved or called off
meanwhile is left out of it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from shared.access.models import Account, Grant
from shared.access.rules import Role
from shared.kernel.database import table_of
from shared.kernel.ids import new_id
from shared.kernel.logbook import About
from shared.notices.actions import drop
from shared.notices.models import Notice
from shared.notices.queries import IS_DUE_ONCE, notice_in_hand, notices_in_hand
from shared.notices.rules import Urgency
from shared.people.models import Employee
from shared.reception.models import Plan, Task
from shared.reception.queries import figures

TASK_DUE, TASK_OVERDUE = "task_due", "task_overdue"
"""Moments at which something is to be done about a task; no letters themselves."""
TASK_REMINDER, TASK_LATE = "task_reminder", "task_late"
TASK_OFF = "task_off"
"""Letters: what is due soon, what is late, what was called off. `facts["tasks"]` names the tasks."""

MOST_TOLD = 5
_TOGETHER = timedelta(minutes=5)
_MOST_TOGETHER = 100
"""Tasks in one letter, beside the first; what is more waits for the next."""
_NEW_NOTICES = insert(table_of(Notice))
_ONCE = (Task.repeats.is_(False),)
"""What is done again and again has a clock of its own (`shared.desk.rounds`)."""


def remind_of(session: Session, about: About, tasks: Iterable[tuple[str, datetime]], now: datetime) -> None:
    """Let each task (id, due time) be reminded of in time; at once where that time is over."""
    ahead = timedelta(minutes=figures(session).remind_minutes)
    rows = [due_row(TASK_DUE, task, about, now, max(now, due - ahead)) for task, due in tasks]
    if rows:
        session.execute(_NEW_NOTICES, rows)


def forget_reminders(session: Session, tasks: Sequence[str]) -> None:
    """Remind nobody of these tasks any more."""
    for notice in notices_in_hand(session, tasks, (TASK_DUE, TASK_OVERDUE)):
        drop(notice)


def remind_owner(session: Session, notice_id: str, now: datetime) -> None:
    """Tell whoever does a task of it, and of all else that they have to do at that time or should have done."""
    taken = _taken(session, notice_id, now)
    if not taken:
        return
    first, about = taken[0][0], About.from_json(taken[0][1].about)
    ids = [task.id for task, _ in taken]
    people = who_does(session, first)
    tell(session, TASK_REMINDER, first.plan_id, people, about, ids, now)
    late = timedelta(minutes=figures(session).overdue_minutes)
    rows = [
        due_row(TASK_OVERDUE, task.id, About.from_json(due.about), now, _too_late(task, late, now))
        for task, due in taken
    ]
    session.execute(_NEW_NOTICES, rows)


def who_does(session: Session, task: Task) -> list[str]:
    """Return the ids of those who do a task: whoever is named, else a few receptionists of its site."""
    return [task.employee_id] if task.employee_id else _with_role(session, task.site_id, Role.RECEPTIONIST)


def _too_late(task: Task, late: timedelta, now: datetime) -> datetime:
    """Return when the manager hears of a task: of what a guest waits for as soon as it is due (R18)."""
    return max(now, task.due_at) + (timedelta() if task.asked_at else late)


def tell_off(session: Session, tasks: Sequence[Task], about: About, but: str, now: datetime) -> None:
    """Tell those who were reminded of tasks of one plan, or did them, that the visit does not take place (R9).

    `but` is the employee who hears of it anyway.
    """
    reminded = notices_in_hand(session, [task.id for task in tasks], (TASK_DUE,))
    began = {notice.subject_id for notice in reminded if notice.state == "taken"}
    known = [task for task in tasks if task.id in began or task.done_at is not None]
    desk = next((who_does(session, task) for task in known if task.employee_id is None), [])
    for each in sorted({*(task.employee_id for task in known if task.employee_id), *desk} - {but}):
        theirs = [task.id for task in known if task.employee_id in (each, None if each in desk else each)]
        tell(session, TASK_OFF, known[0].plan_id, [each], about, theirs, now)


def tell_manager(session: Session, notice_id: str, now: datetime) -> None:
    """Tell the site's managers of what was not done in time."""
    taken = _taken(session, notice_id, now)
    if taken:
        about = About.from_json(taken[0][1].about)
        people = _with_role(session, about.site, Role.MANAGER)
        tell(session, TASK_LATE, taken[0][0].plan_id, people, about, [task.id for task, _ in taken], now)


def managers_of(session: Session, site_id: str) -> list[str]:
    """Return the ids of a few managers of a site."""
    return _with_role(session, site_id, Role.MANAGER)


def _taken(session: Session, notice_id: str, now: datetime) -> list[tuple[Task, Notice]]:
    """Take a due notice, and those that fall due with it for the same people; the tasks that are still to be done."""
    first = notice_in_hand(session, notice_id)
    if first.state != "waiting" or first.due_at is None or first.due_at > now:
        return []
    task = session.get(Task, first.subject_id)
    if task is None or is_over(session, task):
        drop(first)
        return []
    whose = [Task.employee_id == task.employee_id] if first.topic == TASK_DUE else []
    together = session.execute(
        select(Task, Notice)
        .join(Notice, Notice.subject_id == Task.id)
        .join(Plan, Plan.id == Task.plan_id)
        .where(IS_DUE_ONCE, Notice.urgency == first.urgency, Notice.due_at <= now + _TOGETHER)
        .where(Notice.topic == first.topic, Notice.state == "waiting", Notice.id != first.id)
        .where(Task.site_id == task.site_id, Task.done_at.is_(None), Task.closed_at.is_(None), *whose)
        .where(Plan.closed_at.is_(None), *_ONCE)
        .order_by(Notice.due_at, Notice.id)
        .limit(_MOST_TOGETHER)
        .with_for_update(of=Notice)
    )
    taken = [(task, first), *((each.Task, each.Notice) for each in together)]
    for _task, notice in taken:
        notice.state, notice.due_at = "taken", None
    return sorted(taken, key=lambda each: (each[0].due_at, each[0].id))


def is_over(session: Session, task: Task) -> bool:
    """Say whether nothing is to be done of a task any more."""
    plan = session.get_one(Plan, task.plan_id)
    return task.done_at is not None or task.closed_at is not None or plan.closed_at is not None


def _with_role(session: Session, site_id: str | None, role: Role) -> list[str]:
    """Return the ids of a few employees who have a role at a site, those that have it there alone first."""
    wanted = (
        select(Account.employee_id)
        .join(Grant, Grant.account_id == Account.id)
        .join(Employee, Employee.id == Account.employee_id)
        .where(Account.disabled_at.is_(None), Employee.left_at.is_(None))
        .where(Grant.role == role, (Grant.site_id == site_id) | Grant.site_id.is_(None))
        .order_by(Grant.site_id.is_(None), Account.id)
        .limit(MOST_TOLD)
    )
    return [each for each in session.scalars(wanted) if each is not None]


def tell(
    session: Session,
    topic: str,
    plan_id: str,
    people: Sequence[str],
    about: About,
    tasks: Sequence[str],
    now: datetime,
) -> None:
    """Let a letter about some tasks go to some people."""
    rows = [due_row(topic, plan_id, about, now, now, employee=each, facts={"tasks": list(tasks)}) for each in people]
    if rows:
        session.execute(_NEW_NOTICES, rows)


def due_row(
    topic: str,
    subject: str,
    about: About,
    now: datetime,
    due_at: datetime,
    *,
    employee: str | None = None,
    facts: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the row of a notice that falls due at a moment."""
    return {
        "id": new_id(),
        "topic": topic,
        "subject_id": subject,
        "employee_id": employee,
        "about": about.as_json(),
        "facts": facts or {},
        "state": "waiting",
        "attempts": 0,
        "urgency": Urgency.TODAY.value,
        "asked_at": now,
        "due_at": due_at,
    }
