"""Whoever is sent to reception untold why is sent there alike: words, status, size and time (R16)."""

import re
import statistics
import time

from werkzeug.test import TestResponse

from kiosk.pages.arrive import FAILED_LOOK_UP_S
from tests.desk.test_screening import watched_for
from tests.house import WANG
from tests.kiosk.lobby import SCREEN, Lobby, new_tap

ROUNDS = 5
CODE = re.compile(r"\b[2-9A-HJKMNP-Z]{5}\b")


def timed(lobby: Lobby, body: dict[str, str], **headers: str) -> tuple[TestResponse, float]:
    began = time.monotonic()
    answer = lobby.post("/arrivals", body | {"tap": new_tap()}, **headers)
    return answer, time.monotonic() - began


def test_who_is_watched_for_and_who_mistypes_get_the_same_answer(lobby: Lobby) -> None:
    booking = lobby.house.approved(lobby.house.wish(WANG))
    watched_for(lobby.house, name="王晓琳")
    held = {"pass": lobby.house.pass_of(booking)}
    right = {"permit": str(booking.permit), "phone_tail": "0001"}
    wrong = {"permit": "HQ26-0101-999", "phone_tail": "9999"}
    as_program = [timed(lobby, body)[0] for body in (held, right, wrong)]
    assert [(each.status_code, each.data) for each in as_program] == [(409, as_program[0].data)] * 3
    as_screen = [timed(lobby, body, **SCREEN)[0] for body in (held, right, wrong)]
    assert {each.status_code for each in as_screen} == {409}
    assert len({len(each.data) for each in as_screen}) == 1
    assert len({CODE.sub("", each.text) for each in as_screen}) == 1
    assert len({tuple(sorted(set(each.headers.keys()))) for each in as_screen}) == 1


def test_it_takes_as_long(lobby: Lobby) -> None:
    """Each takes the time that all are given, however little or much there was to do."""
    booking = lobby.house.approved(lobby.house.wish(WANG))
    watched_for(lobby.house, name="王晓琳")
    held = {"pass": lobby.house.pass_of(booking)}
    wrong = {"permit": "HQ26-0101-999", "phone_tail": "9999"}
    took = {
        what: statistics.median(timed(lobby, body)[1] for _ in range(ROUNDS))
        for what, body in (("held", held), ("mistyped", wrong))
    }
    assert all(each >= FAILED_LOOK_UP_S for each in took.values()), took
    assert abs(took["held"] - took["mistyped"]) < 0.1
