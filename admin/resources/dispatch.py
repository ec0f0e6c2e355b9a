"""The dispatcher's page: which visits need a car, and which car and driver they get (R34)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from admin.asking import language, lost, me, node
from admin.dates import clock, long_day
from admin.forms import Typed, day_typed
from admin.speech import _
from admin.wording import party, problem_words
from shared.access.rules import Permission
from shared.bookings.rules import WishRefused
from shared.desk.dispatch import assign_car
from shared.resources.models import Reservation, Resource
from shared.resources.queries import resources_at, rides
from shared.resources.rules import ResourceKind, overlap
from shared.sites.models import Site
from shared.sites.queries import every_site

pages = Blueprint("dispatch", __name__, url_prefix="/dispatch")

DAYS = 7
MOST = 100


@dataclass(frozen=True)
class Row:
    """A visit that needs a car."""

    id: str
    day: str
    hours: str
    place: str
    people: int
    who: str
    company: str
    booking: str
    host: str
    purpose: str
    is_waiting: bool
    """Whether the visit itself still has to be approved."""
    cars: list[tuple[str, str, bool]]
    """Id, words, and whether it can't be had then."""
    drivers: list[tuple[str, str, bool]]
    car: str
    driver: str
    is_done: bool


@pages.get("")
def page() -> str:
    """Show the cars that a week's visits need, from a day on."""
    typed = Typed(request.args)
    with node().reading() as rows:
        may = set(me().sites_where(Permission.DISPATCH))
        sites = [site for site in every_site(rows) if site.id in may]
        site = next((each for each in sites if each.code == typed["site"]), None) or (sites[0] if sites else lost())
        today = node().now().astimezone(site.tz).date()
        first = day_typed(typed["on"]) or today
        start, end = site.hours.day_bounds(first)[0], site.hours.day_bounds(first + timedelta(days=DAYS - 1))[1]
        needed = rides(rows, site.id, start, end, MOST + 1)
        there = resources_at(rows, site.id, (ResourceKind.CAR, ResourceKind.DRIVER))
    typed["on"], typed["site"] = first.isoformat(), site.code
    shown = [_row(each, needed, there, site) for each in needed[:MOST]]
    return render_template(
        "resources/dispatch.html",
        typed=typed,
        days=[(word, list(found)) for word, found in groupby(shown, key=lambda row: row.day)],
        sites=[(each.code, each.named(language())) for each in sites],
        open=sum(not row.is_done for row in shown),
        has_more=len(needed) > MOST,
        before=(first - timedelta(days=DAYS)).isoformat(),
        after=(first + timedelta(days=DAYS)).isoformat(),
        has_cars=any(each.kind == ResourceKind.CAR for each in there),
    )


@pages.post("/<ride_id>")
def assign(ride_id: str) -> Response:
    """Give a visit its car and driver."""
    typed = Typed(request.form)
    try:
        with node().transaction() as rows:
            assign_car(rows, ride_id, typed["car"] or None, typed["driver"] or None, me(), node().now())
    except WishRefused as refused:
        for problem in refused.problems:
            flash(problem_words(problem.field, problem.code), "attend")
    else:
        flash(_("Saved. It stands on the booking and in the calendar."), "go")
    return redirect(url_for("dispatch.page", site=typed["site"] or None, on=typed["on"] or None))


def _row(ride: Reservation, all_rides: Sequence[Reservation], there: Sequence[Resource], site: Site) -> Row:
    today = node().now().astimezone(site.tz).date()
    window = ride.starts_at, ride.ends_at
    guests = ride.booking.guests
    leader = next((guest for guest in guests if guest.is_leader), guests[0]).visitor
    busy = {
        each
        for other in all_rides
        if other.id != ride.id and overlap((other.starts_at, other.ends_at), window)
        for each in (other.resource_id, other.driver_id)
    }

    def choices(kind: ResourceKind) -> list[tuple[str, str, bool]]:
        return [
            (each.id, _words(each, busy), each.id in busy or _is_small(each, ride))
            for each in there
            if each.kind == kind
        ]

    return Row(
        id=ride.id,
        day=long_day(ride.starts_at.astimezone(site.tz).date(), today),
        hours=f"{clock(ride.starts_at, site.tz)}–{clock(ride.ends_at, site.tz)}",
        place=ride.place,
        people=ride.people or 1,
        who=party(leader.name, len(guests)),
        company=leader.company.name,
        booking=ride.booking_id,
        host=ride.booking.host.named(language()),
        purpose=ride.booking.purpose,
        is_waiting=ride.booking.state != "approved",
        cars=choices(ResourceKind.CAR),
        drivers=choices(ResourceKind.DRIVER),
        car=ride.resource_id or "",
        driver=ride.driver_id or "",
        is_done=ride.resource_id is not None and ride.driver_id is not None,
    )


def _is_small(each: Resource, ride: Reservation) -> bool:
    return each.seats is not None and each.seats < (ride.people or 1)


def _words(each: Resource, busy: set[str | None]) -> str:
    name = each.named(language())
    seats = _("%(n)s seats", n=each.seats) if each.seats else ""
    taken = _("on the way with others") if each.id in busy else ""
    return " · ".join(part for part in (name, seats, taken) if part)
