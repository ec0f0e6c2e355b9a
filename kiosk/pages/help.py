"""Help: where people help, and how to call one of them."""

from flask import Blueprint, Response

from kiosk.answers import status_of_answer, told
from kiosk.asked import calling_for_help, refuse_strangers, wants_a_page
from kiosk.lobby import lobby
from kiosk.moments import hour
from kiosk.screens import Steps, worded
from kiosk.showing import here, outcome
from kiosk.wording import CALLED, HELP, NO_BADGE
from shared.desk.help import ask_for_help

pages = Blueprint("help", __name__)
pages.before_request(refuse_strangers)


@pages.get("/help")
def help_page() -> Response:
    """Point to reception, offer to call somebody, and say how the kiosk works."""
    with lobby().node.reading() as session:
        return outcome(session, worded("help", HELP, Steps()))


@pages.post("/help")
def call() -> Response:
    """Call somebody to this station."""
    tap, step = calling_for_help()
    with lobby().node.transaction() as session:
        answer = ask_for_help(session, tap, lobby().door, lobby().node.now(), step)
    if not wants_a_page():
        return told(answer)
    with lobby().node.reading() as session:
        local = here(session)
        screen = worded("help", CALLED, Steps(), time=hour(local.now, local.zone))
        return outcome(session, screen, status_of_answer(answer))


@pages.get("/help/badge")
def no_badge() -> Response:
    """Send a visitor whose badge did not come out to reception."""
    with lobby().node.reading() as session:
        return outcome(session, worded("no-badge", NO_BADGE, Steps()))
