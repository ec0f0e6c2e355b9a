"""Told to stop, an app is gone within five seconds, whoever is connected."""

import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

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
    """A long poll that waits in a thread of its own."""

    def __init__(self, url: str, **extra: Any) -> None:
        self.answers: list[Any] = []
        self._thread = threading.Thread(target=self._ask, args=(url,), kwargs=extra, daemon=True)
        self._thread.start()

    def _ask(self, url: str, **extra: Any) -> None:
        try:
            self.answers.append(requests.get(url, timeout=60, **extra).status_code)
        except requests.ConnectionError as cut_off:
            self.answers.append(cut_off)

    def ended(self) -> Any:
        """Wait for its end and return the status, or the error."""
        self._thread.join(PROMISED_S)
        return self.answers[0] if self.answers else None


@pytest.mark.parametrize("stop", [_terminate, _ctrl_c])
def test_the_office_goes_with_open_sockets_and_polls(house: House, office: App, stop: Callable[[App], None]) -> None:
    """Screens are cut off, so that they connect again at once to whoever serves then."""
    screens = [Screen(office.url, {"token": token(house.node, Role.GATE)}) for _ in range(3)]
    screens.append(Screen(office.url, {"token": token(house.node, Role.GATE)}, transport="polling"))
    idle = requests.Session()
    idle.get(f"{office.url}/sign-in", timeout=5)
    cookie = {"usher": browser_of(house.node, house.guard)[1]}
    poll = Poll(f"{office.url}/live/news?after={newest(house)}", cookies=cookie)
    assert seconds_to_stop(office, stop) < PROMISED_S
    assert all(screen.is_cut_off_within(PROMISED_S) for screen in screens)
    assert poll.ended() is not None


@pytest.mark.parametrize("stop", [_terminate, _ctrl_c])
def test_the_kiosk_goes_with_open_polls(house: House, stop: Callable[[App], None]) -> None:
    """A visitor's screen that waits for the host must not keep the lobby from closing."""
    came = house.scanned(house.pass_of(house.approved()))
    assert isinstance(came, Admitted)
    settings = with_free_ports(replace(house.node.settings, site="HQ"))
    with running(settings, KIOSK) as (kiosk,):
        poll = Poll(f"{kiosk.url}/visits/{came.visit}/news?after={newest(house) + 1000}")
        assert seconds_to_stop(kiosk, stop) < PROMISED_S
        assert poll.ended() is not None
