"""Somebody without a booking, before a kiosk that is asked by HTTP: one step after the other, as the pages lead."""

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

_TEXT = re.compile(r'name="text" value="([^"]+)"')
_TROUBLE = re.compile(r'role="alert">.*?<span>(.*?)</span>', re.DOTALL)
ME = {"name": "Ann Smith", "company": "ACME Ltd", "reach": "138 1234 0099"}


@dataclass
class Walker:
    """A visitor and where they have come to."""

    client: FlaskClient
    language: str = "en"
    draft: str = ""
    at: str = ""
    """The step that the kiosk has led to."""

    def agrees(self) -> "Walker":
        """Read what the data is used for, and agree."""
        page = self.client.get(f"/walk-in?lang={self.language}").text
        answer = self.client.post(f"/walk-in?lang={self.language}", data={"text": _text_in(page)})
        self._follow(answer)
        return self

    def says(self, step: str, **fields: Any) -> TestResponse:
        """Send a step's form, whatever step the kiosk is at."""
        answer = self.client.post(self.address(step), data={"go": "next", **fields})
        self._follow(answer)
        return answer

    def sees(self, step: str | None = None) -> str:
        """Return the page of a step."""
        return self.client.get(self.address(step or self.at)).text

    def goes_to(self, step: str) -> str:
        """Open a step by its address; return the step that the kiosk leads to."""
        answer = self.client.get(self.address(step))
        self._follow(answer)
        return self.at

    def finds(self, typed: str) -> TestResponse:
        """Search the directory."""
        return self.client.post(f"/walk-in/{self.draft}/people?lang={self.language}", data={"q": typed})

    def picks(self, typed: str = "liwei") -> TestResponse:
        """Search, and choose the first who is found."""
        found = re.search(r'name="host" value="([^"]+)"', self.finds(typed).text)
        assert found is not None, f"nobody was found for {typed}"
        return self.says("host", q=typed, host=found[1])

    def signs(self, step: str = "site_rules", **fields: Any) -> TestResponse:
        """Read a text and sign it by name."""
        return self.says(step, **{"text": _text_in(self.sees(step)), "typed": "Ann Smith", **fields})

    def comes_to(self, step: str) -> None:
        """Answer what is asked before a step that the grade asks for."""
        self.says("who", **ME)
        if step != "purpose":
            self.says("purpose", purpose="business")
        if step not in ("purpose", "host"):
            self.picks()

    def photographs(self, picture: bytes, name: str = "photo.jpg") -> TestResponse:
        """Send a photo."""
        return self.says("photo", photo=(BytesIO(picture), name), go="keep")

    def comes_to_the_check(self) -> "Walker":
        """Answer everything that a D visit is asked by default."""
        self.says("who", **ME)
        self.says("purpose", purpose="business")
        self.picks()
        self.says("items")
        self.signs()
        return self

    def registers(self) -> TestResponse:
        """Confirm."""
        return self.says("check", go="register")

    def address(self, step: str) -> str:
        """Return a step's address."""
        return f"/walk-in/{self.draft}/{step}?lang={self.language}"

    def _follow(self, answer: TestResponse) -> None:
        found = re.match(r"/walk-in/([0-9a-f-]{36})/(\w+)", answer.location or "")
        if found:
            self.draft, self.at = found.groups()


def troubles_in(answer: TestResponse) -> list[str]:
    """Return what a page says is wrong."""
    return _TROUBLE.findall(answer.text)


def _text_in(page: str) -> str:
    found = _TEXT.search(page)
    assert found is not None, "no text to agree to"
    return found[1]
