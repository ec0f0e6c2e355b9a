"""Handing the serial scanner's codes to the station's screen, which asks the door with them like any other reader."""

from flask import Blueprint, Response, abort, jsonify, request

from kiosk.asked import refuse_strangers, waiting_for_scans
from kiosk.lobby import lobby
from shared.web.problems import problem

_THIS_MACHINE = ("127.0.0.1", "::1")

pages = Blueprint("scans", __name__)
pages.before_request(refuse_strangers)


@pages.post("/scans")
def scans() -> Response:
    """Wait for what the scanner reads. Only for a screen on this machine: a code opens the door for whoever has it."""
    here = lobby()
    if here.scans is None:
        abort(404)
    if request.remote_addr not in _THIS_MACHINE:
        return problem(403, "not_this_machine", "A scanner's codes go to the screen beside it.")
    screen, had = waiting_for_scans()
    seated = here.seats.acquire(blocking=False)
    try:
        handed = here.scans.for_screen(screen, had, here.news_wait_s if seated else 0)
    finally:
        if seated:
            here.seats.release()
    return jsonify({"scans": [{"pass": scan.text, "tap": scan.tap} for scan in handed]})
