"""Passes: one as a picture, all of a booking as a page for the printer."""

from flask import Blueprint, Response, current_app, render_template
from sqlalchemy.orm import Session

from admin.asking import language, lost, me, node
from admin.bookings.page import seen_booking
from admin.dates import window_on_paper
from shared.bookings.models import Booking, Guest
from shared.bookings.passes import Code, sign
from shared.bookings.pictures import pass_picture
from shared.bookings.queries import valid_pass
from shared.bookings.rules import State
from shared.desk.cancel import may_change

pages = Blueprint("passes", __name__)


@pages.get("/bookings/<booking_id>/guests/<guest_id>/pass.png")
def picture(booking_id: str, guest_id: str) -> Response:
    """Return a guest's pass as a PNG; 404 while there is none that works."""
    with node().reading() as rows:
        booking = _with_passes(rows, booking_id)
        guest = next((each for each in booking.guests if each.id == guest_id), None) or lost()
        pass_ = valid_pass(guest) or lost()
        text = sign(Code.PASS, pass_.number, pass_.expires_at, node().keys.passes)
    return current_app.response_class(pass_picture(text), content_type="image/png")


@pages.get("/bookings/<booking_id>/passes")
def printed(booking_id: str) -> str:
    """Show all passes of a booking, each fit for cutting out."""
    said = language()
    with node().reading() as rows:
        booking = _with_passes(rows, booking_id)
    leader = booking.leader
    return render_template(
        "bookings/print.html",
        booking={
            "id": booking.id,
            "who": leader.visitor.name,
            "permit": booking.permit,
            "site": booking.site.named(said),
            "host": booking.host.named(said),
            "window": window_on_paper(booking.starts_at, booking.ends_at, booking.site.tz),
        },
        guests=[_on_paper(guest) for guest in booking.guests if valid_pass(guest)],
    )


def _with_passes(rows: Session, booking_id: str) -> Booking:
    """Return an approved booking for who may hand its passes out: the gate watches, and needs no key to the door."""
    booking = seen_booking(rows, booking_id)
    if booking.state != State.APPROVED or not may_change(booking, me()):
        lost()
    return booking


def _on_paper(guest: Guest) -> dict[str, str]:
    return {"id": guest.id, "name": guest.visitor.name, "company": guest.visitor.company.name}
