"""Reading what can be booked with a visit, and what is taken when."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload

from shared.bookings.models import Booking, Guest
from shared.bookings.rules import LONGEST_WINDOW, State
from shared.companies.models import Visitor
from shared.resources.models import Reservation, Resource
from shared.resources.rules import ResourceKind

HOLDING = (State.WAITING, State.APPROVED, State.SENT_BACK)
"""A booking in one of these states keeps what it has reserved."""
_EMPLOYEE = joinedload(Resource.employee)


def resources_at(
    session: Session, site_id: str, kinds: Collection[ResourceKind] = tuple(ResourceKind), *, retired: bool = False
) -> Sequence[Resource]:
    """Return what a site has of these kinds, by kind and name: a site has few."""
    wanted = select(Resource).where(Resource.site_id == site_id, Resource.kind.in_(kinds))
    if not retired:
        wanted = wanted.where(Resource.retired_at.is_(None))
    return session.scalars(wanted.order_by(Resource.kind.desc(), Resource.name, Resource.id).options(_EMPLOYEE)).all()


def resource(session: Session, resource_id: str) -> Resource | None:
    """Return one of them."""
    return session.scalars(select(Resource).where(Resource.id == resource_id).options(_EMPLOYEE)).one_or_none()


def resources_in_hand(session: Session, ids: Collection[str]) -> dict[str, Resource]:
    """Return these, to reserve them: until this transaction ends nobody else reserves one of them.

    They are taken in one order, so that two who want the same two never wait for each other.
    """
    wanted = select(Resource).where(Resource.id.in_(ids), Resource.retired_at.is_(None)).order_by(Resource.id)
    return {each.id: each for each in session.scalars(wanted.with_for_update())} if ids else {}


def collisions(
    session: Session, ids: Collection[str], starts_at: datetime, ends_at: datetime, *, besides: str | None = None
) -> Sequence[Reservation]:
    """Return who has one of these within a stretch of time, the first first; `besides` is a booking left out."""
    if not ids:
        return ()
    within = (Reservation.starts_at > starts_at - LONGEST_WINDOW, Reservation.starts_at < ends_at)
    wanted = (
        select(Reservation)
        .join(Booking, Booking.id == Reservation.booking_id)
        .where(_has_one(ids), *within, Reservation.ends_at > starts_at, Booking.state.in_(HOLDING))
        .where(Reservation.booking_id != (besides or ""))
    )
    return session.scalars(wanted.order_by(Reservation.starts_at, Reservation.id)).all()


def _has_one(ids: Collection[str]) -> ColumnElement[bool]:
    return or_(Reservation.resource_id.in_(ids), Reservation.driver_id.in_(ids))


def reservations_of(session: Session, booking_ids: Collection[str]) -> Sequence[Reservation]:
    """Return what bookings have reserved, in the order of time, with names."""
    if not booking_ids:
        return ()
    wanted = select(Reservation).where(Reservation.booking_id.in_(booking_ids)).options(*_NAMED)
    return session.scalars(wanted.order_by(Reservation.starts_at, Reservation.id)).all()


def reservations_in_hand(session: Session, booking_id: str) -> Sequence[Reservation]:
    """Return what a booking has reserved, to change it: no dispatcher gives it another car meanwhile."""
    wanted = select(Reservation).where(Reservation.booking_id == booking_id).order_by(Reservation.id)
    return session.scalars(wanted.with_for_update().execution_options(populate_existing=True)).all()


_NAMED = (
    joinedload(Reservation.resource).joinedload(Resource.employee),
    joinedload(Reservation.driver).joinedload(Resource.employee),
)


def rides(session: Session, site_id: str, start: datetime, end: datetime, limit: int) -> Sequence[Reservation]:
    """Return the cars that a site's visits need from a moment on, before another, the first first."""
    wanted = (
        select(Reservation)
        .join(Booking, Booking.id == Reservation.booking_id)
        .where(Reservation.site_id == site_id, Reservation.kind == ResourceKind.CAR)
        .where(Reservation.starts_at >= start, Reservation.starts_at < end, Booking.state.in_(HOLDING))
        .options(
            *_NAMED,
            joinedload(Reservation.booking).joinedload(Booking.host),
            joinedload(Reservation.booking)
            .selectinload(Booking.guests)
            .joinedload(Guest.visitor)
            .joinedload(Visitor.company),
        )
    )
    return session.scalars(wanted.order_by(Reservation.starts_at, Reservation.id).limit(limit)).all()


def ride_in_hand(session: Session, reservation_id: str) -> Reservation | None:
    """Return a ride, to give it a car: nobody else does so until this transaction ends."""
    wanted = select(Reservation).where(Reservation.id == reservation_id, Reservation.kind == ResourceKind.CAR)
    return session.scalars(wanted.with_for_update()).one_or_none()
