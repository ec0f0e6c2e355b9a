"""Waiting: a visitor's own screen follows the visit, who is asked, the host's answer and the badge (R13, R14)."""

import time
from collections.abc import Sequence

from flask import Blueprint, Response, jsonify, request
from sqlalchemy.orm import Session

from kiosk.answers import status_of_answer, told
from kiosk.asked import Malformed, calling, refuse_strangers, wants_a_page, writing
from kiosk.display import at, display
from kiosk.lobby import Lobby, lobby
from kiosk.moments import when
from kiosk.pages.arrive import admitted, see_reception
from kiosk.pages.leave import farewell
from kiosk.screens import Steps, worded
from kiosk.showing import here, outcome, page
from kiosk.visit_status import known_visit
from kiosk.visit_words import MESSAGE_TROUBLE, NEWS, SENTENCES
from kiosk.waiting_line import message_left, waiting_of
from kiosk.wording import CLOSED_FOR_THE_DAY, Step
from kiosk.wording_waiting import ANOTHER_DAY, TURNED_AWAY, WITHDRAWN
from shared.desk.answer import BadAnswer
from shared.desk.hold import held_code, waits_for_security
from shared.desk.messages import answer_due, leave_message
from shared.desk.outcomes import NotAllowed, Outcome, OutOfTurn
from shared.desk.while_waiting import ask_for_refreshment, wait_no_longer
from shared.kernel.logbook import Kind, LogLine, lines_about
from shared.visits.actions import remember_seen
from shared.visits.models import Visit
from shared.visits.queries import visit
from shared.visits.rules import LONGEST_MESSAGE, Answer, VisitState
from shared.visits.waiting import is_called
from shared.web.host_line import host_line_then, whom_they_see
from shared.web.problems import problem

pages = Blueprint("waiting", __name__)
pages.before_request(refuse_strangers)
_MOST_DIGITS = 18


@pages.get("/visits/<visit_id>")
def status(visit_id: str) -> Response:
    """Show how a visit stands now."""
    with lobby().node.reading() as session:
        stay = _visit_here(session, visit_id)
        is_news = stay is not None and is_called(session, visit_id)
        shown = _standing(session, stay) if stay else problem(404, "no_such_visit")
    if is_news:
        with lobby().node.transaction() as session:
            remember_seen(session, visit_id, lobby().node.now())
    return shown


@pages.get("/visits/<visit_id>/waiting")
def waiting(visit_id: str) -> Response:
    """Show who is asked for somebody who is inside and waits for the host."""
    with lobby().node.reading() as session:
        stay = _visit_here(session, visit_id)
        if stay is None:
            return problem(404, "no_such_visit")
        return _waiting(session, stay) if stay.state == VisitState.INSIDE else _standing(session, stay)


@pages.get("/visits/<visit_id>/message")
def message(visit_id: str) -> Response:
    """Ask what the host should be told."""
    with lobby().node.reading() as session:
        stay = _visit_here(session, visit_id)
        return _message(session, stay) if stay else problem(404, "no_such_visit")


@pages.post("/visits/<visit_id>/message")
def write_message(visit_id: str) -> Response:
    """Leave a message that the host has to answer."""
    tap, text = writing()
    try:
        with lobby().node.transaction() as session:
            answer = leave_message(session, tap, visit_id, text, lobby().door, lobby().node.now())
    except BadAnswer as wrong:
        if not wants_a_page():
            raise Malformed(str(wrong)) from wrong
        with lobby().node.reading() as session:
            return _message(session, known_visit(session, visit_id), text, str(wrong))
    except (NotAllowed, OutOfTurn):
        return _too_late(visit_id)
    return _done(answer, visit_id)


@pages.post("/visits/<visit_id>/refreshment")
def refreshment(visit_id: str) -> Response:
    """Ask reception for something to drink (R14)."""
    tap = calling()
    try:
        with lobby().node.transaction() as session:
            answer = ask_for_refreshment(session, tap, visit_id, lobby().door, lobby().node.now())
    except (NotAllowed, OutOfTurn):
        return _too_late(visit_id)
    return _done(answer, visit_id)


@pages.get("/visits/<visit_id>/ending")
def ending(visit_id: str) -> Response:
    """Ask whether somebody really wants to go."""
    with lobby().node.reading() as session:
        stay = _visit_here(session, visit_id)
        if stay is None:
            return problem(404, "no_such_visit")
        return page(session, "waiting/ending.html", visit=visit_id)


@pages.post("/visits/<visit_id>/withdrawal")
def withdrawal(visit_id: str) -> Response:
    """End the visit of somebody who waits to be let in."""
    tap = calling()
    try:
        with lobby().node.transaction() as session:
            answer = wait_no_longer(session, tap, visit_id, lobby().door, lobby().node.now())
    except (NotAllowed, OutOfTurn):
        return _too_late(visit_id)
    return _done(answer, visit_id)


@pages.get("/visits/<visit_id>/news")
def news(visit_id: str) -> Response:
    """Wait for what happens to a visit after line N of the logbook, and tell it; nothing new is an answer too."""
    after = request.args.get("after", "0")
    if not after.isascii() or not after.isdigit() or len(after) > _MOST_DIGITS:
        return problem(422, "malformed", "after must be the number of a line")
    with lobby().node.reading() as session:
        if _visit_here(session, visit_id) is None:
            return problem(404, "no_such_visit")
    return _told(lobby(), visit_id, int(after))


def _visit_here(session: Session, visit_id: str) -> Visit | None:
    """Return a visit of this lobby's site."""
    stay = visit(session, visit_id)
    return stay if stay is not None and stay.site_id == lobby().door.site_id else None


def _standing(session: Session, stay: Visit, code: int = 200) -> Response:
    """Return the screen of a visit as it stands."""
    if stay.state == VisitState.ASKING:
        return _waiting(session, stay, code)
    if stay.state == VisitState.INSIDE:
        return admitted(session, stay, code)
    if stay.state == VisitState.LEFT:
        return farewell(session, stay.id, code)
    if waits_for_security(stay):
        return outcome(session, see_reception(held_code(session, stay)), code)
    if stay.state == VisitState.TURNED_AWAY:
        return _away(session, stay, code)
    words = WITHDRAWN if stay.state == VisitState.WITHDRAWN else CLOSED_FOR_THE_DAY
    return outcome(session, worded("refused", words, Steps()), code)


def _away(session: Session, stay: Visit, code: int) -> Response:
    """Say kindly that nobody can receive them; the desk may yet think better of it, so the page goes on listening."""
    local = here(session)
    steps = Steps(addresses={Step.MESSAGE: at("waiting.message", visit_id=stay.id)})
    words = TURNED_AWAY if stay.answer != Answer.ANOTHER_DAY else ANOTHER_DAY
    screen = worded("refused", words, steps, host=whom_they_see(stay, local.language))
    left = message_left(session, stay, local)
    return page(session, "waiting/away.html", code, screen=screen, visit=stay.id, left_message=left)


def _waiting(session: Session, stay: Visit, code: int = 200) -> Response:
    return page(session, "waiting/line.html", code, waiting=waiting_of(session, stay, here(session)))


def _message(session: Session, stay: Visit, text: str = "", trouble: str = "") -> Response:
    local = here(session)
    due = answer_due(stay, local.now)
    facts = {
        "visit": stay.id,
        "host": whom_they_see(stay, local.language),
        "due": when(due, local.now, local.zone, local.language),
        "longest": LONGEST_MESSAGE,
        "sentences": [str(words) for words in SENTENCES],
        "text": text,
        "trouble": str(MESSAGE_TROUBLE[trouble]) if trouble else "",
    }
    return page(session, "waiting/message.html", 422 if trouble else 200, **facts)


def _done(answer: Outcome, visit_id: str) -> Response:
    if not wants_a_page():
        return told(answer)
    with lobby().node.reading() as session:
        return _standing(session, known_visit(session, visit_id), status_of_answer(answer))


def _too_late(visit_id: str) -> Response:
    """Show how the visit stands instead: it is not here, or goes another way meanwhile."""
    with lobby().node.reading() as session:
        stay = _visit_here(session, visit_id)
        if stay is None:
            return problem(404, "no_such_visit")
        return _standing(session, stay, 409) if wants_a_page() else problem(409, "visit_ended")


def _told(here: Lobby, visit_id: str, after: int) -> Response:
    """Wait if there is a seat; read again at every ring of the bell."""
    seated = here.seats.acquire(blocking=False)
    ends_at = time.monotonic() + (here.news_wait_s if seated else 0)
    try:
        while True:
            heard = here.node.bell.count
            with here.node.reading() as session:
                lines = lines_about(session, visit=visit_id, after=after)
                left_s = ends_at - time.monotonic()
                if lines or left_s <= 0 or here.node.bell.is_stopped:
                    return _listed(session, visit_id, lines, after)
            here.node.bell.wait(heard, left_s)
    finally:
        if seated:
            here.seats.release()


def _listed(session: Session, visit_id: str, lines: Sequence[LogLine], after: int) -> Response:
    stay = known_visit(session, visit_id)
    items = [
        {"n": line.n, "kind": line.kind, "at": line.at.isoformat(), "text": text}
        for line in lines
        if (text := _words(line, stay))
    ]
    return jsonify({"last": lines[-1].n if lines else after, "items": items})


def _words(line: LogLine, stay: Visit) -> str:
    """Return what a visitor reads of a line; nothing for what is told to others."""
    if said := host_line_then(line, stay, display().lang):
        return said
    return str(NEWS.get(Kind(line.kind), ""))
