"""Somebody at a browser in the office: signed in, with forms sent as a browser sends them."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from shared.access.actions import sign_in
from shared.access.models import Account
from shared.access.rules import Person
from shared.kernel.node import Node
from shared.web.sessions import KEY

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_PAGE = {"Accept": "text/html", "Accept-Language": "en"}
Fields = Mapping[str, str | list[str] | tuple[BinaryIO, str]]
"""What is sent: words, several of them, or a file with its name."""

BOTH = pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"], indirect=True)
"""The mark of a file whose tests run on both kinds of database."""


class Clerk:
    """One person's browser."""

    def __init__(self, office: Flask, node: Node, who: Person | None, language: str = "en") -> None:
        self._client = office.test_client()
        self._token: tuple[str, str] | None = None
        self._headers = _PAGE | {"Accept-Language": language, "User-Agent": "Mozilla/5.0 (Windows NT) Firefox/140.0"}
        if who is not None:
            with node.transaction() as rows:
                secret = sign_in(rows, rows.get_one(Account, who.id), "Firefox/140.0 (Windows NT)", node.now(), "test")
            with self._client.session_transaction() as cookie:
                cookie[KEY], cookie["language"] = secret, language

    def opens(self, path: str, accept: str = "text/html") -> TestResponse:
        """Open a page."""
        answer = self._client.get(path, headers=self._headers | {"Accept": accept})
        if answer.mimetype == "text/html" and (found := _TOKEN.search(answer.text)):
            self._token = found[1], self._cookie()
        return answer

    def asks(self, path: str, query: Mapping[str, str]) -> TestResponse:
        """Open a page with a query, whatever stands in it."""
        return self._client.get(path, query_string=dict(query), headers=self._headers)

    def reads(self, path: str) -> str:
        """Open a page that must be there, and return its HTML."""
        answer = self.opens(path)
        while answer.status_code == 302:
            answer = self.opens(answer.location)
        assert answer.status_code == 200, f"{path}: {answer.status_code}\n{answer.text[:400]}"
        return answer.text

    def sends(self, path: str, fields: Fields | None = None, *, token: str | None = None) -> TestResponse:
        """Send a form, with the token of this browser's session unless another is given."""
        proof = self.token() if token is None else token
        data: dict[str, Any] = {**(fields or {}), "csrf_token": proof}
        return self._client.post(path, data=data, headers=self._headers)

    def does(self, path: str, fields: Fields | None = None) -> str:
        """Send a form that must succeed, and return the page that it leads to."""
        answer = self.sends(path, fields)
        assert answer.status_code == 302, f"{path}: {answer.status_code}\n{answer.text[:2000]}"
        return self.reads(answer.location)

    def token(self) -> str:
        """Return a token that belongs to this browser's session: the last page's, if it still does."""
        for page in ("", "/my-sign-ins", "/sign-in"):
            if page:
                self.opens(page)
            if self._token is not None and self._token[1] == self._cookie():
                return self._token[0]
        raise AssertionError("no page with a form")

    def _cookie(self) -> str:
        """Return what this browser's cookie holds: its token is good as long as that is the same."""
        found = self._client.get_cookie("usher")
        return found.value if found else ""


@contextmanager
def counted(node: Node) -> Iterator[list[str]]:
    """Gather every SELECT and write that is sent to the database."""
    said: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    event.listen(node.database.engine, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        event.remove(node.database.engine, "before_cursor_execute", hear)
