"""The alarm: whether the site is being evacuated, and the screen that then stands on every kiosk (R22)."""

import time

from flask import Blueprint, Response, jsonify, request
from sqlalchemy.orm import Session

from kiosk.lobby import Lobby, lobby
from kiosk.showing import page
from shared.roll_calls.models import RollCall
from shared.roll_calls.queries import open_roll_call

pages = Blueprint("alarm", __name__)

CALM = "calm"


@pages.get("/alarm")
def alarm() -> Response:
    """Tell how the site is, once it is otherwise than `known`; after a while all the same."""
    here, known = lobby(), request.args.get("known", "")
    seated = here.seats.acquire(blocking=False)
    try:
        return jsonify({"state": _when_otherwise(here, known, here.news_wait_s if seated else 0)})
    finally:
        if seated:
            here.seats.release()


@pages.get("/alarm/screen")
def screen() -> Response:
    """Say that people must leave, in Chinese and English at once: whoever stands here reads one of them."""
    with lobby().node.reading() as session:
        call = open_roll_call(session, lobby().door.site_id)
        is_drill, point = (call.is_drill, call.point) if call else (False, "")
        return page(session, "alarm.html", is_drill=is_drill, point=point)


def _when_otherwise(here: Lobby, known: str, wait_s: float) -> str:
    ends_at = time.monotonic() + wait_s
    while True:
        heard = here.node.bell.count
        with here.node.reading() as session:
            state = _state(session, here.door.site_id)
        left_s = ends_at - time.monotonic()
        if state != known or left_s <= 0 or here.node.bell.is_stopped:
            return state
        here.node.bell.wait(heard, left_s)


def _state(session: Session, site_id: str) -> str:
    """Return `calm`, or `real` or `drill` with the roll call's id: another one is another state."""
    call: RollCall | None = open_roll_call(session, site_id)
    if call is None:
        return CALM
    return f"{'drill' if call.is_drill else 'real'} {call.id}"
