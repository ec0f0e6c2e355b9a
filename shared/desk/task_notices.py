"""Notices about reception's tasks: who does a task, what falls due about it, and the letters that go out (R18)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
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
from shared.notices.queries import notices_in_hand
from shared.notices.rules import Urgency
from shared.people.models import Employee
from shared.reception.models import Plan, Task

TASK_DUE, TASK_OVERDUE = "task_due", "task_overdue"
"""Moments at which something is to be done about a task; no letters themselves."""
TASK_REMINDER, TASK_LATE = "task_reminder", "task_late"
TASK_OFF = "task_off"
"""Letters: what is due soon, what is late, what was called off. `facts["tasks"]` names the tasks."""

_MOST_TOLD = 5
_NEW_NOTICES = insert(table_of(Notice))


def falls_due(session: Session, topic: str, tasks: Mapping[str, tuple[About, datetime]], now: datetime) -> None:
    """Let something be done about tasks (by id: whom it concerns, and when), now where that time is over."""
    rows = [_row(topic, task, about, now, max(now, due)) for task, (about, due) in tasks.items()]
    if rows:
        session.execute(_NEW_NOTICES, rows)


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
    facts = {"tasks": list(tasks)}
    rows = [_row(topic, plan_id, about, now, now, employee_id=each, facts=facts) for each in people]
    if rows:
        session.execute(_NEW_NOTICES, rows)


def forget_reminders(session: Session, tasks: Sequence[str]) -> None:
    """Remind nobody of these tasks any more."""
    for notice in notices_in_hand(session, tasks, (TASK_DUE, TASK_OVERDUE)):
        drop(notice)


def is_over(session: Session, task: Task) -> bool:
    """Say whether nothing is to be done of a task any more."""
    plan = session.get_one(Plan, task.plan_id)
    return task.done_at is not None or task.closed_at is not None or plan.closed_at is not None


def who_does(session: Session, task: Task) -> list[str]:
    """Return the ids of those who do a task: whoever is named, else a few receptionists of its site."""
    return [task.employee_id] if task.employee_id else receptionists_of(session, task.site_id)


def receptionists_of(session: Session, site_id: str | None) -> list[str]:
    """Return the ids of a few receptionists of a site."""
    return _with_role(session, site_id, Role.RECEPTIONIST)


def managers_of(session: Session, site_id: str | None) -> list[str]:
    """Return the ids of a few managers of a site."""
    return _with_role(session, site_id, Role.MANAGER)


def _with_role(session: Session, site_id: str | None, role: Role) -> list[str]:
    """Return the ids of a few employees who have a role at a site, those that have it there alone first."""
    wanted = (
        select(Account.employee_id)
        .join(Grant, Grant.account_id == Account.id)
        .join(Employee, Employee.id == Account.employee_id)
        .where(Account.disabled_at.is_(None), Employee.left_at.is_(None))
        .where(Grant.role == role, (Grant.site_id == site_id) | Grant.site_id.is_(None))
        .order_by(Grant.site_id.is_(None), Account.id)
        .limit(_MOST_TOLD)
    )
    return [each for each in session.scalars(wanted) if each is not None]


def _row(topic: str, subject: str, about: About, now: datetime, due_at: datetime, **more: Any) -> dict[str, Any]:
    return {
        "id": new_id(),
        "topic": topic,
        "subject_id": subject,
        "employee_id": None,
        "about": about.as_json(),
        "facts": {},
        "state": "waiting",
        "attempts": 0,
        "urgency": Urgency.TODAY.value,
        "asked_at": now,
        "due_at": due_at,
        **more,
    }
