"""WebSockets under bad conditions: a reader that is slow, one that says nothing, one that says too much."""

import json
import socket
from contextlib import suppress
from typing import Any

import pytest
import websocket

from shared.access.rules import Role
from tests.apps import App
from tests.house import House
from tests.live.lines import at_first_site, newest, write
from tests.live.screens import Screen, token
from tests.standing import Standing

PATIENCE_S = 60.0
MANY = 4_000  # more than a small receive buffer and a send buffer hold together
OPEN, PING, PONG, MESSAGE = "0", "2", "3", "4"


@pytest.fixture
def house(standing: Standing) -> House:
    """The small company, in which nothing has happened."""
    return standing.put_in_order()


@pytest.fixture
def office(standing: Standing) -> App:
    """The office process over it."""
    return standing.app


def plugged_in(office: App, *options: tuple[int, int, int]) -> websocket.WebSocket:
    """Open a bare WebSocket to Engine.IO, with options for its socket."""
    address = f"{office.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket"
    plug = websocket.create_connection(address, timeout=PATIENCE_S, sockopt=options, origin=office.url)
    assert str(plug.recv()).startswith(OPEN)
    return plug


def packets(plug: websocket.WebSocket) -> Any:
    """Yield what comes, answering pings, until the other side closes."""
    while text := plug.recv():
        if text == PING:
            plug.send(PONG)
        else:
            yield text


def test_a_slow_reader_gets_whole_messages(house: House, office: App) -> None:
    """More than fits the buffers is sent while it does not read; then it reads all of it, in order, unharmed."""
    begin = newest(house)
    write(house, *at_first_site(house, MANY))
    plug = plugged_in(office, (socket.SOL_SOCKET, socket.SO_RCVBUF, 4096))
    plug.send(f"{MESSAGE}0/live,{json.dumps({'token': token(house.node, Role.GATE), 'after': begin})}")
    other = Screen(office.url, {"token": token(house.node, Role.GATE), "after": begin})
    other.hears(begin + MANY)  # by now the slow one's first pages have long filled its buffers
    numbers: list[int] = []
    for text in packets(plug):
        if text.startswith(f"{MESSAGE}2/live,"):
            event, news = json.loads(text.split(",", 1)[1])
            assert event == "news"
            numbers += [item["n"] for item in news["items"]]
        if numbers and numbers[-1] >= begin + MANY:
            break
    assert numbers == list(range(begin + 1, begin + MANY + 1))
    plug.close()


def test_nothing_is_compressed(house: House, office: App) -> None:
    """It would cost a thousand boards a thousand times the work."""
    address = f"{office.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket"
    wish = ["Sec-WebSocket-Extensions: permessage-deflate"]
    plug = websocket.create_connection(address, timeout=PATIENCE_S, header=wish, origin=office.url)
    assert "sec-websocket-extensions" not in (plug.getheaders() or {})
    plug.close()


def test_who_sends_too_much_is_cut_off(house: House, office: App) -> None:
    """A listener has nothing to say that is longer than a token."""
    plug = plugged_in(office)
    plug.send(MESSAGE + "0/live," + "x" * 1_000_000)
    answers = []
    with suppress(ConnectionError):  # hung up on, while some of it is still on the way
        answers += packets(plug)
    assert [text for text in answers if text.startswith(MESSAGE)] == []


@pytest.mark.slow
def test_who_never_says_who_they_are_is_hung_up_on(house: House, office: App) -> None:
    """A connection without a listener is nobody's screen; one with a listener stays."""
    listener = Screen(office.url, {"token": token(house.node, Role.GATE)})
    plug = plugged_in(office)
    assert list(packets(plug)) in (["1"], [])
    assert listener.is_open


def test_garbage_is_a_line_in_the_log_without_a_trace(house: House, office: App) -> None:
    """An outsider cannot fill the log with our library's insides, and the office goes on."""
    before = len(office.log.read_text(encoding="utf-8").splitlines())
    for garbage in ("garbage", '42/live,["x"', f"4{'9' * 40}", "40/live,{", '451-/live,["x"]', "b4", '42["x"]'):
        plug = plugged_in(office)
        plug.send(garbage)
        with suppress(websocket.WebSocketException, OSError):
            plug.settimeout(1.0)
            list(packets(plug))
        plug.close()
    written = office.log.read_text(encoding="utf-8").splitlines()[before:]
    assert [line for line in written if '"faults"' in line or '"error"' in line or "Traceback" in line] == []
    assert any("a packet that cannot be read" in line for line in written)
    assert office.asked("GET", "/healthz")[0] == 200
