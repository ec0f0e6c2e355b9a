"""The desk's page: find somebody, then do for them what the kiosk would; each deed is by the person who does it."""

import uuid
from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import language, lost, me, node
from admin.assisted.finding import find
from admin.assisted.showing import people_shown, told_of
from admin.dates import clock
from admin.forms import Typed
from admin.host.saying import trouble_words
from admin.resources.words import short_words
from admin.speech import Words, _, _l
from admin.watched import site_asked_for, watched_sites
from admin.wording import REFERRAL, objection_words
from shared.access.rules import Permission
from shared.desk.answer import BadAnswer
from shared.desk.depart import ITEMS_OPEN
from shared.desk.depart import let_out as let_visitor_out
from shared.desk.extend import BY
from shared.desk.extend import extend as extend_window
from shared.desk.for_visitor import Wanted, Wish, wish_for
from shared.desk.gate_word import admit as admit_guest
from shared.desk.outcomes import Door, OutOfTurn
from shared.desk.reprint import print_badge_again
from shared.desk.survey import link_ends_at, visit_to_rate
from shared.desk.survey_links import sign_survey
from shared.desk.taps import OtherQuestion
from shared.devices.queries import stations_of
from shared.feedback.queries import survey_of
from shared.sites.models import Site
from shared.visits.queries import visit as visit_with_id
from shared.visits.rules import LONGEST_MESSAGE

pages = Blueprint("assisted", __name__)

_LOBBY = "lobby"
_WISHED: Mapping[Wish, Words] = {
    Wish.MESSAGE: _l("The message is handed on and has to be answered."),
    Wish.REFRESHMENT: _l("Reception's screens say that something to drink is wanted."),
    Wish.WITHDRAWAL: _l("The visit is ended; nobody is asked any more."),
}
_MINUTES = tuple(int(time / timedelta(minutes=1)) for time in BY)


@pages.get("/desk")
def page() -> str:
    """Show the search, and who fits `?q=`: a name, a permit number, a phone, or the code on the kiosk's screen."""
    with node().reading() as rows:
        watched = watched_sites(rows)
        site = site_asked_for(watched)
        text, now = request.args.get("q", ""), node().now()
        found = find(rows, site, text, node().keys.passes, now)
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
            tap=str(uuid.uuid4()),
            longest=LONGEST_MESSAGE,
            may_register=me().may(Permission.BOOK_FOR_OTHERS, site.id),
        )


@pages.post("/desk/guests/<guest_id>/admission")
def admit(guest_id: str) -> Response:
    """Let somebody in; their badge prints at the chosen station."""

    def let_in(rows: Session) -> tuple[str, str]:
        visit = admit_guest(rows, guest_id, door_of(rows), me(), node().now())
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
        found = extend_window(rows, booking_id, timedelta(minutes=minutes), me(), node().now())
        zone = found.booking.site.tz
        words = [_("The visit may last until %(time)s.", time=clock(found.booking.ends_at, zone))]
        words += [short_words(each, zone) for each in found.short]
        return " ".join(words), "attend" if found.short else "go"

    return _done(longer)


@pages.post("/desk/visits/<visit_id>/wishes")
def wish(visit_id: str) -> Response:
    """Do what a visitor who waits wants: a message, something to drink, or not to wait any longer."""
    asked = request.form.get("wish", "")
    if asked not in set(Wish):
        lost()

    def wanted(rows: Session) -> tuple[str, str]:
        tap = str(uuid.uuid5(uuid.UUID(request.form.get("tap", "")), f"{asked} {visit_id}"))
        what = Wanted(Wish(asked), visit_id, request.form.get("text", ""))
        wish_for(rows, tap, what, me(), door_of(rows), node().now())
        return str(_WISHED[Wish(asked)]), "go"

    try:
        return _done(wanted)
    except BadAnswer as wrong:
        words = _("Write what the host should be told.") if str(wrong) == "message_missing" else trouble_words(wrong)
        flash(words, "attend")
    except (ValueError, OtherQuestion):
        flash(_("This was sent before. Nothing was done a second time."), "wait")
    return _back()


@pages.get("/desk/visits/<visit_id>/survey")
def survey(visit_id: str) -> Response:
    """Lead to the questions that a visitor who has left may answer here, on the desk's own screen (R23)."""
    with node().reading() as rows:
        known = visit_with_id(rows, visit_id)
        if known is None or not me().may(Permission.CLOSE_VISIT, known.site_id):
            lost()
        stay = visit_to_rate(rows, visit_id)
        asked = survey_of(rows, stay.booking.grade_letter) if stay else None
        if stay is not None and asked is not None:
            link = sign_survey(stay.id, link_ends_at(stay, asked), node().keys.surveys)
            return redirect(url_for("surveys.page", link=link))
    flash(_("This visit was rated already, or nothing is asked about visits of its grade."), "wait")
    return _back()


def _back() -> Response:
    return redirect(url_for("assisted.page", site=request.args.get("site"), q=request.args.get("q")))


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
    return _back()


def _refusal_words(code: str) -> str:
    return str(REFERRAL[code]) if code in REFERRAL else objection_words(code)


def door_of(rows: Session) -> Door:
    """Return the station at which a badge is to come out: as chosen, else the site's first."""
    site = site_of(rows)
    codes = [each.code for each in stations_of(rows, site.id)]
    chosen = request.form.get("station", "")
    return Door(site.id, chosen if chosen in codes else (codes or [_LOBBY])[0], node().keys.passes)


def site_of(rows: Session) -> Site:
    return site_asked_for(watched_sites(rows))
