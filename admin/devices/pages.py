"""The device page, its parts when something happened, earlier prints, and what can be done there."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import language, lost, me, node, wants_page
from admin.devices.board import Board, board_of, troubles_of
from admin.devices.prints import places_of, prints_of
from admin.speech import _
from admin.watched import site_asked_for, watched_sites
from shared.desk.reprint import badge_came_out, print_badge_again
from shared.desk.try_printer import try_printer
from shared.devices.queries import printers_of, stations_of
from shared.gate.queries import open_notes
from shared.kernel.logbook import Kind, last_number
from shared.kernel.paging import Cursor
from shared.printing.queries import jobs_page
from shared.roll_calls.queries import open_roll_call
from shared.sites.models import Site

pages = Blueprint("devices", __name__)

PRINTS_A_PAGE = 50
ABOUT_DEVICES = (
    Kind.PrinterStopped,
    Kind.PrinterReady,
    Kind.PaperNearEnd,
    Kind.PaperRefilled,
    Kind.KioskSilent,
    Kind.KioskHeard,
    Kind.GateNoteWritten,
    Kind.GateNoteSeen,
    Kind.RollCallStarted,
    Kind.RollCallEnded,
)
"""The lines after which the alarm may be another one."""


@pages.get("/devices")
def page() -> str:
    """Show a site's devices: `?site=` its code, else the first that this person may watch; `?kiosk=` whose prints."""
    with node().reading() as rows:
        watched = watched_sites(rows)
        board = _board(rows, site_asked_for(watched))
        sites = [(each.code, each.named(language())) for each in watched]
        return render_template("devices/page.html", board=board, sites=sites)


@pages.get("/devices/parts")
def parts() -> str:
    """Return the page's parts as they stand now."""
    with node().reading() as rows:
        return render_template("devices/parts.html", board=_board(rows, site_asked_for(watched_sites(rows))))


@pages.get("/devices/alarm")
def alarm() -> str:
    """Return what stands on every page of reception: an evacuation, notes from the gate, devices that need a hand."""
    with node().reading() as rows:
        after, watched = last_number(rows), watched_sites(rows)
        found = [(site, each) for site in watched for each in troubles_of(rows, site, node().now())]
        calls = [(site, call) for site in watched if (call := open_roll_call(rows, site.id))]
        notes = open_notes(rows, [site.id for site in watched])
    shown = {"troubles": found, "calls": calls, "notes": notes, "said": language()}
    return render_template("devices/alarm.html", after=after, kinds=ABOUT_DEVICES, **shown)


@pages.get("/devices/prints")
def prints() -> str:
    """List what a kiosk had printed, the newest first, page by page."""
    with node().reading() as rows:
        site = site_asked_for(watched_sites(rows))
        kiosk = request.args.get("kiosk", "")
        if kiosk not in [station.code for station in stations_of(rows, site.id)]:
            lost()
        found = jobs_page(rows, site.id, kiosk, _cursor(), PRINTS_A_PAGE)
        shown = prints_of(rows, found.items, places_of(printers_of(rows, site.id)), site, node().now())
    links = {
        way: url_for("devices.prints", site=site.code, kiosk=kiosk, at=str(cursor)) if cursor else None
        for way, cursor in (("newer", found.previous), ("earlier", found.next))
    }
    return render_template("devices/prints.html", prints=shown, site=site, kiosk=kiosk, links=links)


@pages.post("/devices/printers/<printer_id>/test")
def test(printer_id: str) -> Response:
    """Ask for a test print."""
    with node().transaction() as rows:
        try_printer(rows, printer_id, me(), node().now())
    return _back(_("A test print was asked for."))


@pages.post("/devices/prints/<job_id>/came-out")
def settle(job_id: str) -> Response:
    """Write that a print, of which the printer did not say so, came out."""
    with node().transaction() as rows:
        badge_came_out(rows, job_id, me(), node().now())
    return _back(_("Noted: it came out."))


@pages.post("/devices/prints/<job_id>/again")
def print_again(job_id: str) -> Response:
    """Print a badge as its next copy; the one before no longer counts."""
    with node().transaction() as rows:
        print_badge_again(rows, job_id, me(), node().now())
    return _back(_("A new copy was asked for; the one before no longer counts."))


def _board(rows: Session, site: Site) -> Board:
    return board_of(rows, site, request.args.get("kiosk", ""), last_number(rows), node().now())


def _cursor() -> Cursor | None:
    try:
        return Cursor.parse(request.args["at"]) if request.args.get("at") else None
    except ValueError:
        lost()


def _back(words: str) -> Response:
    """Go back to the page and say so; a page that fetched gets nothing, since the news will tell it."""
    if not wants_page():
        return Response(status=204)
    flash(words, "go")
    return redirect(url_for("devices.page", site=request.args.get("site"), kiosk=request.args.get("kiosk")))
