"""Whom one may ask for: the directory as a visitor's screen and as programs search it (R16)."""

import time
import uuid
from collections.abc import Callable

from flask import Blueprint, Response, jsonify, make_response, render_template, request

from kiosk.asked import Malformed, refuse_foreign_origin
from kiosk.display import display
from kiosk.lobby import lobby
from shared.desk.directory import Names, names_like
from shared.people.models import Employee
from shared.people.rules import is_enough_to_search
from shared.walk_ins.queries import draft
from shared.web.problems import problem

SEARCH_S = 0.15
"""How long every search takes, in seconds: the time that it needed tells nobody whether somebody works here (R16)."""
_LONGEST_SEARCH = 60

pages = Blueprint("walk_in_people", __name__)
pages.before_request(refuse_foreign_origin)


@pages.post("/walk-in/<uuid:draft_id>/people")
def rows(draft_id: uuid.UUID) -> Response:
    """Show at most five people to choose from; only to somebody who has agreed and begun to register."""
    return in_time(lambda: _rows(str(draft_id), request.form.get("q", "")))


@pages.get("/people")
def people() -> Response:
    """Tell the same to a program; `search` is a UUID of one visitor's search, which `POST /walk-ins` names again."""
    typed, search = request.args.get("q", ""), request.args.get("search", "")
    try:
        search = str(uuid.UUID(search))
    except ValueError as wrong:
        raise Malformed("search must be a UUID") from wrong
    if len(typed) > _LONGEST_SEARCH:
        raise Malformed(f"q must be a text of at most {_LONGEST_SEARCH} characters")
    return in_time(lambda: _told(typed, search))


def _rows(draft_id: str, typed: str) -> Response:
    here = lobby()
    with here.node.reading() as session:
        begun = draft(session, draft_id, here.door.site_id, here.node.now())
    if begun is None:
        return problem(404, "no_such_registration")
    found = names_for(typed, draft_id)
    facts = {
        "names": found,
        "typed": typed,
        "is_enough": is_enough_to_search(typed),
        "display": display(),
    }
    return make_response(render_template("walk_in/rows.html", **facts))


def _told(typed: str, search: str) -> Response:
    found = names_for(typed, search)
    if found.is_withheld:
        return problem(429, "see_reception", "This kiosk shows no more names just now. Reception helps.")
    return jsonify({"items": [_person(each) for each in found.people]})


def _person(who: Employee) -> dict[str, str]:
    said = display().lang
    return {"id": who.id, "name": who.named(said), "department": who.department.named(said)}


def names_for(typed: str, search: str) -> Names:
    """Search the directory for one visitor."""
    here = lobby()
    with here.node.transaction() as session:
        return names_like(session, typed[:_LONGEST_SEARCH], search, here.door, here.node.now())


def in_time(answer: Callable[[], Response]) -> Response:
    """Answer a search, and take as long as every other takes."""
    began = time.monotonic()
    try:
        return answer()
    finally:
        time.sleep(max(0.0, SEARCH_S - (time.monotonic() - began)))
