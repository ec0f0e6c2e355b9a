"""Tell the host and the driver which car fetches the guests, and whoever was told when that changes (R9, R34)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from shared.bookings.models import Booking
from shared.desk.letters import may_have_gone
from shared.notices.actions import drop
from shared.notices.models import Notice
from shared.notices.queries import notices_in_hand
from shared.resources.models import Reservation, Resource
from shared.resources.queries import HOLDING
from shared.resources.rules import ResourceKind

CAR = "car"


def ride_of(session: Session, booking: Booking) -> Reservation | None:
    """Return the ride of a visit that still stands, with car and driver; None where none is needed."""
    if booking.state not in HOLDING:
        return None
    named = (joinedload(Reservation.resource), joinedload(Reservation.driver).joinedload(Resource.employee))
    wanted = select(Reservation).where(Reservation.booking_id == booking.id, Reservation.kind == ResourceKind.CAR)
    return session.scalars(wanted.options(*named).execution_options(populate_existing=True)).first()


def tell_of_car(session: Session, booking: Booking, now: datetime) -> None:
    """Write to the host and the driver of an assigned car, and to whoever was told of another one before.

    The words are found when the letter is sent, so that they are true then.
    """
    letters = notices_in_hand(session, [booking.id], (CAR,))
    told = {letter.employee_id for letter in letters if letter.employee_id and may_have_gone(letter)}
    for letter in letters:
        drop(letter)
    ride = ride_of(session, booking)
    concerned = {booking.host_id} if ride and ride.resource_id else set()
    if ride and ride.driver and ride.driver.employee_id:
        concerned.add(ride.driver.employee_id)
    about, facts = booking.about.as_json(), _as_it_stands(ride)
    session.add_all(
        Notice(topic=CAR, subject_id=booking.id, employee_id=each, about=about, facts=facts, asked_at=now, due_at=now)
        for each in sorted(told | concerned)
    )


def _as_it_stands(ride: Reservation | None) -> dict[str, list[str]]:
    """Return `window`, two moments, where a car fetches the guests."""
    if ride is None or ride.resource_id is None:
        return {}
    return {"window": [ride.starts_at.isoformat(), ride.ends_at.isoformat()]}


def tell_of_car_if_told(session: Session, booking: Booking, now: datetime) -> None:
    """Write once more where a letter about a car exists: the visit was called off or moved."""
    if notices_in_hand(session, [booking.id], (CAR,)):
        tell_of_car(session, booking, now)
