"""Decide on a booking: approve, reject, or send back (R6, R8)."""

from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.rules import Permission, Person
from shared.bookings.actions import withhold_permit
from shared.bookings.models import Booking
from shared.bookings.queries import booking_in_hand
from shared.bookings.rules import Decision, Problem, State, WishRefused, objection_to_approver
from shared.desk.book import about_booking
from shared.desk.hold import hold_booking
from shared.desk.letters import take_back_passes
from shared.desk.outcomes import CHANGED, NotAllowed, OutOfTurn
from shared.desk.permit import issue_permit
from shared.kernel.logbook import Kind, note
from shared.visits.asked import asking_of_booking

AT_THE_DOOR = "asked_at_the_door"
"""OutOfTurn: the visitor stands at the door, so that an answer there decides, for booking and visit in one (R13)."""
_STATES = {Decision.REJECT: State.REJECTED, Decision.SEND_BACK: State.SENT_BACK}
_KINDS = {Decision.REJECT: Kind.BookingRejected, Decision.SEND_BACK: Kind.BookingSentBack}
_OPEN_TO = {
    Decision.APPROVE: {State.WAITING},
    Decision.REJECT: {State.WAITING},
    Decision.SEND_BACK: {State.WAITING, State.APPROVED},
}


def decide(
    session: Session,
    booking_id: str,
    decision: Decision,
    reason: str | None,
    by: Person,
    now: datetime,
    seen: int | None = None,
) -> Booking:
    """Carry out an approver's decision. Sending back an approved booking takes its approval back.

    `seen` is how often the booking had been changed when the approver looked: nobody approves what they never saw.
    Raises NotAllowed (with why), OutOfTurn (decided or changed meanwhile), WishRefused (a reason is missing).
    """
    booking = booking_in_hand(session, booking_id)
    if booking is None:
        raise NotAllowed
    if objection := objection_to_deciding(booking, by):
        raise NotAllowed(objection)
    if trouble := _why_not_now(session, booking, decision, now, seen):
        raise OutOfTurn(trouble)
    reason = _reason(decision, reason)
    if decision is not Decision.APPROVE:
        _withhold(session, booking, decision, reason, by, now)
    elif not hold_booking(session, booking, now):  # else it stays as it is: security looks at it first
        issue_permit(session, booking, by.id, now)
    return booking


def _why_not_now(session: Session, booking: Booking, decision: Decision, now: datetime, seen: int | None) -> str | None:
    """Return why this can't be decided as things stand now, or None."""
    if asking_of_booking(session, booking.id):
        return AT_THE_DOOR
    if booking.state not in _OPEN_TO[decision]:
        return f"booking_{booking.state}"
    if seen is not None and seen != booking.changes:
        return CHANGED
    return "booking_over" if decision is Decision.APPROVE and booking.ends_at <= now else None


def objection_to_deciding(booking: Booking, by: Person) -> str | None:
    """Return why this person may not decide on this booking, or None."""
    return objection_to_approver(
        booking.grade.approver_rank,
        rank=by.rank,
        may_approve=by.may(Permission.APPROVE, booking.site_id),
        is_host=by.is_host(booking.host_id),
        is_own=booking.booked_by == by.id,
    )


def _reason(decision: Decision, reason: str | None) -> str | None:
    tidy = (reason or "").strip() or None
    if decision is Decision.REJECT and tidy is None:
        raise WishRefused([Problem("reason", "missing")])
    return tidy


def _withhold(
    session: Session, booking: Booking, decision: Decision, reason: str | None, by: Person, now: datetime
) -> None:
    was_approved = booking.state == State.APPROVED
    withhold_permit(booking, _STATES[decision], by.id, reason, now)
    note(session, _KINDS[decision], about_booking(booking), at=now, by=by.id)
    if was_approved:
        booking.changes += 1  # a calendar takes the withdrawal, and a later approval, only as something newer
        take_back_passes(session, booking, booking.guests, now)
