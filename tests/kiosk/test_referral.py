"""Whoever is sent to reception untold why is sent there alike: words, status, size and time (R16)."""

import re
import time

import pytest
from playwright.sync_api import Browser, expect
from werkzeug.test import TestResponse

from kiosk.pages.arrive import FAILED_LOOK_UP_S
from shared.desk.outcomes import Asking
from shared.grades.door import AtTheDoor, DoorQuestion, DoorStep
from shared.grades.models import Grade
from shared.screening.queries import referral
from shared.screening.rules import HitState
from shared.visits.waiting import waiting_code
from shared.walk_ins.rules import RECEPTION
from tests.asking import stay_of, walks_in
from tests.clock import StandingClock
from tests.desk.test_held_walk_ins import held_now
from tests.desk.test_screening import decided, hits, watched_for
from tests.desk.walk_ins import registered
from tests.house import WANG, House
from tests.kiosk.lobby import SCREEN, Lobby, new_tap
from tests.kiosk.walker import ME, Walker

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


FEVER = DoorQuestion("发烧吗？", "A fever?")


def registers(lobby: Lobby, name: str, fever: str) -> list[tuple[TestResponse, float]]:
    """Register somebody as a program, and at the screen; return both answers, and how long each took."""
    texts = {each["kind"]: each["id"] for each in lobby.client.get("/agreements?lang=en").json["items"]}  # type: ignore[index]
    said = ME | {"name": name}
    body = said | {"purpose": "business", "host": None, "consent": texts["consent"], "answers": {FEVER.id: fever}}
    began = time.monotonic()
    told = lobby.post("/walk-ins?lang=en", body | {"tap": new_tap()})
    took = time.monotonic() - began
    walker = Walker(lobby.client).agrees()
    walker.says("who", **said)
    walker.says("purpose", purpose="business")
    walker.says("host", host="reception")
    walker.says("questions", **{"q-0": fever})
    began = time.monotonic()
    return [(told, took), (walker.registers(), time.monotonic() - began)]


def seen(answer: TestResponse) -> str:
    """Return what stands on the screen, but for the code for the desk."""
    return CODE.sub("", answer.text.split('<main id="screen"')[1].split("</main>")[0])


def test_a_watched_walk_in_is_sent_to_reception_like_one_with_another_answer(lobby: Lobby) -> None:
    """And like who mistypes a permit number; also who is found out only while they wait."""
    house = lobby.house
    with house.node.transaction() as session:
        door = AtTheDoor((DoorStep.QUESTIONS,), questions=(FEVER,))
        session.get_one(Grade, "D").at_the_door = door.as_json()
    watched_for(house, name="Ada Lovelace")
    held, other = registers(lobby, "Ada Lovelace", "no"), registers(lobby, "Ada Lovelock", "yes")
    wrong = {"permit": "HQ26-0101-999", "phone_tail": "9999"}
    mistyped = [lobby.post("/arrivals?lang=en", wrong | {"tap": new_tap()}, **more) for more in ({}, SCREEN)]
    assert {answer.status_code for answer in (*mistyped, *(each for each, _ in (*held, *other)))} == {409}
    assert min(took for _, took in (*held, *other)) >= FAILED_LOOK_UP_S
    assert len({answer.data for answer in (held[0][0], other[0][0], mistyped[0])}) == 1
    screens = [answer for answer, _ in (held[1], other[1])]
    assert len({CODE.sub("", each.text) for each in screens}) == 1
    assert len({len(each.data) for each in screens}) == 1
    assert len({tuple(sorted(set(each.headers.keys()))) for each in screens}) == 1
    assert {seen(each) for each in screens} == {seen(mistyped[1])}
    visit_id = walks_in(house)
    held_now(house, "王晓琳")
    assert seen(lobby.client.get(f"/visits/{visit_id}?lang=en")) == seen(mistyped[1])


def test_the_screen_of_a_watched_walk_in_leads_nowhere_else(lobby: Lobby) -> None:
    """By its own code, by every page behind it, and with the code for the desk that reception looks up."""
    house = lobby.house
    visit_id = walks_in(house)
    with house.node.reading() as session:
        own = waiting_code(session, visit_id)
    assert own is not None
    held_now(house, "王晓琳")
    found = lobby.client.post("/waiting?lang=en", data={"code": own.code})
    assert (found.status_code, found.location) == (303, f"/visits/{visit_id}?lang=en")
    screen = lobby.client.get(found.location).text
    assert seen(lobby.client.get(f"/visits/{visit_id}/waiting?lang=en")) == seen(lobby.client.get(found.location))
    for path in ("withdrawal", "refreshment"):
        answer = lobby.post(f"/visits/{visit_id}/{path}?lang=en", {"tap": new_tap()}, **SCREEN)
        assert (answer.status_code, "Please see reception" in answer.text) == (409, True)
    assert "Wei Li" not in screen
    (code,) = CODE.findall(screen.split('<main id="screen"')[1].split("</main>")[0])
    with house.node.reading() as session:
        sent = referral(session, house.site, code, house.node.now())
    assert sent is not None
    assert (sent.reason, sent.guest_id) == ("held", stay_of(house, visit_id).guest_id)
    news = lobby.client.get(f"/visits/{visit_id}/news?after=0").get_json()
    assert {item["kind"] for item in news["items"]} == {"HostAsked"}


def test_once_cleared_the_screen_says_since_when_reception_is_asked(lobby: Lobby, clock: StandingClock) -> None:
    """Not since they were held: that would tell them."""
    house = lobby.house
    asking = registered(house, host=RECEPTION)
    assert isinstance(asking, Asking)
    held_now(house, "张三")
    clock.passes(minutes=7)
    decided(house, hits(house)[0], HitState.CLEARED)
    screen = lobby.client.get(f"/visits/{asking.visit}?lang=en").text
    assert "Now asking reception" in screen
    assert "sent just now" in screen


@pytest.mark.browser
def test_the_screen_that_a_watched_walk_in_stands_before_becomes_the_referral(
    house: House, url: str, browser: Browser
) -> None:
    visit_id = walks_in(house)
    page = browser.new_context(viewport={"width": 1080, "height": 1920}, bypass_csp=True).new_page()
    page.goto(f"{url}/visits/{visit_id}?lang=en")
    expect(page.locator("#screen h1")).to_have_text("Reaching your host")
    held_now(house, "王晓琳")
    expect(page.locator("#screen h1")).to_have_text("Please see reception")
    expect(page.locator("#screen")).not_to_contain_text("Wei Li")
