"""One form for a guest on the way in; another for officials at the gate."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import language, lost, me, node
from admin.bookings.wishes import books_for_others, drop_blank_rows, guest_rows, show_problems, wish_of
from admin.forms import Typed
from admin.gate.words import IDENTIFICATION
from admin.speech import _
from admin.watched import watched_sites
from shared.access.rules import Permission
from shared.bookings.actions import think_of_terms
from shared.bookings.models import Booking
from shared.bookings.rules import State, VisitKind, Wish, WishRefused
from shared.desk.green_lane import HOSTS_MAY, OnTheWay, admit_officials, register_guest
from shared.desk.outcomes import Door, NotAllowed
from shared.devices.models import Station
from shared.devices.queries import stations_of
from shared.devices.rules import is_silent
from shared.gate.rules import Identification
from shared.grades.queries import every_grade
from shared.kernel.plates import LONGEST_PLATE
from shared.people.queries import employee
from shared.sites.models import Site
from shared.sites.queries import every_site

pages = Blueprint("green_lane", __name__)

Answer = str | tuple[str, int] | Response
_HOURS = {"1": timedelta(hours=1), "2": timedelta(hours=2), "4": timedelta(hours=4), "8": timedelta(hours=8)}
_OFFICIALS_GRADE = "C"
"""What the form proposes for officials: escorted, and no VIP."""


@dataclass(frozen=True)
class Kind:
    """One of the two forms."""

    name: str
    permission: Permission
    do: Callable[[Session, Typed, OnTheWay, Door], Booking]


def _register(rows: Session, _typed: Typed, coming: OnTheWay, _door: Door) -> Booking:
    return register_guest(rows, coming, me(), node().now())


def _admit_officials(rows: Session, typed: Typed, coming: OnTheWay, door: Door) -> Booking:
    return admit_officials(rows, coming, Identification(typed["shown"]), door, me(), node().now())


_GUEST = Kind("guest", Permission.REGISTER_GUEST, _register)
_OFFICIALS = Kind("officials", Permission.ADMIT_OFFICIALS, _admit_officials)


@pages.get("/green-lane")
def guest() -> str:
    """Show the form for a guest who is on the way in."""
    return _fresh(_GUEST, "A")


@pages.post("/green-lane")
def register() -> Answer:
    """Register the guest, or show the form again with all that was typed."""
    return _send(_GUEST)


@pages.get("/gate/officials")
def officials() -> str:
    """Show the form for officials who have shown identification."""
    return _fresh(_OFFICIALS, _OFFICIALS_GRADE)


@pages.post("/gate/officials")
def admit() -> Answer:
    """Let the officials in, or show the form again."""
    return _send(_OFFICIALS)


def _fresh(kind: Kind, grade: str) -> str:
    typed = Typed({"grade": grade, "hours": "4", "leader": "0", "shown": ""})
    with node().reading() as rows:
        return _form(rows, kind, typed)


def _send(kind: Kind) -> Answer:
    typed = Typed(request.form)
    drop_blank_rows(typed)
    with node().reading() as rows:
        site = _site(rows, kind, typed)
        wish = _wish(rows, kind, typed, site)
    if kind is _OFFICIALS and typed["shown"] not in set(Identification):
        typed.is_wrong("shown", _("Say what they have shown."))
        wish = None
    if wish is not None:
        think_of_terms((each.contact.name, each.contact.company) for each in wish.guests)
        try:
            with node().transaction() as rows:
                door = Door(site.id, typed["station"], node().keys.passes)
                booking = kind.do(rows, typed, OnTheWay(wish, typed["station"], typed["plate"]), door)
                state, first = booking.state, booking.guests[0].id
        except WishRefused as refused:
            show_problems(typed, refused.problems)
        else:
            return _done(kind, state, booking.id, first)
    with node().reading() as rows:
        return _form(rows, kind, typed), 422


def _done(kind: Kind, state: str, booking_id: str, guest_id: str) -> Response:
    if kind is _OFFICIALS and state != State.APPROVED:
        flash(_("Ask security: they have to look first."), "attend")
        return redirect(url_for("gate_guests.guest", guest_id=guest_id))
    if kind is _OFFICIALS:
        flash(_("Admitted, and on record. The badges print now."), "go")
        return redirect(url_for("gate_guests.guest", guest_id=guest_id))
    if state == State.APPROVED:
        flash(_("Registered. The badge prints at the gate now."), "go")
    else:
        flash(_("Written down, but a person has to look first. No badge prints yet."), "attend")
    return redirect(url_for("booking.page", booking_id=booking_id))


def _wish(rows: Session, kind: Kind, typed: Typed, site: Site) -> Wish | None:
    """Return what the form asks for: from now on, for so many hours."""
    now = node().now()
    local = now.astimezone(site.tz)
    ends = local + _HOURS.get(typed["hours"], _HOURS["4"])
    typed["kind"] = VisitKind.AD_HOC
    typed["day"], typed["start"] = local.date().isoformat(), f"{local:%H:%M}"
    typed["last_day"], typed["end"] = ends.date().isoformat(), f"{ends:%H:%M}"
    if kind is _OFFICIALS:
        return _official_wish(rows, typed, site, now)
    wish = wish_of(rows, typed, site, me())
    return _from_now(wish, typed, now)


def _official_wish(rows: Session, typed: Typed, site: Site, now: datetime) -> Wish | None:
    """Whoever receives them is named by e-mail address: the gate has no list of hosts to choose from."""
    host = employee(rows, typed["host"]) if typed["host"] else None
    if host is None:
        typed.is_wrong("host", _("Write the e-mail address of who receives them."))
    wish = wish_of(rows, typed, site, me(), host) if host else None
    return _from_now(wish, typed, now)


def _from_now(wish: Wish | None, typed: Typed, now: datetime) -> Wish | None:
    if wish is None:
        return None
    return Wish(**{**vars(wish), "starts_at": now, "ends_at": now + _HOURS.get(typed["hours"], _HOURS["4"])})


def _sites(rows: Session, kind: Kind) -> Sequence[Site]:
    if kind is _OFFICIALS:
        return [site for site in watched_sites(rows) if me().may(kind.permission, site.id)]
    return [site for site in every_site(rows) if me().may(kind.permission, site.id)]


def _site(rows: Session, kind: Kind, typed: Typed) -> Site:
    sites = _sites(rows, kind)
    return next((site for site in sites if site.code == typed["site"]), None) or (sites[0] if sites else lost())


def _form(rows: Session, kind: Kind, typed: Typed) -> str:
    said, site = language(), _site(rows, kind, typed)
    own = employee(rows, me().employee_id or "")
    for_others = books_for_others(me(), site)
    if kind is _GUEST and not for_others and own is None:
        raise NotAllowed
    letters = None if for_others or kind is _OFFICIALS else HOSTS_MAY
    stations = _stations(rows, site)
    typed["station"] = typed["station"] or (stations[0].code if stations else "")
    return render_template(
        "green_lane/form.html",
        kind=kind.name,
        typed=typed,
        rows=guest_rows(typed),
        sites=[(each.code, each.named(said)) for each in _sites(rows, kind)],
        grades=[
            (g.letter, f"{g.letter} {g.named(said)}") for g in every_grade(rows) if not letters or g.letter in letters
        ],
        hours=[(key, _("%(n)s h", n=key)) for key in _HOURS],
        stations=[(each.code, each.code) for each in stations],
        shown=[("", _("Choose …")), *((code.value, str(words)) for code, words in IDENTIFICATION.items())],
        for_others=for_others,
        own_name=own.named(said) if own else "",
        most_plate=LONGEST_PLATE,
    )


def _stations(rows: Session, site: Site) -> list[Station]:
    """Return where a badge can lie ready, those that can be heard first."""
    return sorted(stations_of(rows, site.id), key=lambda each: is_silent(each.last_heard_at, node().now()))
