"""Who hears that nobody can be asked to decide on a visit: who asked for it, its host, and administrators (R6)."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from shared.access.queries import employees_with_roles
from shared.access.rules import Role
from shared.bookings.models import Booking
from shared.desk.approvers import employees_behind
from shared.notices.models import Notice
from shared.notices.queries import waiting_in_hand

NOBODY_CAN_DECIDE = "approval_nobody"
"""A letter that says so, to each of those who can do something about it. `facts["bookings"]` names the visits."""

ONE_LETTER_WITHIN = timedelta(minutes=5)
"""A letter waits so long for the other visits of a site: a table or a series is booked one by one."""


def tell_that_nobody_can_decide(session: Session, booking: Booking, now: datetime) -> None:
    """Write it to them, or into the letter that still waits to go out to them."""
    told = {booking.host_id, *employees_behind(session, booking.asked_by)}
    told |= set(employees_with_roles(session, booking.site_id, [Role.ADMIN]))
    for letter in waiting_in_hand(session, booking.site_id, NOBODY_CAN_DECIDE):
        if letter.employee_id in told and letter.leased_until is None:
            told.remove(letter.employee_id)
            named = dict.fromkeys([*letter.facts["bookings"], booking.id])
            letter.facts = letter.facts | {"bookings": list(named)}
    session.add_all(
        Notice(
            topic=NOBODY_CAN_DECIDE,
            subject_id=booking.site_id,
            employee_id=employee,
            about=booking.about.as_json(),
            facts={"bookings": [booking.id]},
            asked_at=now,
            due_at=now + ONE_LETTER_WITHIN,
        )
        for employee in sorted(told)
    )
