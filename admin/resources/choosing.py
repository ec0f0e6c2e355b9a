"""The part of the booking form where rooms, equipment and a car are chosen, with what is taken at that time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session

from admin.asking import language, lost, me, node
from admin.dates import clock
from admin.forms import Typed, day_typed, hour_typed, window_typed
from admin.resources.words import RESOURCE
from admin.speech import _
from admin.wording import problem_words
from shared.access.rules import Permission
from shared.bookings.models import Booking
from shared.resources.models import Reservation, Resource
from shared.resources.queries import collisions, reservations_of, resources_at
from shared.resources.rules import CHOSEN_BY_BOOKER, Needs, ResourceKind, Ride
from shared.sites.models import Site
from shared.sites.queries import every_site

pages = Blueprint("choosing", __name__)


@dataclass(frozen=True)
class Choice:
    """A room or piece of equipment as the form offers it."""

    field: str
    word: str
    detail: str
    taken: str
    """When somebody else has it, within the time that is asked for; empty: it is free."""


@dataclass(frozen=True)
class Offer:
    """What a site offers for a visit."""

    groups: list[tuple[str, list[Choice]]]
    has_cars: bool


@pages.get("/bookings/free")
def free() -> str:
    """Return the part of the form anew, for another time: what is taken shows at once."""
    typed = Typed(request.args)
    with node().reading() as rows:
        may = set(me().sites_where(Permission.BOOK))
        sites = [site for site in every_site(rows) if site.id in may]
        site = next((each for each in sites if each.code == typed["site"]), None) or (sites[0] if sites else lost())
        offered = offer(rows, typed, site, typed["besides"] or None)
    return render_template("resources/choose.html", typed=typed, offer=offered)


def offer(rows: Session, typed: Typed, site: Site, besides: str | None) -> Offer:
    """Return what can be chosen at a site, and what is taken at the time that the form says: two queries.

    What is off the list stands there for a visit that has it: nobody loses it by changing another word.
    """
    every = resources_at(rows, site.id, retired=True)
    there = [each for each in every if each.retired_at is None or typed[_field(each)]]
    window = _window(typed, site)
    mine = [each for each in there if each.kind in CHOSEN_BY_BOOKER]
    taken = collisions(rows, [each.id for each in mine], *window, besides=besides) if window and mine else ()
    groups = [
        (str(RESOURCE[kind]), [_choice(each, taken, site) for each in mine if each.kind == kind])
        for kind in CHOSEN_BY_BOOKER
    ]
    return Offer(
        [(word, choices) for word, choices in groups if choices], any(e.kind == ResourceKind.CAR for e in there)
    )


def needs_typed(rows: Session, typed: Typed, site: Site) -> Needs | None:
    """Return what the form asks for; None if something can't be read, which is then noted beside its field."""
    there = resources_at(rows, site.id, CHOSEN_BY_BOOKER, retired=True)
    chosen = tuple(each.id for each in there if typed[_field(each)])
    ride = _ride(typed, site) if typed["ride"] else None
    return None if typed.troubles else Needs(chosen, ride)


def show_needs(rows: Session, typed: Typed, booking: Booking, *, for_another: bool = False) -> None:
    """Fill the form with what a booking has reserved; that of another visit without what is off the list."""
    zone = booking.site.tz
    listed = {each.id for each in resources_at(rows, booking.site_id)} if for_another else None
    for held in reservations_of(rows, [booking.id]):
        if held.kind != ResourceKind.CAR:
            if listed is None or held.resource_id in listed:
                typed[f"resource.{held.resource_id}"] = "yes"
            continue
        typed["ride"], typed["ride_place"], typed["ride_people"] = "yes", held.place, str(held.people or "")
        typed["ride_start"], typed["ride_end"] = clock(held.starts_at, zone), clock(held.ends_at, zone)


def _choice(each: Resource, taken: Sequence[Reservation], site: Site) -> Choice:
    seats = _("%(n)s seats", n=each.seats) if each.seats else ""
    gone = _("off the list") if each.retired_at else ""
    times = [f"{clock(o.starts_at, site.tz)}–{clock(o.ends_at, site.tz)}" for o in taken if o.resource_id == each.id]
    return Choice(
        _field(each),
        each.named(language()),
        _(", ").join(part for part in (seats, each.remark, gone) if part),
        _("taken %(times)s", times=_(", ").join(times)) if times else "",
    )


def _field(each: Resource) -> str:
    return f"resource.{each.id}"


def _window(typed: Typed, site: Site) -> tuple[datetime, datetime] | None:
    on, start, end = day_typed(typed["day"]), hour_typed(typed["start"]), hour_typed(typed["end"])
    until = day_typed(typed["last_day"]) if typed["last_day"] else on
    if on is None or until is None or start is None or end is None:
        return None
    window = window_typed((on, start), (until, end), site.tz)
    return window if window[0] < window[1] else None


def _ride(typed: Typed, site: Site) -> Ride | None:
    on = day_typed(typed["day"])
    start, end = hour_typed(typed["ride_start"] or typed["start"]), hour_typed(typed["ride_end"] or typed["end"])
    people = typed["ride_people"]
    checks = (
        ("ride_place", "missing", not typed["ride_place"]),
        ("ride_people", "not_a_number", not (people.isascii() and people.isdigit() and 0 < int(people) <= 1000)),
        ("ride_end", "not_after_start", start is not None and end is not None and time() < end <= start),
    )
    for field, code, is_wrong in checks:
        if is_wrong:
            typed.is_wrong(field, problem_words(field, code))
    for field, hour in (("ride_start", start), ("ride_end", end)):
        if hour is None:
            typed.is_wrong(field, _("Write an hour such as 14:30."))
    if typed.troubles or on is None or start is None or end is None:
        return None
    place = " ".join(typed["ride_place"].split())
    return Ride(*window_typed((on, start), (on, end), site.tz), place, int(people))
