"""Book rooms, equipment and a car with a visit (R34): what is taken is refused inside the transaction.

On PostgreSQL the rooms themselves are locked, on SQLite only one transaction writes at a time: of two who want one
room for the same hour the second one hears that it is taken.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from shared.bookings.models import Booking
from shared.bookings.rules import LONGEST_WINDOW, Problem, WishRefused
from shared.resources.models import Reservation, Resource
from shared.resources.queries import collisions, reservations_of, resources_in_hand
from shared.resources.rules import CHOSEN_BY_BOOKER, LONGEST_PLACE, MOST_SEATS, Needs, ResourceKind, Ride


def reserve(session: Session, booking: Booking, needs: Needs) -> None:
    """Give a booking what it needs, instead of what it had. Raises WishRefused where something is taken or gone.

    A car that was needed before, at the same time and place, keeps what the dispatcher chose.
    """
    window = booking.starts_at, booking.ends_at
    found = _checked(session, booking, needs, *window)
    kept = _kept_ride(session, booking, needs.ride)
    gone = delete(Reservation).where(Reservation.booking_id == booking.id)
    if kept is not None:
        gone = gone.where(Reservation.id != kept.id)
    session.execute(gone.execution_options(synchronize_session=False))
    for each in found.values():
        session.add(_reservation(booking, ResourceKind(each.kind), *window, resource_id=each.id))
    if needs.ride and kept is None:
        facts = {"place": needs.ride.place, "people": needs.ride.people}
        session.add(_reservation(booking, ResourceKind.CAR, needs.ride.starts_at, needs.ride.ends_at, **facts))
    session.flush()


def needs_of(session: Session, booking: Booking) -> Needs:
    """Return what a booking has reserved, as the needs that would reserve it."""
    had = reservations_of(session, [booking.id])
    chosen = tuple(each.resource_id for each in had if each.kind != ResourceKind.CAR and each.resource_id)
    car = next((each for each in had if each.kind == ResourceKind.CAR), None)
    return Needs(chosen, Ride(car.starts_at, car.ends_at, car.place, car.people or 1) if car else None)


def move_with(session: Session, booking: Booking, needs: Needs, before: tuple[datetime, datetime]) -> None:
    """Let what a booking has reserved go along to its new time; a car keeps its distance from start and end."""
    ride = needs.ride
    if ride is not None:
        later = booking.starts_at - before[0], booking.ends_at - before[1]
        ride = Ride(
            ride.starts_at + later[0],
            max(ride.ends_at + later[1], ride.starts_at + later[0] + _A_WHILE),
            ride.place,
            ride.people,
        )
    reserve(session, booking, Needs(needs.resources, ride))


_A_WHILE = timedelta(minutes=15)
_AROUND = timedelta(days=1)


def needs_in(row: Mapping[str, Any]) -> Needs:
    """Return the needs that `as_row` wrote."""
    ride = row["ride"]
    if ride is None:
        return Needs(tuple(row["resources"]))
    moments = datetime.fromisoformat(ride["starts_at"]), datetime.fromisoformat(ride["ends_at"])
    return Needs(tuple(row["resources"]), Ride(*moments, ride["place"], ride["people"]))


def _checked(
    session: Session, booking: Booking, needs: Needs, starts_at: datetime, ends_at: datetime
) -> dict[str, Resource]:
    found = resources_in_hand(session, needs.resources)
    problems = [
        Problem("resources", "gone")
        for each in needs.resources
        if each not in found or found[each].site_id != booking.site_id or found[each].kind not in CHOSEN_BY_BOOKER
    ]
    if collisions(session, list(found), starts_at, ends_at, besides=booking.id):
        problems.append(Problem("resources", "taken"))
    problems += _problems_with_ride(needs.ride, booking)
    if problems:
        raise WishRefused(problems[:1])
    return found


def _problems_with_ride(ride: Ride | None, booking: Booking) -> list[Problem]:
    if ride is None:
        return []
    first, last = booking.starts_at - _AROUND, booking.ends_at + _AROUND
    is_near = first <= ride.starts_at and ride.ends_at <= last and ride.ends_at - ride.starts_at <= LONGEST_WINDOW
    checks = (
        ("ride_start", "too_far", not is_near),
        ("ride_end", "not_after_start", ride.ends_at <= ride.starts_at),
        ("ride_place", "missing", not ride.place),
        ("ride_place", "too_long", len(ride.place) > LONGEST_PLACE),
        ("ride_people", "not_a_number", not 1 <= ride.people <= MOST_SEATS),
    )
    return [Problem(field, code) for field, code, is_wrong in checks if is_wrong]


def _kept_ride(session: Session, booking: Booking, ride: Ride | None) -> Reservation | None:
    had = [each for each in reservations_of(session, [booking.id]) if each.kind == ResourceKind.CAR]
    same = [
        each
        for each in had
        if ride and (each.starts_at, each.ends_at, each.place) == (ride.starts_at, ride.ends_at, ride.place)
    ]
    if ride is None or not same:
        return None
    same[0].people = ride.people
    return same[0]


def _reservation(
    booking: Booking, kind: ResourceKind, starts_at: datetime, ends_at: datetime, **facts: Any
) -> Reservation:
    return Reservation(
        booking_id=booking.id, site_id=booking.site_id, kind=kind.value, starts_at=starts_at, ends_at=ends_at, **facts
    )
