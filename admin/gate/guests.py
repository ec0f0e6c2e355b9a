"""What the gate does about one guest: let in, hold, refuse; vehicle, need of help, notes, release pass."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import language, lost, me, node, wants_page
from admin.dates import moment_on_paper, moment_words
from admin.gate.guest import sheet_of
from admin.gate.people import SHOW, people_of
from admin.gate.words import STOP_REASON
from admin.speech import _
from admin.watched import site_asked_for, watched_sites
from admin.wording import whom_they_see
from shared.access.rules import Permission
from shared.bookings.models import Guest
from shared.bookings.queries import guest as guest_with_id
from shared.desk.gate_book import bring_in_anyway, note_vehicle, say_needs_help, take_note_of, tell_reception
from shared.desk.gate_items import MOST_LINES, note_item
from shared.desk.gate_word import BadWords, Why, keep_guest_out
from shared.desk.gate_word import admit as admit_guest
from shared.desk.gate_word import lift as lift_stop
from shared.desk.outcomes import Door
from shared.desk.release import brought_in
from shared.devices.queries import stations_of
from shared.devices.rules import is_silent
from shared.gate.queries import party_by_lane, vehicle_of
from shared.gate.rules import LONGEST_PLACE, LONGEST_WORDS, Stop, StopReason
from shared.kernel.plates import LONGEST_PLATE
from shared.people.queries import employee
from shared.sites.models import Site
from shared.visits.queries import visit as visit_with_id
from shared.walk_ins.rules import LONGEST_ITEM, MOST_PIECES
from shared.web.carried_words import USUAL_ITEMS, item_kept

pages = Blueprint("gate_guests", __name__)

_LIMITS = {
    "plate": LONGEST_PLATE,
    "place": LONGEST_PLACE,
    "words": LONGEST_WORDS,
    "item": LONGEST_ITEM,
    "pieces": MOST_PIECES,
}


@pages.get("/gate/guests/<guest_id>")
def guest(guest_id: str) -> str:
    """Show a guest as the gate sees them."""
    with node().reading() as rows:
        found = _seen_guest(rows, guest_id)
        site = rows.get_one(Site, found.booking.site_id)
        sheet = sheet_of(rows, found, site, node().now())
    said = site.named(language())
    shown = {"reasons": STOP_REASON, "most": _LIMITS, "usual_items": list(USUAL_ITEMS.values())}
    return render_template("gate/guest.html", sheet=sheet, site=site, site_name=said, **shown)


@pages.get("/gate/people")
def people() -> str:
    """List who is expected, waits, is inside, should have left, or has left today."""
    show = request.args.get("show", "")
    with node().reading() as rows:
        site = site_asked_for(watched_sites(rows))
        listed = people_of(rows, site, show if show in SHOW else "", node().now())
    said = site.named(language())
    return render_template("gate/people.html", people=listed, shows=SHOW, show=show, site=site, site_name=said)


@pages.post("/gate/guests/<guest_id>/admit")
def admit(guest_id: str) -> Response:
    """Let a guest in; of a party that was registered for, everybody who is still on the way in."""
    with node().transaction() as rows:
        site = _site_of(rows, guest_id)
        door, now = _door(rows, site), node().now()
        visits = [admit_guest(rows, each, door, me(), now) for each in party_by_lane(rows, guest_id)]
    if None in visits and wants_page():
        flash(_("Ask security: they have to look first."), "attend")
    return _back(guest_id)


@pages.post("/gate/guests/<guest_id>/hold")
def hold(guest_id: str) -> Response:
    """Hold a guest for a while: something has to be looked at first."""
    return _keep_out(guest_id, Stop.HELD)


@pages.post("/gate/guests/<guest_id>/refuse")
def refuse(guest_id: str) -> Response:
    """Refuse a guest."""
    return _keep_out(guest_id, Stop.REFUSED)


def _keep_out(guest_id: str, said: Stop) -> Response:
    reason = request.form.get("reason", "")
    if reason not in set(StopReason):
        abort(400)
    why = Why(StopReason(reason), request.form.get("words", ""))
    return _written(guest_id, lambda rows: keep_guest_out(rows, guest_id, said, why, me(), node().now()))


@pages.post("/gate/guests/<guest_id>/lift")
def lift(guest_id: str) -> Response:
    """Take the gate's word back: the kiosk lets them in like anybody."""
    return _written(guest_id, lambda rows: lift_stop(rows, guest_id, me(), node().now()))


@pages.post("/gate/guests/<guest_id>/vehicle")
def vehicle(guest_id: str) -> Response:
    """Write down plate and parking place."""
    plate, place = request.form.get("plate", ""), request.form.get("place", "")
    return _written(guest_id, lambda rows: note_vehicle(rows, guest_id, plate, place, me(), node().now()))


@pages.post("/gate/guests/<guest_id>/items")
def item(guest_id: str) -> Response:
    """Write down something that a visitor carries in, and how many of it."""
    what, quantity = item_kept(request.form.get("what", "").strip()), request.form.get("quantity", "")
    return _written(guest_id, lambda rows: note_item(rows, guest_id, what, quantity, me(), node().now()))


@pages.post("/gate/guests/<guest_id>/needs-help")
def needs_help(guest_id: str) -> Response:
    """Write down whether they are to be looked for first in an evacuation."""
    needs = request.form.get("needs") == "yes"
    with node().transaction() as rows:
        say_needs_help(rows, guest_id, needs, me(), node().now())
    came_from = request.form.get("back", "")
    if came_from == "booking":
        with node().reading() as rows:
            found = guest_with_id(rows, guest_id) or lost()
        return redirect(url_for("booking.page", booking_id=found.booking_id))
    return _back(guest_id)


@pages.post("/gate/guests/<guest_id>/brought-in")
def brought(guest_id: str) -> Response:
    """Put on record that an employee has brought somebody in who is not approved (R7)."""
    with node().transaction() as rows:
        site = _site_of(rows, guest_id)
        who = employee(rows, request.form.get("employee", "").strip())
        if who is not None:
            bring_in_anyway(rows, guest_id, who.id, _door(rows, site).station, me(), node().now())
    if who is None:
        flash(_("Nobody with this e-mail address works here. Nothing was written down."), "attend")
    return redirect(url_for("gate_guests.guest", guest_id=guest_id))


@pages.post("/gate/notes")
def write_note() -> Response:
    """Write to reception, about a guest or in general."""
    guest_id = request.form.get("guest") or None
    with node().transaction() as rows:
        site = _site_of(rows, guest_id) if guest_id else site_asked_for(watched_sites(rows))
        try:
            tell_reception(rows, site.id, guest_id, request.form.get("words", ""), me(), node().now())
        except BadWords as bad:
            return _said_wrong(bad, guest_id)
    return _back(guest_id) if guest_id else _to_board(site)


@pages.post("/gate/notes/<note_id>/seen")
def note_seen(note_id: str) -> Response:
    """Take note of a note: every screen puts it away."""
    with node().transaction() as rows:
        take_note_of(rows, note_id, me(), node().now())
        site = site_asked_for(watched_sites(rows))
    return _to_board(site)


@pages.get("/gate/visits/<visit_id>/release-pass")
def release_pass(visit_id: str) -> str:
    """Show the release pass (放行条) to print: who, in what, with which items."""
    with node().reading() as rows:
        stay = visit_with_id(rows, visit_id) or lost()
        if not me().may(Permission.SEE_GATE, stay.site_id):
            lost()
        items, came_in = brought_in(rows, visit_id), vehicle_of(rows, stay.guest_id)
        site = stay.booking.site
    now, host = node().now(), whom_they_see(stay)
    times = {"arrived": moment_words(stay.arrived_at, site.tz, now), "printed": moment_on_paper(now, site.tz)}
    shown = {"stay": stay, "host": host, "items": items, "vehicle": came_in, "site_name": site.named(language())}
    return render_template("gate/release_pass.html", **shown, **times)


def _written(guest_id: str, do: Callable[[Session], None]) -> Response:
    with node().reading() as rows:
        _seen_guest(rows, guest_id)
    try:
        with node().transaction() as rows:
            do(rows)
    except BadWords as bad:
        return _said_wrong(bad, guest_id)
    return _back(guest_id)


def _said_wrong(bad: BadWords, guest_id: str | None) -> Response:
    words = {
        "too_long": _("That is too long. Nothing was written down."),
        "missing": _("Say what it is. Nothing was written down."),
        "no_quantity": _("Say how many: a number from 1 to 999. Nothing was written down."),
        "too_many": _("A release pass has room for %(n)s things. Nothing was written down.", n=MOST_LINES),
        "odd": _("There is a character in this that cannot be shown. Type it anew instead of pasting it."),
    }[str(bad)]
    flash(words, "attend")
    return redirect(url_for("gate_guests.guest", guest_id=guest_id) if guest_id else url_for("gate.board"))


def _seen_guest(rows: Session, guest_id: str) -> Guest:
    """Return a guest of a site that this person watches; 404 for any other."""
    found = guest_with_id(rows, guest_id) or lost()
    if not me().may(Permission.SEE_GATE, found.booking.site_id):
        lost()
    return found


def _site_of(rows: Session, guest_id: str) -> Site:
    return rows.get_one(Site, _seen_guest(rows, guest_id).booking.site_id)


def _door(rows: Session, site: Site) -> Door:
    """Return where somebody is let in: the station that was named, else the first that can be heard."""
    stations = stations_of(rows, site.id)
    named = [each for each in stations if each.code == request.form.get("station")]
    heard = [each for each in stations if not is_silent(each.last_heard_at, node().now())]
    station = next(iter([*named, *heard, *stations]), None)
    return Door(site.id, station.code if station else "gate", node().keys.passes)


def _back(guest_id: str) -> Response:
    if not wants_page():
        return Response(status=204)
    return redirect(url_for("gate_guests.guest", guest_id=guest_id))


def _to_board(site: Site) -> Response:
    return redirect(url_for("gate.board", site=site.code)) if wants_page() else Response(status=204)
