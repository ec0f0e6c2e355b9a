"""A board that loses its connection shows, once it is back, exactly what it missed."""

import json
import uuid
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from shared.desk.outcomes import Admitted
from tests.house import OLA, WANG
from tests.journeys.conftest import Place
from tests.journeys.people import PATIENT_MS

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_dropped_socket_misses_nothing_and_repeats_nothing(place: Place) -> None:
    gate = place.gate()
    heard = Heard(gate.page)
    gate.watches()
    first = arrives(place, WANG)
    gate.sees(WANG.contact.name)
    gate.page.context.set_offline(True)
    expect(gate.page.locator("[data-connection]")).not_to_have_attribute("data-state", "live", timeout=PATIENT_MS)
    before = {line["n"] for line in heard.lines()}
    arrives(place, OLA)
    leaves(place, first)
    gate.page.context.set_offline(False)
    gate.sees_inside(OLA.contact.name)
    missed = [line for line in heard.lines() if line["n"] not in before]
    kinds = [line["kind"] for line in missed]
    assert kinds.count("VisitorArrived") == kinds.count("VisitorLeft") == 1
    assert min(line["n"] for line in missed) > max(before), "a line from before the drop came only after it"


class Heard:
    """What a page is told, by its sockets and by the long poll that bridges the time without one."""

    def __init__(self, page: Page) -> None:
        self._frames: list[str] = []
        self._polls: list[Request] = []
        page.on("websocket", lambda socket: socket.on("framereceived", self._hear))
        page.on("requestfinished", lambda asked: self._polls.append(asked) if "/live/news" in asked.url else None)

    def lines(self) -> list[dict[str, Any]]:
        """Return the logbook lines that the page was told, each once. Raises AssertionError if a socket repeats one."""
        told = [json.loads(frame.removeprefix("42/live,"))[1] for frame in self._frames if frame.startswith("42/live,")]
        by_socket = [line for news in told for line in news["items"]]
        numbers = [line["n"] for line in by_socket]
        assert numbers == sorted(set(numbers)), "a line was told twice, or out of order"
        answers = [answer for asked in self._polls if (answer := asked.response()) is not None]
        by_poll = [line for answer in answers if answer.ok for line in answer.json()["items"]]
        return sorted({line["n"]: line for line in by_socket + by_poll}.values(), key=lambda line: line["n"])

    def _hear(self, frame: str | bytes) -> None:
        self._frames.append(frame if isinstance(frame, str) else frame.decode())


def arrives(place: Place, guest: Any) -> str:
    """Let somebody in at the kiosk; return the pass."""
    house = place.house
    text = house.pass_of(house.booked(house.wish(guest)))
    assert isinstance(house.scanned(text), Admitted)
    return text


def leaves(place: Place, text: str) -> None:
    """Let somebody out again."""
    status, answer = place.kiosk_app.asked("POST", "/departures", {"pass": text, "tap": str(uuid.uuid4())})
    assert (status, answer["outcome"]) == (201, "left")
