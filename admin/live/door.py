"""Who may listen: by the cookie of a browser, from our own pages only, or by a token."""

from dataclasses import dataclass
from typing import Any

from flask import request, session

from admin.news import LARGEST_NUMBER
from shared.access.queries import person_signed_in, person_with_token
from shared.access.rules import Person
from shared.kernel.node import Node
from shared.web.sessions import KEY


class Refused(Exception):
    """Nobody is let in so; the text is a stable code."""


@dataclass(frozen=True)
class Entry:
    """Somebody who is let in, by what, and from which line on they want to be told (None: from now on)."""

    person: Person
    sign_in: str | None
    token: str | None
    after: int | None


def let_in(node: Node, auth: Any) -> Entry:
    """Return who connects, `auth` being what Socket.IO's client sends along. Raises Refused."""
    said = {} if auth is None else auth
    if not isinstance(said, dict):
        raise Refused("bad_auth")
    after = _after(said.get("after"))
    if "token" in said:
        return _program(node, said["token"], after)
    if not _is_from_our_pages():
        raise Refused("foreign_origin")
    return _browser(node, after)


def _after(said: Any) -> int | None:
    if said is None:
        return None
    if not isinstance(said, int) or isinstance(said, bool) or not 0 <= said <= LARGEST_NUMBER:
        raise Refused("bad_after")
    return said


def _is_from_our_pages() -> bool:
    """A foreign Origin was refused before us; here one that is missing, since a cookie alone proves no page of ours.

    The first request of Engine.IO's polling is a plain GET, for which browsers send Sec-Fetch-Site instead.
    """
    return bool(request.headers.get("Origin")) or request.headers.get("Sec-Fetch-Site") == "same-origin"


def _program(node: Node, token: Any, after: int | None) -> Entry:
    if isinstance(token, str) and token.isascii():
        with node.reading() as rows:
            person = person_with_token(rows, token)
        if person is not None:
            return Entry(person, None, person.id, after)
    raise Refused("signed_out")


def _browser(node: Node, after: int | None) -> Entry:
    secret = session.get(KEY)
    if isinstance(secret, str):
        with node.reading() as rows:
            found = person_signed_in(rows, secret, node.now())
        if found is not None:
            return Entry(found[0], found[1].id, None, after)
    raise Refused("signed_out")
