"""Asking a kiosk as a program or a screen does."""

import uuid
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.house import House

SCREEN = {"Accept": "text/html"}


def new_tap() -> str:
    return str(uuid.uuid4())


@dataclass
class Lobby:
    """A kiosk and the house behind it."""

    house: House
    client: FlaskClient

    def post(self, path: str, body: Any, **headers: str) -> TestResponse:
        """Send a JSON body."""
        return self.client.post(path, json=body, headers=headers)

    def arrives(self, text: str, tap: str | None = None) -> TestResponse:
        """Scan a pass as a program."""
        return self.post("/arrivals", {"pass": text, "tap": tap or new_tap()})

    def leaves(self, text: str, tap: str | None = None) -> TestResponse:
        """Scan a pass or badge at the way out, as a program."""
        return self.post("/departures", {"pass": text, "tap": tap or new_tap()})

    def types(self, permit: str, phone_tail: str) -> TestResponse:
        """Type a permit number and a phone's tail, as a program."""
        return self.post("/arrivals", {"permit": permit, "phone_tail": phone_tail, "tap": new_tap()})

    def sees(self, text: str, language: str = "en", path: str = "/arrivals") -> TestResponse:
        """Scan a pass as a screen does, and get the page."""
        return self.post(f"{path}?lang={language}", {"pass": text, "tap": new_tap()}, **SCREEN)
