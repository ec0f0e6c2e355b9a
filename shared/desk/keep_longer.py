"""Let what a visit has reserved last as long as the visit does, as far as nobody else has it (R12, R34)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from shared.bookings.models import Booking
from shared.desk.car_letters import tell_of_car_if_told
from shared.resources.models import Reservation
from shared.resources.queries import collisions, reservations_in_hand, resources_in_hand
from shared.resources.rules import ResourceKind


@dataclass(frozen=True)
class Short:
    """Something that a visit has, but not for as long as it now lasts."""

    held: Reservation
    other: Reservation
    """Of the visit that has it then; of several the first."""


def keep_longer(session: Session, booking: Booking, before: datetime, now: datetime) -> list[Short]:
    """Let a booking that ended at `before` keep what it has; return what somebody else has in the time that is added.

    Such a thing is kept until it is somebody else's. A car that was to come after the visit is put off, or comes as
    before where that can't be; one that goes before the end is no matter of it.
    """
    held = reservations_in_hand(session, booking.id)
    resources_in_hand(session, sorted({name for each in held for name in _names(each)}))
    cars = [(each, each.ends_at) for each in held if each.kind == ResourceKind.CAR]
    kept = [_keep(session, each, _needed(each, booking.ends_at, before, now)) for each in held]
    session.flush()
    if any(car.ends_at != ended for car, ended in cars):
        tell_of_car_if_told(session, booking, now)
    return [short for short in kept if short is not None]


def _needed(held: Reservation, ends_at: datetime, before: datetime, now: datetime) -> tuple[datetime, datetime]:
    """Return from when until when a visit that now ends at `ends_at` needs something.

    A room whose time was over is needed from now on: others may have had it meanwhile.
    """
    later = ends_at - before
    if held.kind != ResourceKind.CAR:
        return held.starts_at if held.ends_at >= now else now, ends_at
    if held.ends_at < before:
        return held.starts_at, held.ends_at
    return held.starts_at + later if held.starts_at >= before else held.starts_at, held.ends_at + later


def _keep(session: Session, held: Reservation, needed: tuple[datetime, datetime]) -> Short | None:
    starts_at, ends_at = needed
    added = max(starts_at, held.ends_at)
    others = collisions(session, _names(held), added, ends_at, besides=held.booking_id) if added < ends_at else ()
    is_put_off = held.kind == ResourceKind.CAR and starts_at != held.starts_at
    until = min([ends_at, *(each.starts_at for each in others)])
    if not others or (until > added and not is_put_off):
        held.starts_at, held.ends_at = starts_at, until
    return Short(held, others[0]) if others else None


def _names(held: Reservation) -> list[str]:
    return [each for each in (held.resource_id, held.driver_id) if each]
