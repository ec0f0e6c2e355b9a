"""The first screen."""

from flask import Blueprint, Response

from kiosk.lobby import lobby
from kiosk.pages.waiting_again import endings_called
from kiosk.showing import greeting, here, page

pages = Blueprint("welcome", __name__)


@pages.get("/")
def welcome() -> Response:
    """Greet, and ask one question: are you booked? Who waits and has an answer is called by the end of their code."""
    with lobby().node.reading() as session:
        return page(session, "welcome.html", greeting=greeting(here(session)), called=endings_called(session))
