"""From rows to what programs get. A pass is kept as a number and signed at the last moment."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from shared.bookings.models import Booking, Guest
from shared.bookings.passes import Code, sign
from shared.bookings.queries import valid_pass
from shared.bookings.rules import State
from shared.kernel.paging import Cursor
from shared.people.models import Employee
from shared.resources.models import Reservation, Resource
from shared.resources.rules import ResourceKind
from shared.visits.models import Visit

_PASS = "pass"


def booking_shown(booking: Booking, held: Sequence[Reservation] = ()) -> dict[str, Any]:
    """Return a booking and what it holds as plain JSON values, its passes unsigned (see `with_passes`)."""
    rides = [each for each in held if each.kind == ResourceKind.CAR]
    return {
        "id": booking.id,
        "permit": booking.permit,
        "state": booking.state,
        "site": booking.site.code,
        "host": booking.host_id,
        "grade": booking.grade_letter,
        "kind": booking.kind,
        "purpose": booking.purpose,
        "area": booking.area,
        "photos_allowed": booking.photos_allowed,
        "starts_at": booking.starts_at.isoformat(),
        "ends_at": booking.ends_at.isoformat(),
        "urgent": booking.is_urgent,
        "papers_due": booking.papers_due.isoformat() if booking.papers_due else None,
        "reason": booking.reason,
        "made_at": booking.made_at.isoformat(),
        "changes": booking.changes,
        "guests": [_guest_shown(guest, booking.state) for guest in booking.guests],
        "more": booking.more,
        "resources": [_held_shown(each) for each in held if each.kind != ResourceKind.CAR],
        "ride": _ride_shown(rides[0]) if rides else None,
    }


def with_passes(shown: dict[str, Any], key: bytes) -> dict[str, Any]:
    """Return a shown booking with the text of each pass."""
    guests = [guest | {_PASS: _signed(guest[_PASS], key)} for guest in shown["guests"]]
    return shown | {"guests": guests}


def without_passes(shown: dict[str, Any]) -> dict[str, Any]:
    """Return a shown booking for eyes that need no key to the door: the gate's, say."""
    return shown | {"guests": [guest | {_PASS: None} for guest in shown["guests"]]}


def visit_shown(visit: Visit, badges: Mapping[str, str]) -> dict[str, Any]:
    """Return a visit; `badges` are the newest badges' ids by visit."""
    return {
        "id": visit.id,
        "booking": visit.booking_id,
        "guest": visit.guest_id,
        "site": visit.booking.site.code,
        "host": visit.host_id,
        "state": visit.state,
        "arrived_at": visit.arrived_at,
        "left_at": visit.left_at,
        "badge": badges.get(visit.id),
    }


def employee_shown(employee: Employee, site_code: str) -> dict[str, Any]:
    """Return an employee."""
    return {
        "id": employee.id,
        "name": employee.name,
        "name_en": employee.name_en,
        "email": employee.email,
        "title": employee.title,
        "department": employee.department.name,
        "site": site_code,
    }


def resource_shown(each: Resource, busy: Sequence[Reservation]) -> dict[str, Any]:
    """Return a room or piece of equipment; who else has it when is found in `busy`."""
    return {
        "id": each.id,
        "kind": each.kind,
        "name": each.name,
        "name_en": each.name_en,
        "seats": each.seats,
        "remark": each.remark,
        "taken": [_times(other) for other in busy if other.resource_id == each.id],
    }


def next_page(cursor: Cursor | None) -> str | None:
    """Return the text that asks for the page behind a cursor."""
    return str(cursor) if cursor else None


def _guest_shown(guest: Guest, state: str) -> dict[str, Any]:
    issued = valid_pass(guest) if state == State.APPROVED else None
    return {
        "id": guest.id,
        "name": guest.visitor.name,
        "company": guest.visitor.company.name,
        "leader": guest.is_leader,
        _PASS: {"number": issued.number, "expires_at": int(issued.expires_at.timestamp())} if issued else None,
    }


def _held_shown(held: Reservation) -> dict[str, Any]:
    assert held.resource is not None, "only a car is chosen later"
    return {"id": held.resource.id, "kind": held.kind, "name": held.resource.name}


def _ride_shown(ride: Reservation) -> dict[str, Any]:
    names = {"car": ride.resource and ride.resource.name, "driver": ride.driver and ride.driver.named("zh")}
    return _times(ride) | {"place": ride.place, "people": ride.people} | names


def _times(held: Reservation) -> dict[str, Any]:
    return {"starts_at": held.starts_at.isoformat(), "ends_at": held.ends_at.isoformat()}


def _signed(issued: dict[str, Any] | None, key: bytes) -> str | None:
    if issued is None:
        return None
    return sign(Code.PASS, issued["number"], datetime.fromtimestamp(issued["expires_at"], UTC), key)
