"""Help: where people help. Nothing here claims that anyone was called."""

from flask import Blueprint, Response

from kiosk.lobby import lobby
from kiosk.screens import Steps, worded
from kiosk.showing import outcome
from kiosk.wording import HELP, NO_BADGE

pages = Blueprint("help", __name__)


@pages.get("/help")
def help_page() -> Response:
    """Point to reception, and say how the kiosk works."""
    with lobby().node.reading() as session:
        return outcome(session, worded("help", HELP, Steps()))


@pages.get("/help/badge")
def no_badge() -> Response:
    """Send a visitor whose badge did not come out to reception."""
    with lobby().node.reading() as session:
        return outcome(session, worded("no-badge", NO_BADGE, Steps()))
