"""The plan of a visit's reception follows its booking: made, moved, taken up again, closed (R18)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.rules import Person
from shared.bookings.models import Booking
from shared.bookings.rules import State
from shared.desk.itinerary import call_itinerary_off, hold_itinerary, send_itinerary
from shared.desk.outcomes import OutOfTurn
from shared.desk.preparing import NO_PLAN, booking_to_prepare
from shared.desk.reminding import remind_of, tell_off
from shared.desk.task_notices import forget_reminders
from shared.kernel.logbook import Kind, note
from shared.reception.actions import fit_tasks, meeting_proposed, move_tasks, write_plan, write_tasks
from shared.reception.itinerary import moved
from shared.reception.models import Plan, Task
from shared.reception.queries import plan_in_hand, tasks_of, template_of
from shared.reception.rules import Edge, Line, Meeting, lines_for

_OVER = (State.CANCELLED, State.REJECTED)
_TO_COME = (State.WAITING, State.SENT_BACK, State.APPROVED)


def reception_follows(session: Session, booking: Booking, by: str, now: datetime) -> None:
    """Bring the plan to what has just become of its booking.

    An approved visit gets the plan of its grade, if the grade has one and it is still ahead; a change of time moves
    what is not done; of a visit that was called off nothing is left to do.
    """
    plan = plan_in_hand(session, booking.id)
    if booking.state in _OVER:
        if plan is not None and plan.closed_at is None:
            _close(session, booking, plan, now)
    elif plan is not None:
        _follow(session, booking, plan, by, now)
    elif booking.state == State.APPROVED and booking.starts_at > now:
        lines = template_of(session, booking.grade_letter).lines
        if lines:
            _make(session, booking, lines, by, now)


def make_plan(session: Session, booking_id: str, by: Person, now: datetime) -> None:
    """Make the plan before the approval, or for a grade that gets none by itself. Raises NotAllowed, OutOfTurn."""
    booking = booking_to_prepare(session, booking_id, by)
    if booking.state not in _TO_COME or booking.ends_at <= now:
        raise OutOfTurn(NO_PLAN)
    if plan_in_hand(session, booking_id) is None:
        _make(session, booking, template_of(session, booking.grade_letter).lines, by.id, now)


def choose_meeting(session: Session, booking_id: str, meeting: Meeting, by: Person, now: datetime) -> None:
    """Give a meeting another class: what only large ones need comes or goes. Raises NotAllowed, OutOfTurn."""
    booking = booking_to_prepare(session, booking_id, by)
    plan = plan_in_hand(session, booking_id)
    if plan is None or plan.closed_at is not None:
        raise OutOfTurn(NO_PLAN)
    if plan.meeting != meeting:
        plan.meeting = meeting.value
        _fit(session, booking, plan, list(tasks_of(session, plan.id)), now)


def _make(session: Session, booking: Booking, lines: Sequence[Line], by: str, now: datetime) -> None:
    plan = write_plan(session, booking, by, now)
    wanted = lines_for(lines, Meeting(plan.meeting))
    new = write_tasks(session, plan, wanted, booking.site.hours, booking.host_id, now)
    remind_of(session, booking.about, new, now)
    note(session, Kind.ReceptionPlanned, booking.about, at=now, by=by, tasks=len(new))


def _follow(session: Session, booking: Booking, plan: Plan, by: str, now: datetime) -> None:
    """Move a plan that is there, take it up again, or fit it to another grade."""
    was_closed = plan.closed_at is not None
    is_moved = (plan.starts_at, plan.ends_at, plan.site_id) != (booking.starts_at, booking.ends_at, booking.site_id)
    has_other_grade = plan.grade_letter != booking.grade_letter
    if is_moved:
        items = moved(plan.items, plan.starts_at, booking.starts_at, booking.site.tz)
        plan.itinerary_version += items != plan.items  # one that stays as it is goes to nobody again
        plan.itinerary = [item.as_json() for item in items]
        plan.starts_at, plan.ends_at, plan.site_id = booking.starts_at, booking.ends_at, booking.site_id
    plan.closed_at, plan.grade_letter = None, booking.grade_letter
    if has_other_grade:
        plan.meeting = meeting_proposed(session, booking).value
    if is_moved or was_closed or has_other_grade:
        _fit(session, booking, plan, list(tasks_of(session, plan.id)), now)
        note(session, Kind.ReceptionPlanned, booking.about, at=now, by=by, tasks=None)
    if booking.state == State.APPROVED:
        send_itinerary(session, booking, plan, now)
    else:
        hold_itinerary(session, plan)


def _fit(session: Session, booking: Booking, plan: Plan, tasks: list[Task], now: datetime) -> None:
    """Fit the tasks to what the template asks of this visit, and to its time; remind anew of what is open."""
    lines = template_of(session, plan.grade_letter).lines
    lacking = fit_tasks(plan, tasks, lines, now)
    for task in tasks:
        task.site_id = plan.site_id
    move_tasks(session, plan, tasks, booking.site.hours, now)
    session.flush()
    forget_reminders(session, [task.id for task in tasks])
    new = write_tasks(session, plan, lacking, booking.site.hours, booking.host_id, now)
    open_tasks = [(task.id, task.due_at) for task in tasks if not (task.done_at or task.closed_at)]
    remind_of(session, booking.about, [*new, *open_tasks], now)


def visit_lasts_longer(session: Session, booking: Booking, now: datetime) -> None:
    """Put off what is to be done after a visit; all else of its plan stays as it is."""
    plan = plan_in_hand(session, booking.id)
    if plan is None or plan.closed_at is not None:
        return
    plan.ends_at = booking.ends_at
    after = [task for task in tasks_of(session, plan.id) if task.edge == Edge.AFTER_END]
    after = [task for task in after if not (task.done_at or task.closed_at or task.asked_at)]
    move_tasks(session, plan, after, booking.site.hours, now)
    session.flush()
    forget_reminders(session, [task.id for task in after])
    remind_of(session, booking.about, [(task.id, task.due_at) for task in after], now)


def _close(session: Session, booking: Booking, plan: Plan, now: datetime) -> None:
    """Leave nothing to do, and tell those who began: what is done stays in the book."""
    plan.closed_at = now
    tasks = [task for task in tasks_of(session, plan.id) if task.closed_at is None]
    tell_off(session, tasks, booking.about, booking.host_id, now)
    open_tasks = [task for task in tasks if task.done_at is None]
    for task in open_tasks:
        task.closed_at = now
    forget_reminders(session, [task.id for task in open_tasks])
    call_itinerary_off(session, booking, plan, now)
