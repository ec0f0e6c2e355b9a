"""Told to stop, an app is gone within five seconds, whoever is connected."""

import http.client
import os
import select
import signal
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace

import pytest
import requests

from shared.access.rules import Role
from shared.desk.outcomes import Admitted
from tests.apps import KIOSK, App, running, with_free_ports
from tests.house import House
from tests.live.lines import newest
from tests.live.screens import Screen, token
from tests.signed_in import browser_of

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
PROMISED_S = 5.0


def _terminate(app: App) -> None:
    app.process.terminate()


def _ctrl_c(app: App) -> None:
    os.killpg(app.process.pid, signal.SIGINT)


def seconds_to_stop(app: App, stop: Callable[[App], None]) -> float:
    """Tell an app to stop and return how long it takes; it must leave with status 0, all its workers with it."""
    began = time.monotonic()
    stop(app)
    assert app.process.wait(2 * PROMISED_S) == 0
    while is_anybody_left(app):
        assert time.monotonic() < began + 2 * PROMISED_S, "workers that nobody stops"
        time.sleep(0.02)
    return time.monotonic() - began


def is_anybody_left(app: App) -> bool:
    """Say whether a process of its group is there: one that has ended is, until the machine has seen to it."""
    try:
        os.killpg(app.process.pid, 0)
    except ProcessLookupError:
        return False
    return True


class Poll:
    """A long poll that the app has when this returns: what was asked after it has been answered."""

    def __init__(self, app: App, path: str, **headers: str) -> None:
        self._connection = http.client.HTTPConnection(app.address.host, app.address.port, timeout=PROMISED_S)
        self._connection.request("GET", path, headers=headers)
        status, _health = app.asked("GET", "/healthz")
        assert status == 200
        waiting, _, _ = select.select([self._connection.sock], [], [], 0)
        assert not waiting, "answered at once: that is no open poll"

    def end(self) -> None:
        """Wait until it is answered or cut off. Raises TimeoutError if it is neither."""
        with closing(self._connection), suppress(ConnectionError, http.client.HTTPException):
            self._connection.getresponse().read()


@pytest.mark.parametrize("stop", [_terminate, _ctrl_c])
def test_the_office_goes_with_open_sockets_and_polls(house: House, office: App, stop: Callable[[App], None]) -> None:
    """Screens are cut off, so that they connect again at once to whoever serves then."""
    screens = [Screen(office.url, {"token": token(house.node, Role.GATE)}) for _ in range(3)]
    screens.append(Screen(office.url, {"token": token(house.node, Role.GATE)}, transport="polling"))
    idle = requests.Session()
    idle.get(f"{office.url}/sign-in", timeout=5)
    _, cookie = browser_of(house.node, house.guard)
    poll = Poll(office, f"/live/news?after={newest(house)}", cookie=f"usher={cookie}")
    assert seconds_to_stop(office, stop) < PROMISED_S
    assert all(screen.is_cut_off_within(PROMISED_S) for screen in screens)
    poll.end()


@pytest.mark.parametrize("stop", [_terminate, _ctrl_c])
def test_the_kiosk_goes_with_open_polls(house: House, stop: Callable[[App], None]) -> None:
    """A visitor's screen that waits for the host must not keep the lobby from closing."""
    came = house.scanned(house.pass_of(house.approved()))
    assert isinstance(came, Admitted)
    settings = with_free_ports(replace(house.node.settings, site="HQ"))
    with running(settings, KIOSK) as (kiosk,):
        poll = Poll(kiosk, f"/visits/{came.visit}/news?after={newest(house) + 1000}")
        assert seconds_to_stop(kiosk, stop) < PROMISED_S
        poll.end()
