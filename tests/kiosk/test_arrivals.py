"""POST /arrivals as programs and screens count on it."""

import json
import re
import time
from typing import Any

import pytest

from kiosk.pages.arrive import FAILED_LOOK_UP_S
from shared.bookings.rules import GuestWish
from shared.companies.rules import Contact
from shared.visits.rules import Refusal
from tests.clock import StandingClock
from tests.kiosk.lobby import SCREEN, Lobby, new_tap
from tests.kiosk.refused import refused_pass

TAP = "0c7a6a3e-5d0f-4a86-9a0d-9a3f5a1b2c3d"
MALFORMED: list[Any] = [
    [],
    {},
    {"pass": "USH"},
    {"tap": TAP},
    {"pass": "", "tap": TAP},
    {"pass": 7, "tap": TAP},
    {"pass": "U" * 513, "tap": TAP},
    {"pass": "a\u0000b", "tap": TAP},
    {"pass": "\ud800", "tap": TAP},
    {"pass": "USH", "tap": "1"},
    {"pass": "USH", "tap": "{" + TAP + "}"},
    {"pass": "USH", "permit": "HQ26-1123-001", "phone_tail": "0001", "tap": TAP},
    {"pass": "USH", "tap": TAP, "more": 1},
    {"permit": "HQ26-1123-001", "tap": TAP},
    {"permit": " ", "phone_tail": "0001", "tap": TAP},
    {"permit": "HQ26-1123-001", "phone_tail": "001", "tap": TAP},
    {"permit": "HQ26-1123-001", "phone_tail": "٠٠٠١", "tap": TAP},
]


def test_a_pass_lets_its_guest_in(lobby: Lobby) -> None:
    answer = lobby.arrives(lobby.house.pass_of(lobby.house.booked()))
    assert answer.status_code == 201
    assert answer.json is not None
    assert set(answer.json) == {"outcome", "visit", "badge"}
    assert answer.json["outcome"] == "admitted"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_the_same_tap_gets_the_same_answer_status_included(lobby: Lobby) -> None:
    text, tap = lobby.house.pass_of(lobby.house.booked()), new_tap()
    first, second = lobby.arrives(text, tap), lobby.arrives(text, tap.upper())
    assert (first.status_code, first.json) == (second.status_code, second.json)
    assert first.status_code == 201


def test_a_tap_with_another_body_is_not_taken(lobby: Lobby) -> None:
    tap = new_tap()
    lobby.arrives(lobby.house.pass_of(lobby.house.booked()), tap)
    answer = lobby.arrives("USHOTHER", tap)
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert answer.json is not None
    assert answer.json["code"] == "tap_used_otherwise"


def test_who_is_inside_already_is_offered_to_leave(lobby: Lobby) -> None:
    text = lobby.house.pass_of(lobby.house.booked())
    first, second = lobby.arrives(text), lobby.arrives(text)
    assert first.json is not None
    assert (second.status_code, second.json) == (200, {"outcome": "inside", "visit": first.json["visit"]})


def test_a_permit_number_and_the_end_of_a_phone_let_in(lobby: Lobby) -> None:
    answer = lobby.types(str(lobby.house.booked().permit), "0001")
    assert answer.status_code == 201


def test_every_failed_look_up_is_alike_in_status_words_and_size(lobby: Lobby, clock: StandingClock) -> None:
    permit = str(lobby.house.booked().permit)
    wrong_phone, no_such_permit = lobby.types(permit, "9999"), lobby.types("HQ26-0101-999", "0001")
    clock.passes(hours=-6)
    too_early = lobby.types(permit, "0001")
    answers = [wrong_phone, no_such_permit, too_early]
    assert {(answer.status_code, answer.data) for answer in answers} == {(409, answers[0].data)}
    assert answers[0].json == {"outcome": "see_reception"}


def test_the_screens_of_failed_look_ups_are_alike(lobby: Lobby) -> None:
    permit = str(lobby.house.booked().permit)
    pages = [
        lobby.post("/arrivals", {"permit": number, "phone_tail": "9999", "tap": new_tap()}, **SCREEN)
        for number in (permit, "HQ26-0101-999")
    ]
    assert pages[0].status_code == pages[1].status_code == 409
    first, second = (CODE_FOR_THE_DESK.sub("", page.text) for page in pages)
    assert first == second
    assert len(pages[0].data) == len(pages[1].data)


CODE_FOR_THE_DESK = re.compile(r"\b[2-9A-HJKMNP-Z]{5}\b")
"""All in which two screens of people who are sent to reception may differ."""


@pytest.mark.parametrize("reason", list(Refusal))
def test_a_refusal_says_its_reason_and_no_more(lobby: Lobby, clock: StandingClock, reason: Refusal) -> None:
    answer = lobby.arrives(refused_pass(lobby.house, clock, reason))
    assert (answer.status_code, answer.json) == (409, {"outcome": "refused", "reason": reason.value})


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("reason", list(Refusal))
def test_a_refusal_has_a_screen_that_leads_on(
    lobby: Lobby, clock: StandingClock, reason: Refusal, language: str
) -> None:
    answer = lobby.sees(refused_pass(lobby.house, clock, reason), language)
    page = answer.text
    assert answer.status_code == 409
    assert answer.content_type == "text/html; charset=utf-8"
    assert f'<html lang="{language}"' in page
    assert "%(" not in page
    assert page.count('class="btn lamp"') == 2  # this screen's one, and that of the screen for a lost connection


def test_a_program_may_call_somebody_too(lobby: Lobby) -> None:
    answer = lobby.post("/help", {"tap": new_tap()})
    assert (answer.status_code, answer.json) == (201, {"outcome": "called"})
    assert lobby.post("/help", {}).status_code == 422


def test_too_early_says_when(lobby: Lobby, clock: StandingClock) -> None:
    page = lobby.sees(refused_pass(lobby.house, clock, Refusal.TOO_EARLY)).text
    assert "Check-in opens at 08:30, your visit is at 09:30" in page
    assert 'class="rail"' in page


def test_a_visit_of_another_day_names_the_day(lobby: Lobby, clock: StandingClock) -> None:
    text = lobby.house.pass_of(lobby.house.booked())
    clock.passes(days=-1)
    assert "Check-in opens at tomorrow 08:30" in lobby.sees(text).text
    clock.passes(days=-8)
    page = lobby.sees(text).text
    assert "23 November 08:30" in page
    assert 'class="rail"' not in page


def test_a_screen_gets_the_welcome_that_a_program_gets_as_json(lobby: Lobby) -> None:
    answer = lobby.sees(lobby.house.pass_of(lobby.house.booked()), "zh-CN")
    assert answer.status_code == 201
    assert "王晓琳，" in answer.text
    assert "正在通知李伟" in answer.text
    assert "data-visit=" in answer.text


def test_hostile_names_are_only_names(lobby: Lobby) -> None:
    hostile = GuestWish(Contact("<script>alert(1)</script>%(name)s", "A & B", "+8613812340099", None))
    page = lobby.sees(lobby.house.pass_of(lobby.house.booked(lobby.house.wish(hostile)))).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("body", MALFORMED, ids=lambda body: json.dumps(body)[:60])
def test_a_malformed_body_is_not_taken(lobby: Lobby, body: Any) -> None:
    answer = lobby.post("/arrivals", body)
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert answer.json is not None
    assert answer.json["code"] == "malformed"


@pytest.mark.parametrize("content", [b"{", b"", b"\xff", b"null", b'{"pass": NaN}'])
def test_what_is_no_json_is_not_taken(lobby: Lobby, content: bytes) -> None:
    answer = lobby.client.post("/arrivals", data=content, content_type="application/json")
    assert answer.status_code == 422


def test_a_form_is_not_taken(lobby: Lobby) -> None:
    """A page of another origin can send a form without asking, but no JSON."""
    for path in ("/arrivals", "/departures"):
        answer = lobby.client.post(path, data={"pass": "USH", "tap": new_tap()})
        assert answer.status_code == 415
        assert answer.content_type == "application/problem+json"


def test_a_foreign_page_is_refused(lobby: Lobby) -> None:
    text = lobby.house.pass_of(lobby.house.booked())
    body = {"pass": text, "tap": new_tap()}
    for origin in ("https://elsewhere.example", "http://localhost:81", "null", "http://[", "garbage"):
        assert lobby.post("/arrivals", body, Origin=origin).status_code == 403
        assert lobby.post("/departures", body, Origin=origin).status_code == 403
    assert lobby.post("/arrivals", body, Origin="http://localhost").status_code == 201


def test_a_body_that_is_too_long_is_not_read(lobby: Lobby) -> None:
    answer = lobby.post("/arrivals", {"pass": "U" * 5000, "tap": new_tap()})
    assert answer.status_code == 413
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize(
    ("path", "status", "code"), [("/nothing", 404, "not_found"), ("/arrivals", 405, "method_not_allowed")]
)
def test_what_is_not_there_is_a_problem_too(lobby: Lobby, path: str, status: int, code: str) -> None:
    answer = lobby.client.get(path)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert (answer.json or {})["code"] == code
    assert ("POST" in answer.headers.get("Allow", "")) == (status == 405)


@pytest.mark.parametrize("path", ["/nothing", "/arrivals"])
def test_a_screen_that_was_sent_to_nothing_is_brought_back(lobby: Lobby, path: str) -> None:
    """A browser without buttons has no other way out."""
    answer = lobby.client.get(path, headers={"Sec-Fetch-Mode": "navigate"})
    assert (answer.status_code, answer.location) == (303, "/")


def test_no_failed_look_up_is_answered_sooner_than_another(lobby: Lobby) -> None:
    booking = lobby.house.booked()
    for permit, phone_tail in (("XX26-0101-001", "0001"), (str(booking.permit), "9999")):
        began = time.monotonic()
        answer = lobby.types(permit, phone_tail)
        assert answer.json == {"outcome": "see_reception"}
        assert time.monotonic() - began >= FAILED_LOOK_UP_S
