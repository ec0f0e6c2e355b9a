"""Reminders of reception's tasks: to whoever does them before they are due, to the manager when they are late (R18).

Each open task has one row that is due at the moment of its reminder, and then one for being late. What falls due
together for the same people goes out in one letter, of however many visits it is; what was done, moved or called off
meanwhile is left out of it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.desk.task_notices import (
    TASK_DUE,
    TASK_LATE,
    TASK_OFF,
    TASK_OVERDUE,
    TASK_REMINDER,
    falls_due,
    is_over,
    managers_of,
    tell,
    who_does,
)
from shared.kernel.logbook import About
from shared.notices.actions import drop
from shared.notices.models import Notice
from shared.notices.queries import IS_DUE_ONCE, notice_in_hand, notices_in_hand
from shared.reception.models import Plan, Task
from shared.reception.queries import figures

_TOGETHER = timedelta(minutes=5)
_MOST_TOGETHER = 100
"""Tasks in one letter, beside the first; what is more waits for the next."""
_ONCE = (Task.repeats.is_(False),)
"""What is done again and again has a clock of its own (`shared.desk.rounds`)."""


def remind_of(session: Session, about: About, tasks: Iterable[tuple[str, datetime]], now: datetime) -> None:
    """Let each task (id, due time) be reminded of in time; at once where that time is over."""
    ahead = timedelta(minutes=figures(session).remind_minutes)
    falls_due(session, TASK_DUE, {task: (about, due - ahead) for task, due in tasks}, now)


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
    times = {task.id: (About.from_json(due.about), _too_late(task, late, now)) for task, due in taken}
    falls_due(session, TASK_OVERDUE, times, now)


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
        people = managers_of(session, about.site)
        tell(session, TASK_LATE, taken[0][0].plan_id, people, about, [task.id for task, _ in taken], now)


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
