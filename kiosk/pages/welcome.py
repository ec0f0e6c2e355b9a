"""The first screen."""

from flask import Blueprint, Response

from kiosk.lobby import lobby
from kiosk.showing import greeting, here, page
from shared.visits.waiting import codes_called

pages = Blueprint("welcome", __name__)
MOST_CALLED = 3
"""Codes on the first screen at once; only their ends, so that nobody else can go on with them."""


@pages.get("/")
def welcome() -> Response:
    """Greet, and ask one question: are you booked? Who waits and has an answer is called by the end of their code."""
    door, now = lobby().door, lobby().node.now()
    with lobby().node.reading() as session:
        called = codes_called(session, door.site_id, door.station, now)
        endings = [code[-2:] for code in called[:MOST_CALLED]]
        return page(session, "welcome.html", greeting=greeting(here(session)), called=endings)
