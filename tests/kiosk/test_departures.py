"""POST /departures as programs and screens count on it."""

import pytest

from shared.badges.queries import content_of
from shared.visits.rules import Refusal
from tests.clock import StandingClock
from tests.kiosk.lobby import Lobby, new_tap
from tests.kiosk.refused import refused_pass


def badge_code(lobby: Lobby, badge_id: str) -> str:
    """Return the check-out code that stands on a badge."""
    with lobby.house.node.reading() as session:
        content = content_of(session, badge_id, lobby.house.node.keys.passes)
    assert content is not None
    return content.code


def test_a_pass_lets_its_guest_out_once(lobby: Lobby) -> None:
    text = lobby.house.pass_of(lobby.house.booked())
    arrived = lobby.arrives(text)
    assert arrived.json is not None
    left, again = lobby.leaves(text), lobby.leaves(text)
    assert (left.status_code, left.json) == (201, {"outcome": "left", "visit": arrived.json["visit"]})
    assert (again.status_code, again.json) == (409, {"outcome": "refused", "reason": "used"})


def test_a_badge_lets_its_wearer_out(lobby: Lobby) -> None:
    arrived = lobby.arrives(lobby.house.pass_of(lobby.house.booked()))
    assert arrived.json is not None
    assert lobby.leaves(badge_code(lobby, arrived.json["badge"])).status_code == 201


def test_the_same_tap_is_one_departure(lobby: Lobby) -> None:
    text, tap = lobby.house.pass_of(lobby.house.booked()), new_tap()
    lobby.arrives(text)
    first, second = lobby.leaves(text, tap), lobby.leaves(text, tap)
    assert (first.status_code, first.json) == (second.status_code, second.json)


def test_a_tap_of_an_arrival_is_no_departure(lobby: Lobby) -> None:
    text, tap = lobby.house.pass_of(lobby.house.booked()), new_tap()
    lobby.arrives(text, tap)
    assert lobby.leaves(text, tap).status_code == 422


def test_only_a_pass_or_a_badge_is_taken(lobby: Lobby) -> None:
    for body in ({}, {"permit": "HQ26-1123-001", "phone_tail": "0001"}):
        assert lobby.post("/departures", {**body, "tap": new_tap()}).status_code == 422


def test_the_goodbye_names_the_visitor_and_the_hour(lobby: Lobby, clock: StandingClock) -> None:
    text = lobby.house.pass_of(lobby.house.booked())
    lobby.arrives(text)
    clock.passes(minutes=86)
    page = lobby.sees(text, "zh-CN", "/departures")
    assert page.status_code == 201
    assert "王晓琳，" in page.text
    assert "已签退 10:26" in page.text


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("reason", list(Refusal))
def test_whoever_cannot_be_let_out_is_told_what_to_do(
    lobby: Lobby, clock: StandingClock, reason: Refusal, language: str
) -> None:
    page = lobby.sees(refused_pass(lobby.house, clock, reason), language, "/departures")
    assert page.status_code == 409
    assert "%(" not in page.text
    assert page.text.count('class="btn lamp"') == 2
