"""Leaving, by badge or pass (R22)."""

from flask import Blueprint, Response
from sqlalchemy.orm import Session

from kiosk.answers import status_of_answer, told
from kiosk.asked import leaving, refuse_strangers, wants_a_page
from kiosk.lobby import lobby
from kiosk.moments import hour
from kiosk.screens import Screen, Steps, refused_screen, worded
from kiosk.showing import here, outcome, page
from kiosk.visit_status import known_visit
from kiosk.wording import LEFT, NOT_LET_OUT
from shared.desk.depart import depart
from shared.desk.outcomes import Left, Refused

pages = Blueprint("leave", __name__)
pages.before_request(refuse_strangers)


@pages.get("/leave")
def leave() -> Response:
    """Ask for the badge or the pass."""
    with lobby().node.reading() as session:
        return page(session, "scan.html", journey="leave")


@pages.post("/departures")
def departures() -> Response:
    """Let someone out, or say why not."""
    asked = leaving()
    with lobby().node.transaction() as session:
        answer = depart(session, asked, lobby().door, lobby().node.now())
    if not wants_a_page():
        return told(answer)
    with lobby().node.reading() as session:
        if isinstance(answer, Left):
            return outcome(session, goodbye(session, answer.visit), status_of_answer(answer))
        assert isinstance(answer, Refused)
        screen = refused_screen(answer, NOT_LET_OUT, here(session), Steps(again="leave.leave"))
        return outcome(session, screen, status_of_answer(answer))


def goodbye(session: Session, visit_id: str) -> Screen:
    """Say goodbye to someone who has left."""
    stay, local = known_visit(session, visit_id), here(session)
    words = {"name": stay.guest.visitor.name, "left": hour(stay.left_at or local.now, local.zone)}
    return worded("left", LEFT, Steps(), **words)
