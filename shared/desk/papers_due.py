"""When somebody is reminded that the papers of an urgent booking are to be filed (后补, R5)."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from shared.access.models import Account
from shared.bookings.models import Booking
from shared.bookings.rules import State
from shared.grades.queries import lead_time
from shared.notices.actions import drop
from shared.notices.models import Notice
from shared.notices.queries import notices_in_hand

PAPERS_DUE, PAPERS_OVERDUE = "papers_due", "papers_overdue"
_TOPICS = (PAPERS_DUE, PAPERS_OVERDUE)
_OWED_IN = {State.WAITING.value, State.APPROVED.value}


def owes_papers(booking: Booking) -> bool:
    """Say whether papers are still to be filed."""
    return booking.papers_due is not None and booking.papers_filed_at is None and booking.state in _OWED_IN


def remind_of_papers(session: Session, booking: Booking, now: datetime) -> None:
    """Write when whoever booked is reminded: some hours before the papers are due, and once they are overdue.

    Called whenever a booking may have become urgent, or is no longer.
    """
    stop_reminding_of_papers(session, booking)
    if booking.papers_due is None or booking.papers_filed_at is not None:
        return
    before = lead_time(session, booking.kind).papers_remind_hours
    if before:
        first = max(now, booking.papers_due - timedelta(hours=before))
        session.add(_letter(session, booking, PAPERS_DUE, now, first))
    session.add(_letter(session, booking, PAPERS_OVERDUE, now, booking.papers_due))


def stop_reminding_of_papers(session: Session, booking: Booking) -> None:
    """Remind nobody of these papers any more."""
    for notice in notices_in_hand(session, [booking.id], _TOPICS):
        drop(notice)


def _letter(session: Session, booking: Booking, topic: str, now: datetime, due_at: datetime) -> Notice:
    account = session.get(Account, booking.booked_by)
    return Notice(
        topic=topic,
        subject_id=booking.id,
        employee_id=(account.employee_id if account else None) or booking.host_id,
        about=booking.about.as_json(),
        facts={},
        asked_at=now,
        due_at=due_at,
    )
