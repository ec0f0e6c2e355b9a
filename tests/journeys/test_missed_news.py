"""A board that loses its connection shows, once it is back, exactly what it missed."""

import json
import uuid
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocket, expect

from shared.desk.outcomes import Admitted
from tests.house import OLA, WANG
from tests.journeys.conftest import Place
from tests.journeys.people import PATIENT_MS

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_dropped_socket_misses_nothing_and_repeats_nothing(place: Place) -> None:
    gate = place.gate()
    heard = lines_heard_by(gate.page)
    gate.watches()
    first = arrives(place, WANG)
    gate.sees(WANG.contact.name)
    gate.page.context.set_offline(True)
    expect(gate.page.locator("[data-connection]")).not_to_have_attribute("data-state", "live", timeout=PATIENT_MS)
    before = len(heard)
    arrives(place, OLA)
    leaves(place, first)
    gate.page.context.set_offline(False)
    gate.sees(OLA.contact.name, PATIENT_MS)
    assert gate.names_inside() == [OLA.contact.name]
    missed = [line["kind"] for line in heard[before:]]
    assert missed.count("VisitorArrived") == missed.count("VisitorLeft") == 1
    numbers = [line["n"] for line in heard]
    assert numbers == sorted(set(numbers)), "a line was told twice, or out of order"


def lines_heard_by(page: Page) -> list[dict[str, Any]]:
    """Return the logbook lines that a page is sent over its sockets from now on; the list grows."""
    lines: list[dict[str, Any]] = []

    def hear(frame: str | bytes) -> None:
        said = frame if isinstance(frame, str) else frame.decode()
        if said.startswith("42/live,"):
            lines.extend(json.loads(said.removeprefix("42/live,"))[1]["items"])

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", hear)

    page.on("websocket", listen)
    return lines


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
