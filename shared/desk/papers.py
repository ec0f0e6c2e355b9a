"""The papers of an urgent booking, filed afterwards (后补, R5)."""

from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.rules import Person
from shared.approvals.rules import LONGEST_TEXT
from shared.bookings.models import Booking
from shared.bookings.queries import booking_in_hand
from shared.bookings.rules import Problem, WishRefused
from shared.desk.cancel import may_change
from shared.desk.outcomes import NotAllowed, OutOfTurn
from shared.desk.papers_due import owes_papers, stop_reminding_of_papers
from shared.kernel.logbook import Kind, note
from shared.kernel.names import has_odd_characters


def file_papers(session: Session, booking_id: str, text: str, by: Person, now: datetime) -> Booking:
    """File what was left out when there was no time: what was agreed by word of mouth, and with whom.

    Raises NotAllowed, OutOfTurn (filed meanwhile, or not owed) and WishRefused.
    """
    booking = booking_in_hand(session, booking_id)
    if booking is None or not may_change(booking, by):
        raise NotAllowed
    if not owes_papers(booking):
        raise OutOfTurn("papers_not_owed")
    tidy = " ".join(text.split())
    codes = (("missing", not tidy), ("too_long", len(tidy) > LONGEST_TEXT), ("odd", has_odd_characters(tidy)))
    if wrong := [Problem("papers", code) for code, is_wrong in codes if is_wrong]:
        raise WishRefused(wrong)
    booking.papers_filed_at, booking.papers_filed_by, booking.papers_note = now, by.id, tidy
    stop_reminding_of_papers(session, booking)
    is_late = booking.papers_due is not None and booking.papers_due < now
    note(session, Kind.PapersFiled, booking.about, at=now, by=by.id, late=is_late)
    return booking
