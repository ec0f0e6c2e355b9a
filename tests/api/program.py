"""A program that uses the API, as one outside would: over HTTP, with a token."""

from datetime import timedelta
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from shared.access.actions import make_token
from shared.access.rules import Role
from tests.house import House

PATH = "/api/v1"
GUEST = {"name": "王晓琳", "company": "启航精密技术（苏州）有限公司", "phone": "138 1234 0001", "leader": True}


class Program:
    """One token's program."""

    def __init__(self, office: Flask, house: House, role: Role | None, site: str | None = None) -> None:
        self._client, self._house = office.test_client(), house
        self.headers: dict[str, str] = {}
        if role is not None:
            with house.node.transaction() as session:
                row, secret = make_token(session, f"a {role} program", role, site, house.node.now(), "test")
                self.id = row.id
            self.headers = {"Authorization": f"Bearer {secret}"}

    def asks(self, method: str, path: str, body: Any = None, *, key: str | None = None, **more: Any) -> TestResponse:
        """Make a call and return the answer; `key` is sent as Idempotency-Key."""
        headers = self.headers | ({"Idempotency-Key": key} if key is not None else {})
        sent = {"json": body} if body is not None else {}
        return self._client.open(PATH + path, method=method, headers=headers, **sent, **more)

    def reads(self, path: str, **query: Any) -> Any:
        """Make a GET that must succeed and return its JSON."""
        answer = self.asks("GET", path, query_string=query)
        assert answer.status_code == 200, answer.text
        return answer.json

    def books(self, key: str | None = None, **different: Any) -> Any:
        """Book a visit that must be taken and return it."""
        answer = self.asks("POST", "/bookings", self.wish(**different), key=key)
        assert answer.status_code == 201, answer.text
        return answer.json

    def decides(self, booking_id: str, decision: str, reason: str | None = None) -> TestResponse:
        """Decide on a booking."""
        return self.asks("POST", f"/bookings/{booking_id}/approval", {"decision": decision, "reason": reason})

    def wish(self, **different: Any) -> dict[str, Any]:
        """Return a body for a C visit of the host's, from half an hour from now, for two hours."""
        starts = self._house.node.now() + timedelta(minutes=30)
        return {
            "host": "li.wei@usher.example",
            "site": "HQ",
            "grade": "C",
            "kind": "ordinary",
            "purpose": "签约洽谈",
            "starts_at": starts.isoformat(),
            "ends_at": (starts + timedelta(hours=2)).isoformat(),
            "guests": [GUEST],
        } | different


def refusal(answer: TestResponse) -> tuple[int, str]:
    """Return the status and the code of a problem."""
    assert answer.content_type == "application/problem+json", answer.text
    assert isinstance(answer.json, dict)
    assert answer.json["status"] == answer.status_code
    return answer.status_code, answer.json["code"]


def faults(answer: TestResponse) -> set[tuple[str, str]]:
    """Return the field and code of everything that was wrong with an input."""
    assert refusal(answer) == (422, "invalid")
    assert isinstance(answer.json, dict)
    return {(each["field"], each["code"]) for each in answer.json["errors"]}


def everything(program: Program, path: str, **query: Any) -> list[Any]:
    """Return all items of a list, page by page."""
    page = program.reads(path, **query)
    items = list(page["items"])
    while page["next"] is not None:
        page = program.reads(path, cursor=page["next"], **query)
        items += page["items"]
    return items
