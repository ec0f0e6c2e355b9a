"""Issue a permit (R8)."""

from datetime import datetime

from sqlalchemy.orm import Session

from shared.bookings.actions import grant_permit, index_permit
from shared.bookings.models import Booking
from shared.desk.letters import send_passes, tell_host
from shared.desk.reception import reception_follows
from shared.desk.visit_notice import send_visit_notice
from shared.kernel.logbook import Kind, note


def issue_permit(session: Session, booking: Booking, by: str, now: datetime, *, in_place_of: str | None = None) -> None:
    """Give a booking its permit and its guests their passes, send them, and tell the departments concerned.

    `in_place_of` is the employee for whom a delegate gave the last approval.
    """
    if booking.permit is not None:
        booking.changes += 1  # it was approved before: a calendar takes it back in only as something newer
    grant_permit(session, booking, by, now)
    index_permit(session, booking)
    about = booking.about
    note(session, Kind.BookingApproved, about, at=now, by=by, person=in_place_of)
    send_passes(session, booking, now)
    reception_follows(session, booking, by, now)
    send_visit_notice(session, booking, now)
    tell_host(session, booking, now)
