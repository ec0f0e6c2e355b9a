"""What `make run` starts: a newcomer's first minute, on an empty data folder."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from shared.access.rules import Role
from shared.kernel.settings import Address
from tests.apps import ROOT
from tests.journeys.people import Kiosk, read_code
from tests.ports import free_port

PROMISED_S = 5.0
STARTS_WITHIN_S = 240.0
CASES = {
    "ready": (201, {"outcome": "admitted"}),
    "inside": (200, {"outcome": "inside"}),
    "too_early": (409, {"outcome": "refused", "reason": "too_early"}),
    "expired": (409, {"outcome": "refused", "reason": "expired"}),
    "cancelled": (409, {"outcome": "refused", "reason": "cancelled"}),
    "taken_back": (409, {"outcome": "refused", "reason": "not_approved"}),
    "left": (409, {"outcome": "refused", "reason": "used"}),
    "forged": (409, {"outcome": "refused", "reason": "forged"}),
}
"""What the demonstration's passes are good for, by the first word of their pictures' names."""

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass
class House:
    """A house that was started from nothing, and what it said."""

    process: subprocess.Popen[str]
    folder: Path
    kiosk: Address
    office: Address
    said: list[str] = field(default_factory=list)

    def listens(self) -> None:
        """Read what it prints until both apps are open."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.strip())
            if sum("is open at" in each for each in self.said) == 2:
                return
        raise AssertionError(f"it ended before it was open: {self.said}")

    def links(self) -> dict[str, str]:
        """Return the sign-in links that it printed, by role."""
        found = (re.match(r"Sign in once as (\S+) .*(http\S+)", line) for line in self.said)
        return {match[1]: match[2] for match in found if match}

    def stops(self) -> float:
        """Ask it to stop; return the seconds until everything of it is gone."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        assert self.process.stdout is not None
        self.process.stdout.read()  # ends when the last process that could write to it has ended
        assert self.process.wait(PROMISED_S) == 0
        return time.monotonic() - began


def start(folder: Path, **more: str) -> House:
    kiosk, office = (Address("127.0.0.1", free_port()) for _ in range(2))
    settings = {"USHER_DATA_DIR": str(folder), "USHER_KIOSK_BIND": str(kiosk), "USHER_ADMIN_BIND": str(office)}
    process = subprocess.Popen(
        [sys.executable, ROOT / "deploy" / "run.py"],
        env=os.environ | settings | more,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return House(process, folder, kiosk, office)


@pytest.fixture
def houses() -> Iterator[list[House]]:
    """Houses that a test starts; what it leaves running is stopped, and one that never opens is given up."""
    started: list[House] = []
    given_up = threading.Timer(STARTS_WITHIN_S, give_up, (started,))
    given_up.start()
    yield started
    given_up.cancel()
    for house in started:
        house.process.terminate()
        house.process.wait(30)
        assert house.process.stdout is not None
        house.process.stdout.close()


def give_up(started: list[House]) -> None:
    """End what is not open yet, so that nobody waits for its next line."""
    for house in started:
        house.process.terminate()


def test_the_demonstration_can_be_walked_through_from_what_is_printed(
    houses: list[House], tmp_path: Path, browser: Browser
) -> None:
    house = start(tmp_path / "data")
    houses.append(house)
    house.listens()
    assert f"Kiosk    http://{house.kiosk}/" in house.said
    assert f"Office   http://{house.office}/" in house.said
    assert house.links().keys() == {role.value for role in Role}
    assert_passes_are_good_for_what_they_say(house)
    context = browser.new_context(locale="en-GB")
    for role, path in {"host": "/host", "gate": "/gate", "manager": "/bookings"}.items():
        page = context.new_page()
        page.goto(house.links()[role])
        page.locator("main .btn-lamp").click()
        expect(page.locator("a[href='/my-sign-ins']").last).to_be_visible()
        page.goto(f"http://{house.office}{path}")
        assert page.url.endswith(path)
        context.clear_cookies()
    screen = Kiosk(context.new_page(), f"http://{house.kiosk}").opens("/?lang=en")
    assert "welcome" in screen.title
    took = house.stops()  # with pages, sockets and long polls still open
    context.close()
    assert took < PROMISED_S
    assert not any(is_open(address) for address in (house.kiosk, house.office))


def assert_passes_are_good_for_what_they_say(house: House) -> None:
    """Show each of today's passes at the kiosk, read from its picture."""
    folder = Path(next(line.split("  ")[-1] for line in house.said if line.startswith("Today's passes")))
    seen = set()
    for picture in sorted(folder.glob("*.png")):
        case = picture.stem.split()[0]
        status, answer = CASES[case]
        assert shown(house, read_code(Image.open(picture))) == (status, answer), picture.name
        seen.add(case)
    assert seen == CASES.keys()


def shown(house: House, text: str) -> tuple[int, dict[str, str]]:
    """Show a pass; return status, outcome and reason."""
    with closing(http.client.HTTPConnection(house.kiosk.host, house.kiosk.port, timeout=30)) as line:
        body = json.dumps({"pass": text, "tap": str(uuid.uuid4())})
        line.request("POST", "/arrivals", body, {"Content-Type": "application/json"})
        answer = line.getresponse()
        told = json.loads(answer.read())
        return answer.status, {name: told[name] for name in ("outcome", "reason") if name in told}


def test_without_the_demonstration_there_is_one_link_to_set_up_with(houses: list[House], tmp_path: Path) -> None:
    house = start(tmp_path / "data", DEMO="0")
    houses.append(house)
    house.listens()
    assert list(house.links()) == ["set-up"]
    assert not (house.folder / "passes").exists()
    assert house.stops() < PROMISED_S


def is_open(address: Address) -> bool:
    with socket.socket() as knock:
        return knock.connect_ex((address.host, address.port)) == 0
