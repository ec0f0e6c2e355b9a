"""Who receives guests of a grade: somebody of their own level (对等接待, R3)."""

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from shared.bookings.models import Booking
from shared.people.models import Employee


def receiver_proposed(session: Session, booking: Booking) -> Employee | None:
    """Return who should receive these guests; None where nobody at the site stands high enough.

    The host, where high enough; else of those who are the lowest one, from the host's own department if there is one.
    """
    least, host = booking.grade.receiver_rank, booking.host
    if host.rank >= least:
        return host
    near = case((Employee.department_id == host.department_id, 0), else_=1)
    wanted = select(Employee).where(
        Employee.site_id == booking.site_id, Employee.left_at.is_(None), Employee.rank >= least
    )
    today = booking.site.hours.day_of(booking.starts_at)
    found = session.scalars(wanted.order_by(Employee.rank, near, Employee.id).limit(20)).all()
    return next((each for each in found if not each.is_away(today)), None)


def is_high_enough(receiver: Employee, booking: Booking) -> bool:
    """Say whether somebody's rank matches that of the guests."""
    return receiver.rank >= booking.grade.receiver_rank
