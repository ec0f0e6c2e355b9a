"""/api/v1/bookings: ask for visits, decide on them, call them off."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from apiflask import APIBlueprint
from sqlalchemy.orm import Session

from admin.api.asked import all_of, cursor_in, wish_in
from admin.api.callers import by_token, caller, node
from admin.api.faults import Refused
from admin.api.once import Answer, do_once
from admin.api.resources import needs_in, reserve_for
from admin.api.shapes import BookingIn, BookingList, BookingOut, DecisionIn, ListQuery
from admin.api.showing import booking_shown, next_page, with_passes, without_passes
from shared.access.rules import Permission, Person
from shared.bookings.actions import think_of_terms
from shared.bookings.models import Booking
from shared.bookings.queries import Wanted, bookings_page
from shared.bookings.queries import booking as booking_with_id
from shared.bookings.rules import Decision
from shared.desk.approve import decide as decide_on
from shared.desk.book import book as book_visit
from shared.desk.cancel import cancel as cancel_visit
from shared.desk.cancel import may_change
from shared.resources.models import Reservation
from shared.resources.queries import reservations_of

calls = APIBlueprint("bookings", __name__, tag="Bookings")


@calls.get("/bookings")
@calls.auth_required(by_token, roles=[Permission.SIGNED_IN])
@calls.input(ListQuery, location="query")
@calls.output(BookingList)
def listing(query_data: ListQuery) -> dict[str, Any]:
    """List bookings, the latest start first"""
    wanted = Wanted(all_of(Permission.SEE_ALL_VISITS), caller().employee_id, text=query_data.q)
    with node().reading() as rows:
        page = bookings_page(rows, wanted, cursor_in(query_data.cursor), query_data.limit)
        held = reservations_of(rows, [each.id for each in page.items])
        items = [_shown_to(caller(), each, [one for one in held if one.booking_id == each.id]) for each in page.items]
    return {"items": items, "next": next_page(page.next)}


@calls.post("/bookings")
@calls.auth_required(by_token, roles=[Permission.BOOK])
@calls.input(BookingIn)
@calls.output(BookingOut, status_code=201, description="Booked; `state` says whether it waits for approval.")
def book(json_data: BookingIn) -> Answer:
    """Ask for a visit

    Inside the grade's lead time it is taken all the same, as urgent. Where a room or piece of equipment is somebody
    else's at that time nothing is booked, and the answer lists what is free.
    """
    think_of_terms((guest.name, guest.company) for guest in json_data.guests)

    def deed(rows: Session, by: Person, now: datetime) -> Answer:
        made = book_visit(rows, wish_in(rows, json_data, by, now), by, now)
        reserve_for(rows, made, needs_in(json_data))
        return _shown(rows, made), 201

    return _answered(deed)


@calls.get("/bookings/<booking_id>")
@calls.auth_required(by_token, roles=[Permission.SIGNED_IN])
@calls.output(BookingOut)
def one(booking_id: str) -> dict[str, Any]:
    """Look at one booking"""
    with node().reading() as rows:
        booking = _seen(rows, booking_id, caller())
        return _shown_to(caller(), booking, reservations_of(rows, [booking.id]))


@calls.post("/bookings/<booking_id>/approval")
@calls.auth_required(by_token, roles=[Permission.SIGNED_IN])
@calls.input(DecisionIn)
@calls.output(BookingOut, description="Decided. Sending an approved booking back takes its approval back.")
def decide(booking_id: str, json_data: DecisionIn) -> Answer:
    """Approve, reject or send back

    By one who may, and never one's own request; a token counts as a person.
    """

    def deed(rows: Session, by: Person, now: datetime) -> Answer:
        _seen(rows, booking_id, by)
        said = Decision(json_data.decision), json_data.reason
        return _shown(rows, decide_on(rows, booking_id, *said, by, now, json_data.changes)), 200

    return _answered(deed)


@calls.delete("/bookings/<booking_id>")
@calls.auth_required(by_token, roles=[Permission.BOOK])
@calls.output(
    BookingOut, description="Cancelled: its passes open no door any more. Cancelling twice is cancelling once."
)
def cancel(booking_id: str) -> dict[str, Any]:
    """Cancel a booking

    Cancelling twice is cancelling once.
    """
    with node().transaction() as rows:
        _seen(rows, booking_id, caller())
        return _signed(_shown(rows, cancel_visit(rows, booking_id, caller(), node().now())))


def _seen(rows: Session, booking_id: str, by: Person) -> Booking:
    """Return a booking of a site that the caller sees all of, or one of the caller's own. Raises Refused (404)."""
    booking = booking_with_id(rows, booking_id)
    if booking is None or not (by.may(Permission.SEE_ALL_VISITS, booking.site_id) or booking.booked_by == by.id):
        raise Refused(404, "not_found")
    return booking


def _shown(rows: Session, booking: Booking) -> dict[str, Any]:
    return booking_shown(booking, reservations_of(rows, [booking.id]))


def _shown_to(who: Person, booking: Booking, held: Sequence[Reservation]) -> dict[str, Any]:
    """Return a booking, with its passes for who may hand them out: who watches needs no key to the door."""
    shown = booking_shown(booking, held)
    return _signed(shown) if may_change(booking, who) else without_passes(shown)


def _answered(deed: Any) -> Answer:
    answer, status = do_once(deed)
    return _signed(answer), status


def _signed(shown: dict[str, Any]) -> dict[str, Any]:
    return with_passes(shown, node().keys.passes)
