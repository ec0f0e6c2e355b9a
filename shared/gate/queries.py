"""Reading what the gate said and wrote down."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, literal_column, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql.base import ExecutableOption

from shared.bookings.models import Booking, Guest
from shared.companies.models import Visitor
from shared.gate.models import GateNote, GateStop, LaneGuest, Vehicle
from shared.gate.rules import Stop
from shared.people.models import Employee


def stop_of(session: Session, guest_id: str) -> GateStop | None:
    """Return the gate's word that keeps a guest out, or None."""
    return session.get(GateStop, guest_id)


def stops_of(session: Session, guest_ids: Sequence[str]) -> dict[str, GateStop]:
    """Return the gate's words on some guests, by guest: one query for a whole page."""
    wanted = select(GateStop).where(GateStop.guest_id.in_(guest_ids))
    return {stop.guest_id: stop for stop in session.scalars(wanted)} if guest_ids else {}


def held_guests(session: Session, site_id: str, since: datetime, limit: int = 50) -> Sequence[GateStop]:
    """Return whom a gate holds since a moment, the longest first, each with guest, booking and host."""
    wanted = select(GateStop).where(GateStop.site_id == site_id, GateStop.said == Stop.HELD, GateStop.at >= since)
    return session.scalars(wanted.order_by(GateStop.at).limit(limit).options(*_whole(GateStop.guest))).all()


def vehicle_of(session: Session, guest_id: str) -> Vehicle | None:
    """Return what a guest came in."""
    return session.get(Vehicle, guest_id)


def vehicles_of(session: Session, guest_ids: Sequence[str]) -> dict[str, Vehicle]:
    """Return what some guests came in, by guest: one query for a whole page."""
    wanted = select(Vehicle).where(Vehicle.guest_id.in_(guest_ids))
    return {vehicle.guest_id: vehicle for vehicle in session.scalars(wanted)} if guest_ids else {}


def open_notes(session: Session, site_ids: Sequence[str], limit: int = 20) -> Sequence[GateNote]:
    """Return the notes to reception of which nobody has taken note, the oldest first."""
    # A literal, not a parameter: SQLite uses a partial index only when it can see the condition.
    unread: ColumnElement[bool] = literal_column("gate_notes.noted_at IS NULL")
    wanted = select(GateNote).where(GateNote.site_id.in_(site_ids), unread)
    return session.scalars(wanted.order_by(GateNote.written_at).limit(limit)).all()


def notes_about(session: Session, guest_id: str, limit: int = 20) -> Sequence[GateNote]:
    """Return the notes about a guest, the oldest first."""
    wanted = select(GateNote).where(GateNote.guest_id == guest_id)
    return session.scalars(wanted.order_by(GateNote.written_at).limit(limit)).all()


def lane_guest(session: Session, guest_id: str) -> LaneGuest | None:
    """Return what was made ready for a guest who was registered for, or None."""
    return session.get(LaneGuest, guest_id)


def ready_for(session: Session, guest_ids: Sequence[str]) -> dict[str, LaneGuest]:
    """Return what lies ready for those of some guests who were registered for and have not come, by guest."""
    wanted = select(LaneGuest).where(LaneGuest.guest_id.in_(guest_ids), LaneGuest.came_at.is_(None))
    return {ready.guest_id: ready for ready in session.scalars(wanted)} if guest_ids else {}


def lane_guest_of_badge(session: Session, badge_id: str) -> LaneGuest | None:
    """Return whose badge this will be once they are let in."""
    wanted = select(LaneGuest).where(LaneGuest.badge_id == badge_id)
    return session.scalars(wanted.options(*_whole(LaneGuest.guest))).one_or_none()


def coming_by_lane(session: Session, site_id: str, since: datetime, limit: int = 50) -> Sequence[LaneGuest]:
    """Return who was registered for and has not come, expected since a moment, the first first."""
    coming: ColumnElement[bool] = literal_column("lane_guests.came_at IS NULL")
    wanted = select(LaneGuest).where(LaneGuest.site_id == site_id, coming, LaneGuest.expected_at >= since)
    return session.scalars(wanted.order_by(LaneGuest.expected_at).limit(limit).options(*_whole(LaneGuest.guest))).all()


def party_by_lane(session: Session, guest_id: str) -> Sequence[str]:
    """Return the guest, and of a party that was registered for all who are still on the way in, themselves first."""
    if lane_guest(session, guest_id) is None:
        return (guest_id,)
    own = select(Guest.booking_id).where(Guest.id == guest_id).scalar_subquery()
    wanted = select(LaneGuest.guest_id).join(Guest, Guest.id == LaneGuest.guest_id)
    coming = session.scalars(
        wanted.where(Guest.booking_id == own, LaneGuest.came_at.is_(None)).order_by(Guest.position)
    )
    return (guest_id, *(each for each in coming if each != guest_id))


def _whole(guest: Any) -> tuple[ExecutableOption, ...]:
    """Return what a page needs of a guest, from whichever row it hangs on."""
    booking = joinedload(guest).joinedload(Guest.booking)
    return (
        joinedload(guest).joinedload(Guest.visitor).joinedload(Visitor.company),
        booking.joinedload(Booking.host).joinedload(Employee.department),
        joinedload(guest).joinedload(Guest.booking).joinedload(Booking.grade),
        joinedload(guest).joinedload(Guest.booking).joinedload(Booking.site),
    )
