"""A badge: how far its print has come, and its picture."""

from flask import Blueprint, Response, jsonify, make_response

from kiosk.lobby import lobby
from shared.badges.queries import job_of
from shared.printing.models import PrintJob
from shared.printing.rules import PrintState
from shared.web.problems import problem

pages = Blueprint("badge", __name__)


@pages.get("/badges/<badge_id>")
def state(badge_id: str) -> Response:
    """Tell how far the print has come, in the spooler's own words."""
    with lobby().node.reading() as session:
        job = job_of(session, badge_id)
        if job is None:
            return problem(404, "no_such_badge")
        return jsonify(_told(job))


@pages.get("/badges/<badge_id>/picture.png")
def picture(badge_id: str) -> Response:
    """Show the badge as it is printed."""
    with lobby().node.reading() as session:
        drawn = lobby().badge_picture(session, badge_id)
    if drawn is None:
        return problem(404, "no_such_badge")
    response = make_response(drawn)
    response.content_type = "image/png"
    return response


def _told(job: PrintJob) -> dict[str, str | int | None]:
    return {
        "state": PrintState(job.state).value,
        "reason": job.reason,
        "copy": job.copy,
        "printer": job.printer,
    }
