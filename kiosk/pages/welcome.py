"""The first screen, and the way for those who are not booked."""

from flask import Blueprint, Response

from kiosk.lobby import lobby
from kiosk.screens import Steps, worded
from kiosk.showing import greeting, here, outcome, page
from kiosk.wording import WALK_IN

pages = Blueprint("welcome", __name__)


@pages.get("/")
def welcome() -> Response:
    """Greet, and ask one question: are you booked?"""
    with lobby().node.reading() as session:
        return page(session, "welcome.html", greeting=greeting(here(session)))


@pages.get("/walk-in")
def walk_in() -> Response:
    """Send those who are not booked to reception, who registers them."""
    with lobby().node.reading() as session:
        return outcome(session, worded("walk-in", WALK_IN, Steps()))
