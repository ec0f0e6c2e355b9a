"""Call a visit off."""

from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.rules import Permission, Person
from shared.bookings.actions import withhold_permit
from shared.bookings.models import Booking
from shared.bookings.queries import booking_in_hand
from shared.bookings.rules import State
from shared.desk.ask_approval import stop_asking
from shared.desk.at_the_door import why_only_at_the_door
from shared.desk.car_letters import tell_of_car_if_told
from shared.desk.declined import tell_invited_of_no_visit
from shared.desk.letters import take_back_passes, untell_host
from shared.desk.outcomes import NotAllowed, OutOfTurn
from shared.desk.papers_due import stop_reminding_of_papers
from shared.desk.reception import reception_follows
from shared.desk.visit_notice import take_back_visit_notices
from shared.kernel.logbook import Kind, note


def cancel(session: Session, booking_id: str, by: Person, now: datetime) -> Booking:
    """Cancel a booking: its passes open no door from now on, and guests who got one are told.

    Cancelling twice is cancelling once. Raises NotAllowed, and OutOfTurn for one that was rejected or is over.
    """
    booking = booking_in_hand(session, booking_id)
    if booking is None or not may_change(booking, by):
        raise NotAllowed
    if booking.state == State.CANCELLED:
        return booking
    if code := why_only_at_the_door(session, booking):
        raise OutOfTurn(code)
    if booking.state == State.REJECTED:
        raise OutOfTurn("booking_rejected")
    if booking.ends_at <= now:
        raise OutOfTurn("booking_over")
    was_approved = booking.state == State.APPROVED
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
    tell_of_car_if_told(session, booking, now)
    reception_follows(session, booking, by.id, now)
    return booking


def may_change(booking: Booking, by: Person) -> bool:
    """Say whether a person may change or cancel a booking: who asked for it, its host, reception."""
    own = by.is_host(booking.host_id) or booking.booked_by == by.id
    may_own = own and by.may(Permission.BOOK, booking.site_id)
    return may_own or by.may(Permission.BOOK_FOR_OTHERS, booking.site_id)
