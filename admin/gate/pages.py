"""The gate's pages: the board, its parts when something happened, and what the guard does there."""

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import language, lost, me, node, wants_page
from admin.gate.board import Board, board_of
from admin.gate.words import STOP_REASON
from admin.watched import site_asked_for, watched_sites
from admin.wording import objection_words
from shared.desk.depart import ITEMS_OPEN, may_let_out
from shared.desk.depart import let_out as let_visitor_out
from shared.desk.noted import take_note
from shared.desk.release import open_items
from shared.desk.reprint import badge_came_out, print_badge_again
from shared.kernel.logbook import last_number
from shared.sites.models import Site
from shared.visits.queries import visit as visit_with_id
from shared.web.problems import problem

pages = Blueprint("gate", __name__)


@pages.get("/gate")
def board() -> str:
    """Show the board of a site: `?site=` its code, else the first that this person may watch; `?all=1`: every card."""
    with node().reading() as rows:
        watched = watched_sites(rows)
        site = site_asked_for(watched)
        shown = _board(rows, site)
    sites = [(each.code, each.named(language())) for each in watched]
    here = {"board": shown, "site_name": site.named(language()), "sites": sites, "reasons": STOP_REASON}
    return render_template("gate/board.html", **here)


@pages.get("/gate/parts")
def parts() -> str:
    """Return the board's parts as they stand now."""
    with node().reading() as rows:
        shown = _board(rows, site_asked_for(watched_sites(rows)))
    return render_template("gate/parts.html", board=shown, reasons=STOP_REASON)


@pages.post("/gate/visits/<visit_id>/departure")
def let_out(visit_id: str) -> Response:
    """Let a visitor out on the guard's word."""
    with node().transaction() as rows:
        stay = visit_with_id(rows, visit_id) or lost()
        if open_items(rows, visit_id) and may_let_out(me(), stay):
            return _look_first(visit_id)
        let_visitor_out(rows, visit_id, me(), node().now())
    return _back(stay.booking.site)


def _look_first(visit_id: str) -> Response:
    """Send the guard to the page where items are looked at."""
    page = url_for("leaving.page", visit_id=visit_id)
    return redirect(page) if wants_page() else problem(409, ITEMS_OPEN, objection_words(ITEMS_OPEN), see=page)


@pages.post("/gate/alerts/<int:line>/note")
def note(line: int) -> Response:
    """Take note of an alert: every board of the site puts it away."""
    with node().transaction() as rows:
        take_note(rows, line, me(), node().now())
    return _back(None)


@pages.post("/gate/prints/<job_id>/came-out")
def settle(job_id: str) -> Response:
    """Write that a badge, of which the printer did not say so, came out."""
    with node().transaction() as rows:
        badge_came_out(rows, job_id, me(), node().now())
    return _back(None)


@pages.post("/gate/prints/<job_id>/again")
def print_again(job_id: str) -> Response:
    """Print a badge that did not come out as its next copy."""
    with node().transaction() as rows:
        print_badge_again(rows, job_id, me(), node().now())
    return _back(None)


def _board(rows: Session, site: Site) -> Board:
    return board_of(rows, site, last_number(rows), node().now(), whole=request.args.get("all") == "1")


def _back(site: Site | None) -> Response:
    """Go back to the board; a page that fetched gets nothing, since the news will tell it."""
    if not wants_page():
        return Response(status=204)
    return redirect(url_for("gate.board", site=site.code if site else request.args.get("site")))
