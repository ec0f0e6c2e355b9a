"""The visit notice (参观通知单) to the departments that an approved visit concerns (R5, R8)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.approvals.queries import every_step, review_of
from shared.bookings.models import Booking
from shared.notices.actions import drop
from shared.notices.models import Notice
from shared.notices.queries import notices_in_hand
from shared.people.models import Employee

VISIT_NOTICE, VISIT_NOTICE_WITHDRAWN = "visit_notice", "visit_notice_withdrawn"
MOST_OF_A_DEPARTMENT = 2
"""How many of a department are told: those who stand highest tell the others."""


def send_visit_notice(session: Session, booking: Booking, now: datetime) -> None:
    """Tell the departments that the review named, or the host's own where it named none.

    A visit that nobody but its host decided on concerns no other department.
    """
    if not every_step(session, booking.id):
        return
    review = review_of(session, booking.id)
    departments = review.departments if review and review.departments else [booking.host.department_id]
    for notice in notices_in_hand(session, [booking.id], [VISIT_NOTICE]):
        drop(notice)
    for department in departments:
        session.add_all(_letter(VISIT_NOTICE, booking, one, now) for one in _heads(session, booking, department))


def take_back_visit_notices(session: Session, booking: Booking, now: datetime) -> None:
    """Tell those who were told of a visit that it does not take place as they were told."""
    notices = notices_in_hand(session, [booking.id], [VISIT_NOTICE])
    told = dict.fromkeys(str(notice.employee_id) for notice in notices if notice.state == "told")
    for notice in notices:
        drop(notice)
    session.add_all(_letter(VISIT_NOTICE_WITHDRAWN, booking, employee, now) for employee in told)


def _heads(session: Session, booking: Booking, department_id: str) -> Sequence[str]:
    """Return who stands highest in a department at the visit's site, the host left out."""
    wanted = select(Employee.id).where(
        Employee.department_id == department_id,
        Employee.site_id == booking.site_id,
        Employee.left_at.is_(None),
        Employee.id != booking.host_id,
    )
    return session.scalars(wanted.order_by(Employee.rank.desc(), Employee.id).limit(MOST_OF_A_DEPARTMENT)).all()


def _letter(topic: str, booking: Booking, employee: str, now: datetime) -> Notice:
    return Notice(
        topic=topic,
        subject_id=booking.id,
        employee_id=employee,
        about=booking.about.as_json(),
        facts={"sequence": booking.changes},
        asked_at=now,
        due_at=now,
    )
