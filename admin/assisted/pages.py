"""The desk's page: find somebody, then do for them what the kiosk would; each deed is by the person who does it."""

import uuid
from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import language, lost, me, node
from admin.assisted.finding import LONGEST_TEXT, find
from admin.assisted.showing import people_shown, told_of
from admin.assisted.walk_in import PURPOSE, consent_text, walk_in_typed
from admin.dates import clock
from admin.forms import Typed
from admin.speech import _
from admin.watched import site_asked_for, watched_sites
from admin.wording import REFERRAL, objection_words
from shared.access.rules import Permission
from shared.bookings.actions import think_of_terms
from shared.desk.depart import ITEMS_OPEN
from shared.desk.depart import let_out as let_visitor_out
from shared.desk.extend import BY
from shared.desk.extend import extend as extend_window
from shared.desk.gate_word import admit as admit_guest
from shared.desk.outcomes import Asking, Door, OutOfTurn
from shared.desk.reprint import print_badge_again
from shared.desk.taps import OtherQuestion
from shared.desk.walk_in import register_at_the_desk
from shared.devices.queries import stations_of
from shared.sites.models import Site

pages = Blueprint("assisted", __name__)

Answer = str | tuple[str, int] | Response
_LOBBY = "lobby"
_MINUTES = tuple(int(time / timedelta(minutes=1)) for time in BY)


@pages.get("/desk")
def page() -> str:
    """Show the search, and who fits `?q=`: a name, a permit number, a phone, or the code on the kiosk's screen."""
    with node().reading() as rows:
        watched = watched_sites(rows)
        site = site_asked_for(watched)
        text, now = request.args.get("q", ""), node().now()
        found = find(rows, site, text, now)
        return render_template(
            "assisted/page.html",
            typed=Typed(request.args),
            text=text.strip(),
            site=site,
            site_name=site.named(language()),
            sites=[(each.code, each.named(language())) for each in watched],
            stations=[each.code for each in stations_of(rows, site.id)],
            people=people_shown(rows, site, found.guests, now),
            told=told_of(found.referral, site) if found.referral else "",
            minutes=_MINUTES,
            may_register=me().may(Permission.BOOK_FOR_OTHERS, site.id),
        )


@pages.post("/desk/guests/<guest_id>/admission")
def admit(guest_id: str) -> Response:
    """Let somebody in; their badge prints at the chosen station."""

    def let_in(rows: Session) -> tuple[str, str]:
        visit = admit_guest(rows, guest_id, _door(rows), me(), node().now())
        return (_("Let in: the badge prints, the host is told."), "go") if visit else (_("Hold: ask security"), "stop")

    return _done(let_in)


@pages.post("/desk/visits/<visit_id>/departure")
def let_out(visit_id: str) -> Response:
    """Sign somebody out; whoever brought items in, on the page that looks at what goes out."""

    def sign_out(rows: Session) -> tuple[str, str]:
        let_visitor_out(rows, visit_id, me(), node().now())
        return _("Signed out."), "go"

    return _done(sign_out, {ITEMS_OPEN: url_for("leaving.page", visit_id=visit_id)})


@pages.post("/desk/prints/<job_id>/again")
def print_again(job_id: str) -> Response:
    """Print a badge once more; the old one is void."""

    def again(rows: Session) -> tuple[str, str]:
        print_badge_again(rows, job_id, me(), node().now())
        return _("A new badge prints; the old one is void."), "go"

    return _done(again)


@pages.post("/desk/bookings/<booking_id>/extension")
def extend(booking_id: str) -> Response:
    """Let a visit end later."""
    minutes = request.form.get("minutes", type=int)
    if minutes not in _MINUTES:
        lost()

    def longer(rows: Session) -> tuple[str, str]:
        booking = extend_window(rows, booking_id, timedelta(minutes=minutes), me(), node().now())
        return _("The visit may last until %(time)s.", time=clock(booking.ends_at, booking.site.tz)), "go"

    return _done(longer)


@pages.get("/desk/walk-ins/new")
def new() -> str:
    """Show the form that registers a walk-in."""
    with node().reading() as rows:
        return _form(rows, Typed({"name": request.args.get("name", "")[:LONGEST_TEXT]}))


@pages.post("/desk/walk-ins")
def register() -> Answer:
    """Register a walk-in: the host is asked, as if it had been done at the kiosk."""
    typed = Typed(request.form)
    with node().reading() as rows:
        site = _site(rows)
        came = walk_in_typed(rows, typed, site, node().now())
        if came is None:
            return _form(rows, typed), 422
    think_of_terms([(came.contact.name, came.contact.company)])
    try:
        tap = str(uuid.UUID(typed["tap"]))
        with node().transaction() as rows:
            outcome = register_at_the_desk(rows, tap, came, _door(rows), me(), node().now())
    except (ValueError, OtherQuestion):
        typed["tap"] = ""
        with node().reading() as rows:
            flash(
                _("This form was sent before, with other contents. Send it once more if it is another visitor."),
                "attend",
            )
            return _form(rows, typed), 409
    if isinstance(outcome, Asking):
        flash(_("Registered: the host is asked. The badge prints when somebody accepts."), "go")
    else:
        flash(_("Hold: ask security"), "stop")
    return redirect(url_for("assisted.page", site=site.code, q=came.contact.name))


def _form(rows: Session, typed: Typed) -> str:
    site = _site(rows)
    return render_template(
        "assisted/walk_in.html",
        typed=typed,
        tap=typed["tap"] or str(uuid.uuid4()),
        site=site,
        stations=[each.code for each in stations_of(rows, site.id)],
        purposes=[(each.value, str(word)) for each, word in PURPOSE.items()],
        consent=consent_text(rows, site),
    )


def _done(deed: Callable[[Session], tuple[str, str]], elsewhere: Mapping[str, str] = MappingProxyType({})) -> Response:
    """Do it, say what came of it, and go back to where it was asked for; a refusal changes nothing.

    `elsewhere` is where some refusals lead, by their code.
    """
    try:
        with node().transaction() as rows:
            words, mark = deed(rows)
    except OutOfTurn as refused:
        if refused.code in elsewhere:
            return redirect(elsewhere[refused.code])
        words, mark = _refusal_words(refused.code), "attend"
    flash(words, mark)
    return redirect(url_for("assisted.page", site=request.args.get("site"), q=request.args.get("q")))


def _refusal_words(code: str) -> str:
    return str(REFERRAL[code]) if code in REFERRAL else objection_words(code)


def _door(rows: Session) -> Door:
    """Return the station at which a badge is to come out: as chosen, else the site's first."""
    site = _site(rows)
    codes = [each.code for each in stations_of(rows, site.id)]
    chosen = request.form.get("station", "")
    return Door(site.id, chosen if chosen in codes else (codes or [_LOBBY])[0], node().keys.passes)


def _site(rows: Session) -> Site:
    return site_asked_for(watched_sites(rows))
