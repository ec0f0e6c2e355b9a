"""What guests who are here ask for, until it is met or explained (R18)."""

from functools import partial

from sqlalchemy.orm import Session

from admin.asking import language
from admin.gate.alerts.card import Alert, Need, Seen, card
from admin.reception.words import task_state
from shared.reception.models import Task
from shared.reception.queries import Reception, open_requests, receptions_with_ids

_MOST = 20


def requests(rows: Session, seen: Seen) -> list[Need]:
    """Return a need for each request that is open."""
    tasks = open_requests(rows, [seen.site.id], _MOST)
    plans = receptions_with_ids(rows, sorted({task.plan_id for task in tasks}))
    return [Need(task.asked_at or task.due_at, partial(_card, task, plans[task.plan_id], seen)) for task in tasks]


def _card(task: Task, reception: Reception, seen: Seen) -> Alert:
    return card(
        seen,
        task.asked_at or task.due_at,
        key=f"request-{task.id}",
        who=reception.leader,
        facts=f"{task.named(language())} · {reception.company}",
        said=task_state(task, seen.site.tz, seen.now),
        booking=task.booking_id,
        action="request",
        subject=task.id,
    )
