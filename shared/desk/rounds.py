"""Tea is topped up again and again while guests are here (R18): each round is a task that the clock asks for.

The next one is counted from when the last one was done. Whoever does it is told when it falls due, a manager when it
is late; nobody is asked before the guests sit or after they went.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from shared.desk.reminding import remind_owner, tell_manager
from shared.desk.task_notices import (
    TASK_DUE,
    TASK_OVERDUE,
    TASK_REMINDER,
    falls_due,
    forget_reminders,
    is_over,
    tell,
    who_does,
)
from shared.kernel.logbook import About
from shared.notices.actions import drop
from shared.notices.models import Notice
from shared.notices.queries import notice_in_hand
from shared.reception.models import Plan, Task
from shared.reception.queries import task_in_hand, tasks_of
from shared.reception.rules import Edge, Rounds, round_due
from shared.sites.models import Site
from shared.visits.queries import visits_of_booking
from shared.visits.rules import VisitState

Duty = Callable[[Session, str, datetime], None]


def ask_for_round(session: Session, notice_id: str, now: datetime) -> None:
    """Ask for a round that is due, put off one that is not, end those of guests who left; remind of all else."""
    task, notice = _round_of(session, notice_id, now)
    if task is None:
        remind_owner(session, notice_id, now)
    elif notice is None:
        return
    elif task.asked_at is not None:  # the visit was changed meanwhile: it is asked for already
        _begin(session, task, notice, now)
    else:
        _look(session, task, notice, now)


def tell_of_late_round(session: Session, notice_id: str, now: datetime) -> None:
    """Tell a manager of a round that is late, if anybody still waits for it; and of all else that is late."""
    task, notice = _round_of(session, notice_id, now)
    if task is None or (notice is not None and _here_since(session, task) is not None):
        tell_manager(session, notice_id, now)
    elif notice is not None:
        _end(task, notice, now)


REMINDING: Mapping[str, Duty] = {TASK_DUE: ask_for_round, TASK_OVERDUE: tell_of_late_round}
"""By a notice's topic, what is done once it is due."""


def go_on(session: Session, task: Task, about: About, now: datetime) -> None:
    """Let the round after one that was done fall due, unless the visit is over."""
    plan, came_at = session.get_one(Plan, task.plan_id), _here_since(session, task)
    if not task.repeats or (came_at is None and now >= plan.ends_at):
        return
    every = rounds_at(session, task.site_id)
    following = _another(task, plan, round_due(now + every.every, plan.starts_at, came_at or now, every))
    session.add(following)
    session.flush()
    falls_due(session, TASK_DUE, {following.id: (about, following.due_at)}, now)


def take_back(session: Session, task: Task, now: datetime) -> None:
    """Take away the round that was to follow one which was not done after all."""
    if task.repeats:
        every = [each for each in tasks_of(session, task.plan_id) if each.repeats and each.name == task.name]
        others = [each for each in every if each.id != task.id and each.asked_at is None]
        waiting = [each for each in others if not (each.done_at or each.closed_at)]
        for each in waiting:
            each.closed_at = now
        forget_reminders(session, [each.id for each in waiting])


def rounds_at(session: Session, site_id: str) -> Rounds:
    """Return how often tea is topped up at a site."""
    site = session.get_one(Site, site_id)
    return Rounds(timedelta(minutes=site.top_up_minutes), timedelta(minutes=site.top_up_latest_minutes))


def _round_of(session: Session, notice_id: str, now: datetime) -> tuple[Task | None, Notice | None]:
    """Return the round that a notice is about, and the notice if there is still something to do about it."""
    task = session.get(Task, session.get_one(Notice, notice_id).subject_id)
    if task is None or not task.repeats:
        return None, None
    task, notice = task_in_hand(session, task.id), notice_in_hand(session, notice_id)
    if notice.state != "waiting" or notice.due_at is None or notice.due_at > now:
        return task, None
    if task is not None and is_over(session, task):
        drop(notice)
        return task, None
    return task, notice


def _look(session: Session, task: Task, notice: Notice, now: datetime) -> None:
    plan, every, came_at = (
        session.get_one(Plan, task.plan_id),
        rounds_at(session, task.site_id),
        _here_since(session, task),
    )
    if came_at is None and now >= plan.ends_at:
        _end(task, notice, now)
        return
    due = round_due(task.due_at, plan.starts_at, came_at or now, every)
    if due > now:
        task.due_at = notice.due_at = due
        return
    task.asked_at, task.due_at = now, now + every.latest - every.every
    tell(session, TASK_REMINDER, plan.id, who_does(session, task), About.from_json(notice.about), [task.id], now)
    _begin(session, task, notice, now)


def _begin(session: Session, task: Task, notice: Notice, now: datetime) -> None:
    notice.state, notice.due_at = "taken", None
    falls_due(session, TASK_OVERDUE, {task.id: (About.from_json(notice.about), task.due_at)}, now)


def _end(task: Task, notice: Notice, now: datetime) -> None:
    task.closed_at = now
    drop(notice)


def _here_since(session: Session, task: Task) -> datetime | None:
    """Return when the first of the guests who are here came; None: nobody is."""
    stays = visits_of_booking(session, task.booking_id)
    return min((stay.arrived_at for stay in stays if stay.state == VisitState.INSIDE), default=None)


def _another(task: Task, plan: Plan, due_at: datetime) -> Task:
    """Return the next round. It comes from no line of the template, so none closes it, and it moves with the visit."""
    minutes = int((due_at - plan.starts_at).total_seconds() // 60)
    following = Task(plan_id=plan.id, booking_id=task.booking_id, site_id=task.site_id, due_at=due_at, repeats=True)
    following.name, following.name_en, following.owner = task.name, task.name_en, task.owner
    following.employee_id, following.edge, following.minutes = task.employee_id, Edge.AFTER_START.value, minutes
    following.check, following.is_before = [{**each, "done": False} for each in task.check], False
    return following
