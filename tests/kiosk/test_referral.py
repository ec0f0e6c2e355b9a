"""Whoever is sent to reception untold why is sent there alike: words, status, size and time (R16)."""

import re
import time

from werkzeug.test import TestResponse

from kiosk.pages.arrive import FAILED_LOOK_UP_S
from tests.desk.test_screening import watched_for
from tests.house import WANG
from tests.kiosk.lobby import SCREEN, Lobby, new_tap

ROUNDS, MOST_ROUNDS = 5, 30
ALIKE_S = 0.1
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
    took: list[tuple[float, float]] = []
    while len(took) < ROUNDS or (apart_by(took) >= ALIKE_S and len(took) < MOST_ROUNDS):
        took.append((timed(lobby, held)[1], timed(lobby, wrong)[1]))
    assert min(map(min, took)) >= FAILED_LOOK_UP_S
    assert apart_by(took) < ALIKE_S


def apart_by(took: list[tuple[float, float]]) -> float:
    """Return how far the quickest answers of both kinds are apart: a busy machine adds time, it never takes any."""
    held, mistyped = map(min, zip(*took, strict=True))
    return abs(held - mistyped)
