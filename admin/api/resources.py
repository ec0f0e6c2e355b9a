"""/api/v1/resources: what can be booked with a visit, and what of it is taken when (R34)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from apiflask import APIBlueprint
from sqlalchemy.orm import Session

from admin.api.callers import by_token, caller, node
from admin.api.faults import Refused
from admin.api.shapes import BookingIn, ResourceList, ResourceQuery
from admin.api.showing import resource_shown
from shared.access.rules import Permission
from shared.bookings.models import Booking
from shared.bookings.rules import LONGEST_WINDOW, Problem, WishRefused
from shared.desk.reserve import reserve
from shared.resources.models import Reservation
from shared.resources.queries import collisions, resources_at
from shared.resources.rules import CHOSEN_BY_BOOKER, NOTHING, Needs, ResourceKind, Ride
from shared.sites.queries import site_by_code

calls = APIBlueprint("resources", __name__, tag="Bookings")

TAKEN = "resources_taken"
_RIDE = {
    "ride_start": "ride.starts_at",
    "ride_end": "ride.ends_at",
    "ride_place": "ride.place",
    "ride_people": "ride.people",
}


@calls.get("/resources")
@calls.auth_required(by_token, roles=[Permission.BOOK])
@calls.input(ResourceQuery, location="query")
@calls.output(ResourceList)
def listing(query_data: ResourceQuery) -> dict[str, Any]:
    """List a site's rooms and equipment

    With a time: who has each of them then, so that whatever has no `taken` is free.
    """
    window = _window(query_data)
    with node().reading() as rows:
        site = site_by_code(rows, query_data.site)
        if site is None or not caller().may(Permission.BOOK, site.id):
            raise WishRefused([Problem("site", "unknown")])
        there = resources_at(rows, site.id)
        mine = [each for each in there if each.kind in CHOSEN_BY_BOOKER]
        busy = collisions(rows, [each.id for each in mine], *window) if window else ()
        items = [resource_shown(each, busy) for each in mine]
    return {"items": items, "has_cars": any(each.kind == ResourceKind.CAR for each in there)}


def needs_in(asked: BookingIn) -> Needs:
    """Return what a program wants beside guests and host."""
    chosen, ride = tuple(dict.fromkeys(asked.resources)), asked.ride
    if ride is None:
        return Needs(chosen)
    return Needs(chosen, Ride(ride.starts_at, ride.ends_at, " ".join(ride.place.split()), ride.people))


def reserve_for(rows: Session, booking: Booking, needs: Needs) -> None:
    """Reserve it with a booking that was just made.

    Raises Refused (409) with what is taken and what is free at that time, and WishRefused for anything else.
    """
    if needs == NOTHING:
        return
    try:
        reserve(rows, booking, needs)
    except WishRefused as refused:
        if Problem("resources", "taken") in refused.problems:
            raise _taken(rows, booking, needs) from None
        raise WishRefused([replace(each, field=field_named(each.field)) for each in refused.problems]) from None


def field_named(field: str) -> str:
    """Return under what name a program sent a field of the desk's."""
    return _RIDE.get(field, field)


def _taken(rows: Session, booking: Booking, needs: Needs) -> Refused:
    there = resources_at(rows, booking.site_id, CHOSEN_BY_BOOKER)
    busy = collisions(rows, [each.id for each in there], booking.starts_at, booking.ends_at, besides=booking.id)
    held = _ids(busy)
    more = {
        "taken": [resource_shown(each, busy) for each in there if each.id in held and each.id in needs.resources],
        "free": [resource_shown(each, ()) for each in there if each.id not in held],
    }
    return Refused(409, TAKEN, "Somebody else has it at that time; `free` lists what nobody has.", more=more)


def _ids(busy: Sequence[Reservation]) -> set[str | None]:
    return {each.resource_id for each in busy}


def _window(asked: ResourceQuery) -> tuple[datetime, datetime] | None:
    starts_at, ends_at = asked.starts_at, asked.ends_at
    if starts_at is None and ends_at is None:
        return None
    if starts_at is None or ends_at is None:
        raise WishRefused([Problem("ends_at" if starts_at else "starts_at", "missing")])
    checks = (("not_after_start", ends_at <= starts_at), ("too_far", ends_at - starts_at > LONGEST_WINDOW))
    if problems := [Problem("ends_at", code) for code, is_wrong in checks if is_wrong]:
        raise WishRefused(problems)
    return starts_at, ends_at
