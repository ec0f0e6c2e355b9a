"""Arriving: by a code that is read, or by a permit number that is typed."""

import time
from dataclasses import replace

from flask import Blueprint, Response
from sqlalchemy.orm import Session

from kiosk.answers import status_of_answer, told
from kiosk.asked import arriving, refuse_strangers, wants_a_page
from kiosk.display import at
from kiosk.lobby import lobby
from kiosk.moments import hour
from kiosk.pages.group import group_of, ticks
from kiosk.screens import Screen, Steps, refused_screen, worded
from kiosk.showing import example_permit, here, outcome, page
from kiosk.visit_status import known_visit, status_of
from kiosk.wording import INSIDE, REFUSED, SEE_RECEPTION, Step
from kiosk.wording_leaving import LEADER_INSIDE, OTHER_CODE
from shared.desk.arrive import Scan, arrive
from shared.desk.outcomes import Admitted, Inside, Outcome, Refused, SeeReception
from shared.desk.survey_code import is_survey_code
from shared.visits.models import Visit

FAILED_LOOK_UP_S = 0.3
"""How long every failed typed look-up takes, in seconds: the time that it needed tells nobody what failed (R16)."""

pages = Blueprint("arrive", __name__)
pages.before_request(refuse_strangers)


@pages.get("/scan")
def scan() -> Response:
    """Show the camera's picture, or the way to do without."""
    with lobby().node.reading() as session:
        return page(session, "scan.html", journey="arrive")


@pages.get("/typed")
def typed() -> Response:
    """Ask for the permit number and the last four digits of the phone."""
    with lobby().node.reading() as session:
        return page(session, "typed.html", example=example_permit(session))


@pages.post("/arrivals")
def arrivals() -> Response:
    """Let someone in, or say why not."""
    began = time.monotonic()
    came = arriving()
    with lobby().node.transaction() as session:
        answer = arrive(session, came, lobby().door, lobby().node.now())
    is_other = isinstance(came, Scan) and is_survey_code(came.text)
    shown = (other_code(answer, "arrive.scan") if is_other else _shown(answer)) if wants_a_page() else told(answer)
    if isinstance(answer, SeeReception):
        time.sleep(max(0.0, FAILED_LOOK_UP_S - (time.monotonic() - began)))
    return shown


def other_code(answer: Outcome, again: str) -> Response:
    """Say that a badge has two codes, and that this was the one for the phone."""
    with lobby().node.reading() as session:
        return outcome(session, worded("refused", OTHER_CODE, Steps(again=again)), status_of_answer(answer))


def admitted(session: Session, stay: Visit, status: int = 200) -> Response:
    """Welcome a visitor, and show how far host and badge have come."""
    facts = status_of(session, stay, here(session))
    return page(session, "admitted.html", status, status=facts, title=facts.title)


def _shown(answer: Outcome) -> Response:
    with lobby().node.reading() as session:
        if isinstance(answer, Admitted):
            stay = known_visit(session, answer.visit)
            group, status = group_of(session, stay), status_of_answer(answer)
            return ticks(session, group, status) if group else admitted(session, stay, status)
        return outcome(session, _screen(session, answer), status_of_answer(answer))


def _screen(session: Session, answer: Outcome) -> Screen:
    local = here(session)
    if isinstance(answer, Refused):
        return refused_screen(answer, REFUSED, local, Steps())
    if isinstance(answer, Inside):
        stay = known_visit(session, answer.visit)
        words = {"name": stay.guest.visitor.name, "arrived": hour(stay.arrived_at, local.zone)}
        if group_of(session, stay):
            more = {Step.MEMBERS: at("group.asked", visit_id=answer.visit)}
            return worded("inside", LEADER_INSIDE, Steps(visit=answer.visit, addresses=more), **words)
        return worded("inside", INSIDE, Steps(visit=answer.visit), **words)
    return see_reception(answer.code if isinstance(answer, SeeReception) else None)


def see_reception(code: str | None) -> Screen:
    """Send somebody to reception: the very same screen for every reason, but for the code that the desk looks up."""
    return replace(worded("refused", SEE_RECEPTION, Steps()), code=code)
