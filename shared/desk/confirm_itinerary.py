"""Confirm an itinerary, or ask for another one (R6)."""

from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.rules import Person
from shared.approvals.queries import every_step
from shared.bookings.queries import booking_in_hand
from shared.bookings.rules import Problem, State, WishRefused
from shared.desk.approvers import deciders, kind_and_rank
from shared.desk.confirming import confirming_step, forget_asking, write_confirmed
from shared.desk.itinerary import CHANGED, send_itinerary
from shared.desk.outcomes import NotAllowed, OutOfTurn
from shared.desk.preparing import NO_PLAN
from shared.kernel.logbook import Kind, note
from shared.reception.models import Plan
from shared.reception.queries import plan_in_hand


def confirm_itinerary(
    session: Session, booking_id: str, reason: str | None, by: Person, now: datetime, seen: int
) -> Plan:
    """Confirm a visit's itinerary, so that it goes out; with a reason: ask for another one.

    `seen` is the version that they looked at. Raises NotAllowed, OutOfTurn, WishRefused (an empty reason).
    """
    booking, plan = booking_in_hand(session, booking_id), plan_in_hand(session, booking_id)
    step = confirming_step(every_step(session, booking_id))
    if booking is None or step is None:
        raise NotAllowed
    say = deciders(session, by, now).say(booking, *kind_and_rank(step))
    if say.objection:
        raise NotAllowed(say.objection)
    if plan is None or plan.closed_at is not None or booking.state != State.APPROVED:
        raise OutOfTurn(NO_PLAN)
    if seen != plan.itinerary_version or plan.confirmed_version == plan.itinerary_version:
        raise OutOfTurn(CHANGED)
    about, facts = booking.about, {"version": seen, "person": say.in_place_of}
    if reason is not None:
        if not (tidy := reason.strip()):
            raise WishRefused([Problem("reason", "missing")])
        forget_asking(session, plan)
        plan.confirm_reason = tidy
        note(session, Kind.ItineraryQuestioned, about, at=now, by=by.id, **facts)
        return plan
    write_confirmed(session, plan, by.id, now)
    note(session, Kind.ItineraryConfirmed, about, at=now, by=by.id, **facts)
    send_itinerary(session, booking, plan, now)
    return plan
