"""Writing plans and tasks. Who may do it, and who is told, is the desk's business."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from shared.bookings.models import Booking
from shared.kernel.database import table_of
from shared.kernel.figures import change_figures
from shared.kernel.ids import new_id
from shared.kernel.logbook import About, Kind, note
from shared.reception.models import Plan, ReceptionFigures, ReceptionTemplate, Task
from shared.reception.queries import figures
from shared.reception.rules import Edge, Line, Meeting, Owner, Secrecy, due_moment, lines_for, meeting_of
from shared.sites.rules import Hours

_NEW_TASKS = insert(table_of(Task))
FIGURES_HISTORY = "reception"


def history_of_template(letter: str) -> str:
    """Return under what name the changes of a grade's template are kept."""
    return f"reception {letter}"


def change_template(
    session: Session, template: ReceptionTemplate, wanted: Mapping[str, Any], reason: str, by: str, now: datetime
) -> list[str]:
    """Let a grade's visits need something else, in plans that are made from now on; return what changed."""
    history = history_of_template(template.grade_letter)
    changed = change_figures(session, history, template, wanted, reason, by, now)
    if changed:
        session.add(template)
        facts = {"grade": template.grade_letter, "figures": changed}
        note(session, Kind.ReceptionRulesChanged, About(), at=now, by=by, **facts)
    return changed


def change_reception_figures(
    session: Session, row: ReceptionFigures, wanted: Mapping[str, Any], reason: str, by: str, now: datetime
) -> list[str]:
    """Give reception other figures; return the names of those that changed."""
    changed = change_figures(session, FIGURES_HISTORY, row, wanted, reason, by, now)
    if changed:
        session.add(row)
        note(session, Kind.ReceptionRulesChanged, About(), at=now, by=by, grade=None, figures=changed)
    return changed


def meeting_proposed(session: Session, booking: Booking) -> Meeting:
    """Return the class of meeting that a booking looks like."""
    large_from = figures(session).large_guests
    return meeting_of(booking.kind, booking.grade_letter, len(booking.guests), large_from)


def write_plan(session: Session, booking: Booking, by: str, now: datetime) -> Plan:
    """Add a booking's plan, without tasks yet."""
    plan = Plan(
        id=new_id(),
        booking_id=booking.id,
        site_id=booking.site_id,
        grade_letter=booking.grade_letter,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        meeting=meeting_proposed(session, booking).value,
        secrecy=Secrecy.INTERNAL.value,
        made_by=by,
        made_at=now,
    )
    plan.escorts, plan.diners, plan.itinerary, plan.itinerary_version, plan.changes = [], [], [], 0, 0
    plan.room, plan.language = "", _language_of(booking)
    session.add(plan)
    session.flush()
    return plan


def _language_of(booking: Booking) -> str:
    """Guess in which language the leader reads: Chinese, where the name has Chinese characters."""
    leader = booking.leader
    return "zh" if any("\u4e00" <= letter <= "\u9fff" for letter in leader.visitor.name) else "en"


def write_tasks(
    session: Session, plan: Plan, lines: Sequence[Line], hours: Hours, host_id: str, now: datetime
) -> list[tuple[str, datetime]]:
    """Add tasks to a plan; return id and due time of each."""
    in_time = timedelta(minutes=figures(session).remind_minutes)
    rows = [_row(plan, line, due_in(plan, line, hours, in_time, now), host_id) for line in lines]
    if rows:
        session.execute(_NEW_TASKS, rows)
    return [(row["id"], row["due_at"]) for row in rows]


def due_in(plan: Plan, line: Line, hours: Hours, in_time: timedelta, now: datetime) -> datetime:
    """Return when a task of a plan is due. Of what would be late already its owner hears in time, as of any other:
    it is due that much later, at the latest when the visit starts."""
    due = due_moment(line, plan.starts_at, plan.ends_at, hours)
    return due if due > now else max(now, min(now + in_time, plan.starts_at))


def _row(plan: Plan, line: Line, due_at: datetime, host_id: str) -> dict[str, Any]:
    return {
        "id": new_id(),
        "plan_id": plan.id,
        "booking_id": plan.booking_id,
        "site_id": plan.site_id,
        "key": line.key,
        "name": line.name,
        "name_en": line.name_en,
        "owner": line.owner.value,
        "employee_id": host_id if line.owner is Owner.HOST else None,
        "edge": line.edge.value,
        "days": line.days,
        "minutes": line.minutes,
        "is_before": line.edge is Edge.BEFORE_START,
        "due_at": due_at,
        "check": [{"words": words, "done": False} for words in line.check],
        "note": "",
        "repeats": line.repeats,
    }


def line_of(task: Task) -> Line:
    """Return the line that makes this task."""
    line = Line(task.key, task.name, task.name_en, Owner(task.owner), Edge(task.edge), task.days, task.minutes)
    return replace(line, repeats=task.repeats)


def fit_tasks(plan: Plan, tasks: Sequence[Task], lines: Sequence[Line], now: datetime) -> list[Line]:
    """Close what the template doesn't ask for any more, and take up again what it does; return the lines that lack.

    What is done stays done, and what somebody added by hand is theirs.
    """
    wanted = {line.key: line for line in lines_for(lines, Meeting(plan.meeting))}
    for task in tasks:
        if task.key and task.done_at is None:
            is_wanted = task.key in wanted
            task.closed_at = None if is_wanted else task.closed_at or now
    there = {task.key for task in tasks}
    return [line for key, line in wanted.items() if key not in there]


def move_tasks(session: Session, plan: Plan, tasks: Sequence[Task], hours: Hours, now: datetime) -> None:
    """Reckon anew when what is open is due; what was late, and would be, stays as late as it was, and what a guest
    asked for has its own time."""
    in_time = timedelta(minutes=figures(session).remind_minutes)
    for task in tasks:
        if task.done_at is None and task.closed_at is None and task.asked_at is None:
            line = line_of(task)
            would_be_late = due_moment(line, plan.starts_at, plan.ends_at, hours) <= now
            if not (would_be_late and task.due_at <= now):
                task.due_at = due_in(plan, line, hours, in_time, now)


def tick(task: Task, by: str | None, now: datetime) -> None:
    """Write that a task is done, with all that belongs to it; `by` None: that it is not."""
    task.done_at, task.done_by = (now, by) if by else (None, None)
    if by:
        task.check = [{**each, "done": True} for each in task.check]


def tick_check(task: Task, number: int) -> None:
    """Tick something that belongs to a task, or take the tick back."""
    task.check = [
        {**each, "done": not each["done"]} if index == number else each for index, each in enumerate(task.check)
    ]


def own_line(name: str, owner: Owner, minutes: int) -> Line:
    """Return the line of a task that somebody adds: so many minutes before the visit, or after its start."""
    edge = Edge.BEFORE_START if minutes >= 0 else Edge.AFTER_START
    return replace(Line("", name, "", owner), edge=edge, minutes=abs(minutes))
