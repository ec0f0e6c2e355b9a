"""Issue a permit (R8)."""

from datetime import datetime

from sqlalchemy.orm import Session

from shared.bookings.actions import grant_permit, index_terms
from shared.bookings.models import Booking
from shared.desk.letters import send_passes
from shared.kernel.logbook import About, Kind, note


def issue_permit(session: Session, booking: Booking, by: str, now: datetime) -> None:
    """Give a booking its permit and its guests their passes, and send them."""
    grant_permit(session, booking, by, now)
    index_terms(session, booking)
    note(session, Kind.BookingApproved, About(booking.site_id, booking.host_id, booking.id), at=now, by=by)
    send_passes(session, booking, now)
