"""Who calls: a program with a token, within its permissions and not too often."""

import threading
import time
from collections import deque
from typing import cast

from apiflask import HTTPTokenAuth
from flask import Flask, Response, current_app

from admin.api.faults import TooMany, status_problem
from shared.access.queries import person_with_token
from shared.access.rules import Limit, Permission, Person
from shared.kernel.node import Node

NODE, TURNS = "usher node", "usher turns"
by_token = HTTPTokenAuth(name="token", realm="usher", description="A token of `admin_app.py token create`.")


class Turns:
    """Counts the calls of each token over the last stretch of time, in this process."""

    def __init__(self, limit: Limit) -> None:
        self._tries, self._within_s = limit.tries, limit.within.total_seconds()
        self._calls: dict[str, deque[float]] = {}
        self._counting = threading.Lock()

    def wait_s(self, token_id: str) -> float:
        """Count a call and return 0; or return in how many seconds the next one may come."""
        now = time.monotonic()
        with self._counting:
            calls = self._calls.setdefault(token_id, deque())
            while calls and calls[0] <= now - self._within_s:
                calls.popleft()
            if len(calls) >= self._tries:
                return calls[0] + self._within_s - now
            calls.append(now)
            return 0.0


def node() -> Node:
    """Return the node that the API stands on."""
    return cast(Node, current_app.extensions[NODE])


def caller() -> Person:
    """Return who calls."""
    return cast(Person, by_token.current_user)


def count_callers(app: Flask, limit: Limit) -> None:
    """Keep every token of an app within a limit."""
    app.extensions[TURNS] = Turns(limit)


@by_token.verify_token  # type: ignore[untyped-decorator]
def _person(secret: str | None) -> Person | None:
    if not secret:
        return None
    with node().reading() as rows:
        person = person_with_token(rows, secret)
    if person is not None and (wait_s := cast(Turns, current_app.extensions[TURNS]).wait_s(person.id)):
        raise TooMany(wait_s)
    return person


@by_token.get_user_roles  # type: ignore[untyped-decorator]
def _permissions(person: Person) -> list[Permission]:
    return [each for each in Permission if person.may_somewhere(each)]


@by_token.error_handler  # type: ignore[untyped-decorator]
def _turned_away(status: int) -> Response:
    return status_problem(status)
