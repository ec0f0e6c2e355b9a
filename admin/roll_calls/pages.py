"""The roll call's pages: turning it on, the list, what devices say of people, and what came of it."""

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import language, lost, me, node, wants_page
from admin.roll_calls.asked import marks_sent
from admin.roll_calls.report import report_of, summaries
from admin.roll_calls.showing import Roll, roll_of
from admin.speech import _
from admin.watched import site_asked_for, watched_sites
from shared.access.rules import Permission
from shared.desk.roll_call import call_roll, end_roll_call, mark_people, print_roll_call, visit_of_code
from shared.kernel.logbook import last_number
from shared.roll_calls.models import RollCall
from shared.roll_calls.queries import earlier_roll_calls, open_roll_call
from shared.roll_calls.queries import roll_call as roll_call_with_id
from shared.sites.models import Site

pages = Blueprint("roll_calls", __name__)


@pages.get("/gate/roll-call")
def page() -> str:
    """Show the list of the evacuation that is on; while none is, ask which kind to turn on."""
    with node().reading() as rows:
        roll = _roll(rows)
        point = next((call.point for call in earlier_roll_calls(rows, roll.site.id, 1)), "")
    template = "roll_calls/page.html" if roll.call else "roll_calls/start.html"
    return render_template(template, roll=roll, site_name=roll.site.named(language()), point=point, by=_order())


@pages.get("/gate/roll-call/parts")
def parts() -> str:
    """Return the list as it stands now, or who would be on it: also what gate pages keep at hand."""
    with node().reading() as rows:
        roll = _roll(rows)
    followed = request.args.get("on", "")
    is_over = bool(followed) and (roll.call is None or roll.call.id != followed)
    return render_template("roll_calls/parts.html", roll=roll, ended=followed if is_over else "")


@pages.post("/gate/roll-call/start")
def start() -> Response:
    """Turn an evacuation on: `kind` is real or drill."""
    kind = request.form.get("kind")
    if kind not in ("real", "drill"):
        abort(400)
    with node().transaction() as rows:
        site, point = _site(rows), request.form.get("point", "")
        call_roll(rows, site.id, is_drill=kind == "drill", point=point, by=me(), now=node().now())
    return _to_list(site)


@pages.post("/gate/roll-call/marks")
def marks() -> Response:
    """Take what a device says of people; an evacuation that it turned on while it was alone begins first."""
    now = node().now()
    sent = marks_sent(now)
    with node().transaction() as rows:
        site = _site(rows)
        if sent.begun is not None:
            begun = sent.begun
            call_roll(rows, site.id, is_drill=begun.is_drill, point=begun.point, by=me(), now=now, ago=begun.ago)
        mark_people(rows, site.id, sent.presses, sent.device, me(), now)
    return _to_list(site) if wants_page() else Response(status=204)


@pages.post("/gate/roll-call/scan")
def scan() -> Response:
    """Say whose badge or pass was scanned; the page then marks them."""
    with node().reading() as rows:
        visit = visit_of_code(rows, request.form.get("code", "").strip(), _site(rows).id, node().keys.passes)
    return jsonify({"visit": visit})


@pages.post("/gate/roll-calls/<roll_call_id>/print")
def print_list(roll_call_id: str) -> Response:
    """Print the list on a station's badge printer."""
    with node().transaction() as rows:
        site = _site_of(rows, roll_call_id)
        print_roll_call(rows, roll_call_id, request.form.get("station", ""), me(), node().now())
    return _to_list(site) if wants_page() else Response(status=204)


@pages.post("/gate/roll-calls/<roll_call_id>/end")
def end(roll_call_id: str) -> Response:
    """End it: kiosks serve visitors again."""
    with node().transaction() as rows:
        _site_of(rows, roll_call_id)
        end_roll_call(rows, roll_call_id, me(), node().now())
    flash(_("Ended. The kiosks serve visitors again."), "go")
    return redirect(url_for("roll_calls.report", roll_call_id=roll_call_id))


@pages.get("/gate/roll-calls")
def listing() -> str:
    """List a site's roll calls, the latest first."""
    with node().reading() as rows:
        watched = watched_sites(rows)
        site = site_asked_for(watched)
        found = summaries(rows, earlier_roll_calls(rows, site.id), site, node().now())
    sites = [(each.code, each.named(language())) for each in watched]
    return render_template("roll_calls/listing.html", calls=found, site=site, sites=sites)


@pages.get("/gate/roll-calls/<roll_call_id>")
def report(roll_call_id: str) -> str:
    """Show what came of a roll call: who was found when, by whom, and how long it took."""
    with node().reading() as rows:
        site = _site_of(rows, roll_call_id)
        call = roll_call_with_id(rows, roll_call_id) or lost()
        shown = report_of(rows, call, site, node().now())
    return render_template("roll_calls/report.html", report=shown, site_name=site.named(language()))


def _roll(rows: Session) -> Roll:
    site = _site(rows)
    call: RollCall | None = open_roll_call(rows, site.id)
    return roll_of(rows, site, call, last_number(rows), node().now(), _order())


def _order() -> str:
    return "area" if request.args.get("by") == "area" else ""


def _site(rows: Session) -> Site:
    return site_asked_for(watched_sites(rows))


def _site_of(rows: Session, roll_call_id: str) -> Site:
    """Return the site of a roll call that this person may see; 404 for any other."""
    call = roll_call_with_id(rows, roll_call_id) or lost()
    if not me().may(Permission.CALL_ROLL, call.site_id):
        lost()
    return rows.get_one(Site, call.site_id)


def _to_list(site: Site) -> Response:
    return redirect(url_for("roll_calls.page", site=site.code))
