"""What a guest asks for during a visit: somebody meets it, or explains why not, within minutes (R18)."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from shared.access.rules import Person
from shared.desk.outcomes import OutOfTurn
from shared.desk.preparing import NO_PLAN, booking_to_prepare
from shared.desk.reminding import remind_of
from shared.kernel.logbook import Kind, note
from shared.reception.actions import write_plan
from shared.reception.models import Task
from shared.reception.queries import figures, plan_in_hand
from shared.reception.rules import Edge, Owner
from shared.visits.queries import visits_of_booking
from shared.visits.rules import VisitState

NOBODY_INSIDE = "nobody_inside"
"""OutOfTurn: no guest of the visit is here now."""


def note_request(session: Session, booking_id: str, words: str, by: Person, now: datetime) -> Task:
    """Write down what a guest asks for: a task of reception, due in the minutes that the figure says.

    Reception is written to at once, the manager as soon as it is late. Raises NotAllowed, OutOfTurn.
    """
    booking = booking_to_prepare(session, booking_id, by)
    if not any(stay.state == VisitState.INSIDE for stay in visits_of_booking(session, booking_id)):
        raise OutOfTurn(NOBODY_INSIDE)
    plan = plan_in_hand(session, booking_id) or write_plan(session, booking, by.id, now)
    if plan.closed_at is not None:
        raise OutOfTurn(NO_PLAN)
    minutes = figures(session).request_minutes
    task = Task(plan_id=plan.id, booking_id=booking_id, site_id=booking.site_id, name=words, name_en="")
    task.owner, task.edge, task.minutes, task.is_before = Owner.RECEPTION.value, Edge.AFTER_START.value, minutes, False
    task.asked_at, task.due_at = now, now + timedelta(minutes=minutes)
    session.add(task)
    session.flush()
    remind_of(session, booking.about, [(task.id, task.due_at)], now)
    note(session, Kind.RequestNoted, booking.about, at=now, by=by.id, task=task.id)
    return task
