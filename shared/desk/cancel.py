"""Call a visit off."""

from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.rules import Permission, Person
from shared.approvals.queries import every_step
from shared.bookings.actions import withhold_permit
from shared.bookings.models import Booking
from shared.bookings.queries import booking_in_hand
from shared.bookings.rules import State
from shared.desk.approvers import employees_behind
from shared.desk.ask_approval import ASKED, stop_asking
from shared.desk.at_the_door import why_only_at_the_door
from shared.desk.car_letters import tell_of_car_if_told
from shared.desk.declined import DECLINED, tell_invited_of_no_visit, tell_of_answer
from shared.desk.invite import INVITATION_ANSWERED
from shared.desk.letters import HOST_VISIT_OFF, may_have_gone, take_back_passes, untell_host
from shared.desk.outcomes import NotAllowed, OutOfTurn
from shared.desk.papers_due import stop_reminding_of_papers
from shared.desk.reception import reception_follows
from shared.desk.visit_notice import take_back_visit_notices
from shared.invitations.queries import invitation_behind
from shared.kernel.logbook import Kind, note
from shared.notices.queries import notices_of_each


def cancel(session: Session, booking_id: str, by: Person, now: datetime) -> Booking:
    """Cancel a booking: its passes open no door from now on, and who was told of it or asked for it is told.

    Cancelling twice is cancelling once. Raises NotAllowed, and OutOfTurn for one that was rejected or is over.
    """
    booking = booking_in_hand(session, booking_id)
    if booking is None or not may_change(booking, by):
        raise NotAllowed
    if booking.state == State.CANCELLED:
        return booking
    if code := _why_not_now(session, booking, now):
        raise OutOfTurn(code)
    was_approved, wait = booking.state == State.APPROVED, _colleagues_who_wait(session, booking)
    withhold_permit(booking, State.CANCELLED, by.id, None, now)
    booking.changes += 1
    note(session, Kind.BookingCancelled, booking.about, at=now, by=by.id)
    stop_asking(session, booking)
    stop_reminding_of_papers(session, booking)
    if was_approved:
        take_back_passes(session, booking, booking.guests, now)
        take_back_visit_notices(session, booking, now)
        untell_host(session, booking, now)
    else:
        tell_invited_of_no_visit(session, booking, now)
    tell_of_answer(session, booking, wait, by, now)
    tell_of_car_if_told(session, booking, now)
    reception_follows(session, booking, by.id, now)
    return booking


def _why_not_now(session: Session, booking: Booking, now: datetime) -> str | None:
    if code := why_only_at_the_door(session, booking):
        return code
    if booking.state == State.REJECTED:
        return "booking_rejected"
    return "booking_over" if booking.ends_at <= now else None


def _colleagues_who_wait(session: Session, booking: Booking) -> frozenset[str]:
    """Return who asked for a visit that is still on, and its host where they know of it and no calendar tells them."""
    asked = employees_behind(session, booking.asked_by)
    if booking.state == State.APPROVED:
        return asked - {booking.host_id}
    return asked | {booking.host_id} if _host_knows(session, booking) else asked


def _host_knows(session: Session, booking: Booking) -> bool:
    """Say whether the host of a visit that is not approved has heard of it: was asked, or holds another letter."""
    answered = invitation_behind(session, booking.id)
    subjects = [booking.id, *(step.id for step in every_step(session, booking.id)), *([answered] if answered else [])]
    letters = notices_of_each(session, subjects, (ASKED, DECLINED, HOST_VISIT_OFF, INVITATION_ANSWERED))
    return any(each.employee_id == booking.host_id and may_have_gone(each) for each in letters)


def may_change(booking: Booking, by: Person) -> bool:
    """Say whether a person may change or cancel a booking: who asked for it, its host, reception."""
    own = by.is_host(booking.host_id) or booking.booked_by == by.id
    may_own = own and by.may(Permission.BOOK, booking.site_id)
    return may_own or by.may(Permission.BOOK_FOR_OTHERS, booking.site_id)
