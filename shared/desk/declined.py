"""Who hears that a visit is declined: who asked for it, its host, and the visitor who filled an invitation in."""

from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.rules import Person
from shared.bookings.models import Booking
from shared.desk.approvers import employees_behind
from shared.invitations.queries import was_invited
from shared.notices.models import Notice

DECLINED = "booking_declined"
"""A letter to who asked for a visit, and to its host: it was rejected or sent back, by whom and why (R6)."""
INVITED_OFF = "invited_visit_off"
"""A letter to a visitor who was told that a pass would come, and who is not to wait for it (R1)."""


def tell_of_decline(session: Session, booking: Booking, asked_by: frozenset[str], by: Person, now: datetime) -> None:
    """Tell those who wait for an answer what it is; whoever gave it knows."""
    told = (employees_behind(session, asked_by) | {booking.host_id}) - {by.employee_id}
    facts = {"state": booking.state}
    session.add_all(
        Notice(
            topic=DECLINED,
            subject_id=booking.id,
            employee_id=employee,
            about=booking.about.as_json(),
            facts=facts,
            asked_at=now,
            due_at=now,
        )
        for employee in sorted(told)
    )


def tell_invited_of_no_visit(session: Session, booking: Booking, now: datetime) -> None:
    """Tell who answered an invitation that nothing comes of it, where no pass was sent that is taken back."""
    leader = booking.leader
    if not leader.visitor.email or not was_invited(session, booking.id):
        return
    session.add(
        Notice(
            topic=INVITED_OFF,
            subject_id=leader.id,
            visitor_id=leader.visitor_id,
            about=booking.about.as_json(),
            facts={},
            asked_at=now,
            due_at=now,
        )
    )
