"""Give visits their cars and drivers (R34): one dispatcher, and no car or driver in two places at once."""

from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.rules import Permission, Person
from shared.bookings.models import Booking
from shared.bookings.rules import Problem, WishRefused
from shared.desk.car_letters import tell_of_car
from shared.desk.outcomes import NotAllowed
from shared.kernel.logbook import Kind, note
from shared.resources.models import Reservation, Resource
from shared.resources.queries import HOLDING, collisions, resources_in_hand, ride_in_hand
from shared.resources.rules import ResourceKind


def assign_car(
    session: Session, ride_id: str, car_id: str | None, driver_id: str | None, by: Person, now: datetime
) -> Reservation:
    """Choose car and driver for a ride, or take them back (None). Raises NotAllowed and WishRefused."""
    ride = ride_in_hand(session, ride_id)
    if ride is None:
        raise NotAllowed
    if not by.may(Permission.DISPATCH, ride.site_id):
        raise NotAllowed
    booking = session.get_one(Booking, ride.booking_id)
    if booking.state not in HOLDING:
        raise WishRefused([Problem("ride", "gone")])
    found = resources_in_hand(session, [each for each in (car_id, driver_id) if each])
    problems = _problems(session, ride, "car", car_id, found) + _problems(session, ride, "driver", driver_id, found)
    if problems:
        raise WishRefused(problems)
    is_other = (ride.resource_id, ride.driver_id) != (car_id, driver_id)
    ride.resource_id, ride.driver_id, ride.assigned_by = car_id, driver_id, by.id
    session.flush()
    if is_other:
        tell_of_car(session, booking, now)
    about = booking.about
    note(session, Kind.CarAssigned, about, at=now, by=by.id, car=car_id, driver=driver_id)
    return ride


def _problems(
    session: Session, ride: Reservation, field: str, wanted: str | None, found: dict[str, Resource]
) -> list[Problem]:
    if wanted is None:
        return []
    kind = ResourceKind.CAR if field == "car" else ResourceKind.DRIVER
    chosen = found.get(wanted)
    if chosen is None or chosen.kind != kind or chosen.site_id != ride.site_id:
        return [Problem(field, "gone")]
    if chosen.seats is not None and (ride.people or 1) > chosen.seats:
        return [Problem(field, "too_small")]
    others = collisions(session, [wanted], ride.starts_at, ride.ends_at, besides=ride.booking_id)
    return [Problem(field, "taken")] if others else []
