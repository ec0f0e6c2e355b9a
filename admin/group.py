"""Letting a group in at the desk or the gate: who of them is here (R15)."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import lost, me, node
from admin.speech import _
from shared.access.rules import Permission
from shared.bookings.models import Booking
from shared.bookings.queries import booking as booking_with_id
from shared.bookings.rules import MOST_GUESTS
from shared.desk.group import let_members_in
from shared.desk.group_members import Member, members_of
from shared.desk.outcomes import Door
from shared.devices.queries import stations_of
from shared.devices.rules import is_silent

pages = Blueprint("group", __name__)


@dataclass(frozen=True)
class Shown:
    """A group, as the page asks about it."""

    id: str
    permit: str
    missing: list[Member]
    here: int
    stations: list[tuple[str, bool]]
    """Codes of the kiosks whose printers may print the badges, and whether each can be heard now."""


@pages.get("/bookings/<booking_id>/arrivals")
def page(booking_id: str) -> str:
    """Ask who of a group is here."""
    with node().reading() as rows:
        booking = _seen(rows, booking_id)
        members = members_of(rows, booking.id, booking.site.hours, node().now())
        shown = Shown(
            id=booking.id,
            permit=booking.permit or "",
            missing=[member for member in members if member.is_missing],
            here=sum(member.is_here for member in members),
            stations=_stations(rows, booking),
        )
    return render_template("group/page.html", group=shown)


@pages.post("/bookings/<booking_id>/arrivals")
def let_in(booking_id: str) -> Response:
    """Let in who is ticked; their badges come out at the chosen kiosk."""
    guests = request.form.getlist("guest")[:MOST_GUESTS]
    with node().reading() as rows:
        booking = _seen(rows, booking_id)
        known = [code for code, _heard in _stations(rows, booking)]
    station = request.form.get("station", "")
    if station not in known:
        station = known[0] if known else node().settings.station
    door = Door(booking.site_id, station, node().keys.passes)
    came = let_members_in(node().transaction, booking_id, guests, door, me(), node().now())
    if came:
        flash(_("Signed in: %(n)s. The badges are printing.", n=came), "go")
    else:
        flash(_("Nobody was signed in: they are here already, or it is not their time."), "attend")
    return redirect(url_for("booking.page", booking_id=booking_id))


def _stations(rows: Session, booking: Booking) -> list[tuple[str, bool]]:
    now = node().now()
    found = [
        (station.code, not is_silent(station.last_heard_at, now)) for station in stations_of(rows, booking.site_id)
    ]
    return sorted(found, key=lambda station: (not station[1], station[0]))


def _seen(rows: Session, booking_id: str) -> Booking:
    booking = booking_with_id(rows, booking_id)
    if booking is None or not me().may(Permission.ADMIT, booking.site_id):
        lost()
    return booking
