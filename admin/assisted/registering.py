"""Registering a walk-in at the desk: one form with all that the kiosk asks one by one, in the visitor's language."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import language, me, node
from admin.assisted.finding import LONGEST_TEXT
from admin.assisted.pages import door_of, site_of
from admin.assisted.papers import ROOM_FOR_PHOTO, Papers, languages, papers_of, photo_taken
from admin.assisted.walk_in import PURPOSE, walk_in_typed
from admin.forms import Typed
from admin.speech import _
from admin.wording import REFERRAL
from shared.bookings.actions import think_of_terms
from shared.desk.outcomes import Asking, Outcome, OutOfTurn, SeeReception
from shared.desk.referral import ANSWERS, NOBODY_TO_ASK
from shared.desk.take_photo import take_photo
from shared.desk.taps import OtherQuestion
from shared.desk.walk_in import register_at_the_desk
from shared.devices.queries import stations_of
from shared.screening.actions import REFERRAL_KEPT
from shared.screening.queries import referral
from shared.sites.models import Site

pages = Blueprint("desk_walk_ins", __name__)

Answer = str | tuple[str, int] | Response


def let_photo_in() -> None:
    """Let the forms with a photo be as long as one is; asked before their body is read."""
    if request.endpoint in ("desk_walk_ins.register", "desk_walk_ins.photo"):
        request.max_content_length = ROOM_FOR_PHOTO


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
        if request.form.get("do") == "language":
            return _form(rows, _read_anew(typed))
        site, now = site_of(rows), node().now()
        papers = papers_of(rows, site, typed, language())
        came = walk_in_typed(rows, typed, site, papers, request.files.get("photo"), now)
        if came is None:
            return _form(rows, typed, papers), 422
    think_of_terms([(came.contact.name, came.contact.company)])
    try:
        tap = str(uuid.UUID(typed["tap"]))
        with node().transaction() as rows:
            outcome = register_at_the_desk(rows, tap, came, door_of(rows), me(), now)
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
    elif (why := _why_sent(site, outcome)) in (NOBODY_TO_ASK, ANSWERS):
        flash(_("Nothing was registered. %(why)s.", why=REFERRAL[why]), "attend")
        typed["tap"] = ""
        with node().reading() as rows:
            return _form(rows, typed), 409
    else:
        flash(_("Hold: ask security"), "stop")
    return redirect(url_for("assisted.page", site=site.code, q=came.contact.name))


@pages.post("/desk/visits/<visit_id>/photo")
def photo(visit_id: str) -> Response:
    """Keep the photo that the kiosk could not take."""
    typed = Typed({})
    taken = photo_taken(typed, request.files.get("photo"))
    if taken is None:
        flash(typed.troubles.get("photo") or _("Choose or take a photo first."), "attend")
    else:
        try:
            with node().transaction() as rows:
                take_photo(rows, visit_id, taken, me(), node().now())
            flash(_("The photo is kept with the visit."), "go")
        except OutOfTurn:
            flash(_("No photo is wanted of this visitor any more."), "wait")
    return redirect(url_for("assisted.page", site=request.args.get("site"), q=request.args.get("q")))


def _why_sent(site: Site, outcome: Outcome) -> str:
    """Return why a visitor was sent to reception: the reason that the code of the outcome stands for."""
    code = outcome.code if isinstance(outcome, SeeReception) else None
    with node().reading() as rows:
        found = referral(rows, site.id, code or "", node().now() - REFERRAL_KEPT)
    return found.reason if found else ""


def _read_anew(typed: Typed) -> Typed:
    """Return the form without what was said to other words: they are read and signed in the language chosen now."""
    for name in typed.names():
        if name == "consent" or name.startswith(("read.", "signed.")):
            typed.drop(name)
    return typed


def _form(rows: Session, typed: Typed, papers: Papers | None = None) -> str:
    site = site_of(rows)
    papers = papers or papers_of(rows, site, typed, language())
    typed["papers"] = papers.language
    return render_template(
        "assisted/walk_in.html",
        typed=typed,
        tap=typed["tap"] or str(uuid.uuid4()),
        site=site,
        stations=[each.code for each in stations_of(rows, site.id)],
        purposes=[(each.value, str(word)) for each, word in PURPOSE.items()],
        papers=papers,
        papers_in=languages(),
    )
