"""An itinerary waits for the word of whom its grade names for that, and again whenever it changes (R6, R19).

Until then it goes to nobody: what the leader of a group holds has been confirmed.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from shared.approvals.models import ApprovalStep
from shared.approvals.queries import every_step, steps_of_each
from shared.approvals.rules import Asked, StepState
from shared.bookings.models import Booking
from shared.bookings.queries import booking_in_hand
from shared.bookings.rules import State
from shared.desk.ask_approval import whom_a_step_asks
from shared.grades.chain import StepKind
from shared.notices.actions import drop
from shared.notices.models import Notice
from shared.notices.queries import notice_in_hand, notices_in_hand
from shared.reception.models import Plan

ITINERARY_ASKED = "itinerary_asked"
"""A letter to one who confirms the itinerary, with a link that answers."""
ITINERARY_UNANSWERED = "itinerary_unanswered"
"""The moment from which whoever has not confirmed it is reminded; no letter itself."""
_TOPICS = (ITINERARY_ASKED, ITINERARY_UNANSWERED)


def confirming_step(steps: Sequence[ApprovalStep]) -> ApprovalStep | None:
    """Return the step of the last round at which the itinerary is confirmed; None where the grade asks for none."""
    last = max((step.round for step in steps), default=0)
    return next((step for step in steps if step.round == last and step.kind == StepKind.ITINERARY), None)


def confirming_steps(session: Session, booking_ids: Sequence[str]) -> dict[str, ApprovalStep]:
    """Return those steps by the booking's id: one statement for any number of bookings."""
    found: dict[str, list[ApprovalStep]] = {}
    for step in steps_of_each(session, booking_ids):
        found.setdefault(step.booking_id, []).append(step)
    return {which: confirms for which, steps in found.items() if (confirms := confirming_step(steps))}


def waits_for_word(session: Session, booking: Booking, plan: Plan, now: datetime) -> bool:
    """Say whether an approved visit's itinerary has to be confirmed first; whoever does that is then asked."""
    step = confirming_step(every_step(session, booking.id))
    if step is None or not plan.itinerary_version or plan.confirmed_version == plan.itinerary_version:
        forget_asking(session, plan)
        return False
    if plan.confirm_asked_at is None and not plan.confirm_reason:
        _ask(session, booking, plan, step, now)
    return True


def forget_asking(session: Session, plan: Plan) -> None:
    """Ask nobody about this itinerary any more."""
    plan.confirm_asked_at = None
    for notice in notices_in_hand(session, [plan.id], _TOPICS):
        drop(notice)


def written_anew(session: Session, booking: Booking, plan: Plan) -> None:
    """Let another itinerary be asked about from the start; who has a form of the old one open has to look again."""
    forget_asking(session, plan)
    plan.confirm_reason = ""
    step = confirming_step(every_step(session, booking.id))
    if booking.state == State.WAITING and step is not None and step.state == StepState.ASKED:
        booking.changes += 1


def write_confirmed(session: Session, plan: Plan, by: str, now: datetime) -> None:
    """Write that the itinerary is confirmed as it stands."""
    forget_asking(session, plan)
    plan.confirmed_version, plan.confirmed_by, plan.confirmed_at = plan.itinerary_version, by, now
    plan.confirm_reason = ""


def remind_of_itinerary(session: Session, notice_id: str, now: datetime) -> None:
    """Ask once more who has not confirmed an itinerary; a courier's duty."""
    plan = session.get(Plan, session.get_one(Notice, notice_id).subject_id)
    booking = booking_in_hand(session, plan.booking_id) if plan else None
    notice = notice_in_hand(session, notice_id)
    if notice.state != "waiting" or notice.due_at is None or notice.due_at > now:
        return
    step = confirming_step(every_step(session, booking.id)) if booking else None
    if plan is None or booking is None or step is None or plan.confirm_asked_at is None or plan.closed_at is not None:
        drop(notice)
        return
    notice.state, notice.due_at = "taken", None
    asked = whom_a_step_asks(session, booking, step, now)
    session.add_all(_letter(booking, plan, each, now, reminder=True) for each in asked)


def _ask(session: Session, booking: Booking, plan: Plan, step: ApprovalStep, now: datetime) -> None:
    plan.confirm_asked_at = now
    session.add_all(_letter(booking, plan, each, now) for each in whom_a_step_asks(session, booking, step, now))
    if hours := booking.grade.approval_remind_hours:
        about, due = booking.about.as_json(), now + timedelta(hours=hours)
        session.add(
            Notice(topic=ITINERARY_UNANSWERED, subject_id=plan.id, about=about, facts={}, asked_at=now, due_at=due)
        )
    session.flush()


def _letter(booking: Booking, plan: Plan, asked: Asked, now: datetime, *, reminder: bool = False) -> Notice:
    facts = {"version": plan.itinerary_version, "reminder": reminder, "in_place_of": asked.in_place_of}
    return Notice(
        topic=ITINERARY_ASKED,
        subject_id=plan.id,
        employee_id=asked.employee,
        about=booking.about.as_json(),
        facts=facts,
        asked_at=now,
        due_at=now,
    )
