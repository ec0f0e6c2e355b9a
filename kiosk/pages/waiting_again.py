"""Back to one's own waiting screen, at a kiosk that somebody else has used meanwhile (R14, R16)."""

import time

from flask import Blueprint, Response, jsonify, redirect, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from kiosk.asked import refuse_foreign_origin
from kiosk.display import at
from kiosk.lobby import lobby
from kiosk.pages.arrive import FAILED_LOOK_UP_S, see_reception
from kiosk.showing import outcome, page
from kiosk.wording_waiting import NO_SUCH_CODE
from shared.desk.outcomes import SeeReception
from shared.desk.wait_again import come_back
from shared.visits.waiting import codes_called

pages = Blueprint("waiting_again", __name__)
pages.before_request(refuse_foreign_origin)
_DIGITS = 6
MOST_CALLED = 3
"""Codes on the first screen at once."""


@pages.get("/waiting")
def ask() -> Response:
    """Ask for the code."""
    with lobby().node.reading() as session:
        return _ask(session)


@pages.post("/waiting")
def find() -> AnyResponse:
    """Show the screen that a code belongs to. Whatever is not found takes the same time."""
    began, code = time.monotonic(), "".join(request.form.get("code", "")[:40].split())
    here = lobby()
    is_code = len(code) == _DIGITS and code.isascii() and code.isdigit()
    with here.node.transaction() as session:
        found = come_back(session, code if is_code else "", here.door, here.node.now())
    if found is not None and not isinstance(found, SeeReception):
        return redirect(at("waiting.status", visit_id=found.visit), 303)
    time.sleep(max(0.0, FAILED_LOOK_UP_S - (time.monotonic() - began)))
    with here.node.reading() as session:
        if isinstance(found, SeeReception):
            return outcome(session, see_reception(found.code), 409)
        return _ask(session, str(NO_SUCH_CODE), 422)


@pages.get("/waiting/called")
def called() -> AnyResponse:
    """Tell the ends of the codes that are called here now: one look at an index, asked every few seconds."""
    with lobby().node.reading() as session:
        return jsonify(called=endings_called(session))


def endings_called(session: Session) -> list[str]:
    """Return the last digits of the codes that are called: only these, so that nobody else can go on with a code."""
    door = lobby().door
    codes = codes_called(session, door.site_id, door.station, lobby().node.now())
    return [code[-2:] for code in codes[:MOST_CALLED]]


def _ask(session: Session, trouble: str = "", status: int = 200) -> Response:
    return page(session, "waiting/again.html", status, trouble=trouble)
