"""Waiting: a visitor's own screen follows the visit, the host's answer and the badge."""

import time
from collections.abc import Sequence

from flask import Blueprint, Response, jsonify, request
from sqlalchemy.orm import Session

from kiosk.display import display
from kiosk.lobby import Lobby, lobby
from kiosk.pages.arrive import admitted
from kiosk.pages.leave import goodbye
from kiosk.screens import Steps, worded
from kiosk.showing import outcome
from kiosk.visit_status import known_visit
from kiosk.visit_words import NEWS
from kiosk.wording import CLOSED_FOR_THE_DAY
from shared.kernel.logbook import Kind, LogLine, lines_about
from shared.visits.models import Visit
from shared.visits.queries import visit
from shared.visits.rules import VisitState
from shared.web.host_line import host_line_then
from shared.web.problems import problem

pages = Blueprint("waiting", __name__)
_MOST_DIGITS = 18


@pages.get("/visits/<visit_id>")
def status(visit_id: str) -> Response:
    """Show how a visit stands now."""
    with lobby().node.reading() as session:
        stay = _visit_here(session, visit_id)
        if stay is None:
            return problem(404, "no_such_visit")
        if stay.state == VisitState.INSIDE:
            return admitted(session, visit_id)
        if stay.state == VisitState.LEFT:
            return outcome(session, goodbye(session, visit_id))
        return outcome(session, worded("refused", CLOSED_FOR_THE_DAY, Steps()))


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
