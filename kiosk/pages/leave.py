"""Leaving, by badge or pass; with what came in, or past the gate (R22)."""

from flask import Blueprint, Response
from sqlalchemy.orm import Session

from kiosk.answers import status_of_answer, told
from kiosk.asked import Malformed, accounting_for_items, leaving, refuse_strangers, wants_a_page
from kiosk.display import display
from kiosk.lobby import lobby
from kiosk.moments import hour
from kiosk.pages.arrive import other_code
from kiosk.rating import DOORS, rating_of
from kiosk.screens import Steps, refused_screen, worded
from kiosk.showing import here, outcome, page
from kiosk.visit_status import known_visit
from kiosk.wording import NOT_LET_OUT
from kiosk.wording_leaving import GATE_ASKED, LEFT
from shared.desk.depart import Accounting, account_for_items, depart
from shared.desk.outcomes import GateAsked, ItemsOpen, Left, Outcome, Refused
from shared.desk.release import WrongItems, brought_in
from shared.desk.survey_code import is_survey_code
from shared.desk.survey_links import SurveyLinks
from shared.feedback.rules import CHANGEABLE_S

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
    if wants_a_page() and is_survey_code(asked.text):
        return other_code(answer, "leave.leave")
    return _answered(answer)


@pages.post("/visits/<visit_id>/items")
def items(visit_id: str) -> Response:
    """Take down what goes out; as it came in, that lets the visitor out."""
    tap, taken = accounting_for_items()
    try:
        with lobby().node.transaction() as session:
            said = Accounting(tap, visit_id, taken)
            answer = account_for_items(session, said, lobby().door, lobby().node.now())
    except WrongItems as wrong:
        raise Malformed(f"taken: {wrong}") from wrong
    return _answered(answer)


def _answered(answer: Outcome) -> Response:
    if not wants_a_page():
        return told(answer)
    status = status_of_answer(answer)
    with lobby().node.reading() as session:
        if isinstance(answer, Left):
            return farewell(session, answer.visit, status)
        if isinstance(answer, ItemsOpen):
            return _items_asked(session, answer.visit, status)
        if isinstance(answer, GateAsked):
            local = here(session)
            screen = worded("gate-asked", GATE_ASKED, Steps(), time=hour(local.now, local.zone))
            return outcome(session, screen, status)
        assert isinstance(answer, Refused)
        screen = refused_screen(answer, NOT_LET_OUT, here(session), Steps(again="leave.leave"))
        return outcome(session, screen, status)


def _items_asked(session: Session, visit_id: str, status: int) -> Response:
    return page(session, "leave/items.html", status, visit=visit_id, items=brought_in(session, visit_id))


def farewell(session: Session, visit_id: str, status: int = 200) -> Response:
    """Say goodbye to someone who has left, take the badge back, and ask how it was."""
    stay, local = known_visit(session, visit_id), here(session)
    words = {"name": stay.guest.visitor.name, "left": hour(stay.left_at or local.now, local.zone)}
    screen = worded("left", LEFT, Steps(), **words)
    node = lobby().node
    links = SurveyLinks(node.settings.public_url, node.keys.surveys)
    said = {
        "rating": rating_of(session, stay, display().lang, links, local.now),
        "scores": DOORS,
        "changeable_s": CHANGEABLE_S,
    }
    return page(session, "leave/goodbye.html", status, screen=screen, **said)
