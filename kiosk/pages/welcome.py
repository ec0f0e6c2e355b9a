"""The first screen."""

from flask import Blueprint, Response

from kiosk.lobby import lobby
from kiosk.showing import greeting, here, page

pages = Blueprint("welcome", __name__)


@pages.get("/")
def welcome() -> Response:
    """Greet, and ask one question: are you booked?"""
    with lobby().node.reading() as session:
        return page(session, "welcome.html", greeting=greeting(here(session)))
