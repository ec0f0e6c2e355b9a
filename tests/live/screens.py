"""Screens and programs that listen: real Socket.IO clients, and a token to let them in."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import socketio

from shared.access.actions import make_token
from shared.access.rules import Role
from shared.kernel.node import Node

LIVE = "/live"
PATIENCE_S = 30.0
# An office that was killed is no news for the log of a test.
_QUIET = logging.getLogger("tests.screens")
_QUIET.disabled = True


class NotLetIn(Exception):
    """The office refused; the text is its code."""


class Screen:
    """One open connection to `/live`, and everything that it was told."""

    def __init__(
        self, url: str, auth: Any = None, *, cookie: str = "", transport: str = "websocket", **extra: Any
    ) -> None:
        self.told: list[dict[str, Any]] = []
        self.messages: list[dict[str, Any]] = []
        self.is_open = False
        self._refusal: Any = None
        self._changed = threading.Condition()
        self._client = socketio.Client(
            reconnection=False, logger=_QUIET, engineio_logger=_QUIET, websocket_extra_options=extra
        )
        self._hears_in_order()
        self._client.on("news", self._hear, namespace=LIVE)
        self._client.on("disconnect", self._end, namespace=LIVE)
        self._client.on("connect_error", self._refused, namespace=LIVE)
        headers = {"Cookie": f"usher={cookie}"} if cookie else {}
        try:
            self._client.connect(url, headers, auth, transports=[transport], namespaces=[LIVE], wait_timeout=30)
        except socketio.exceptions.ConnectionError as trouble:
            self._client.disconnect()
            raise NotLetIn(str(self._refusal or trouble)) from None
        self.is_open = True

    def _hears_in_order(self) -> None:
        """Take messages as they come: the client would give each to a thread of its own, and the threads race."""
        plug, one_thread = self._client.eio, ThreadPoolExecutor(1)
        trigger = plug._trigger_event

        def in_turn(event: str, *arguments: Any, run_async: bool = False, **more: Any) -> Any:
            if event == "message" and run_async:
                return one_thread.submit(trigger, event, *arguments, **more)
            return trigger(event, *arguments, run_async=run_async, **more)

        plug._trigger_event = in_turn

    @property
    def numbers(self) -> list[int]:
        """Return the numbers of the lines that it was told, in the order in which they came."""
        return [item["n"] for item in self.told]

    def hears(self, n: int) -> list[int]:
        """Wait until it was told line `n`, and return the numbers of all that it was told."""
        assert self._wait(lambda: n in self.numbers), f"line {n} did not come; told: {self.numbers[-20:]}"
        return self.numbers

    def was_told_within(self, n: int, seconds: float) -> bool:
        """Say whether it is told line `n` in time."""
        return self._wait(lambda: n in self.numbers, seconds)

    def hears_messages(self, count: int) -> list[dict[str, Any]]:
        """Wait until it got so many messages, and return them."""
        assert self._wait(lambda: len(self.messages) >= count), f"only {len(self.messages)} messages came"
        return self.messages

    def is_cut_off_within(self, seconds: float) -> bool:
        """Say whether the office ends its access in time."""
        return self._wait(lambda: not self.is_open, seconds)

    def says(self, event: str, *content: Any) -> None:
        """Send an event, which no screen has reason to do."""
        self._client.emit(event, content, namespace=LIVE)

    def drops(self) -> None:
        """Close the connection."""
        self._client.disconnect()
        self._client.wait()

    def _wait(self, condition: Any, seconds: float = PATIENCE_S) -> bool:
        with self._changed:
            return self._changed.wait_for(condition, seconds)

    def _hear(self, news: dict[str, Any]) -> None:
        with self._changed:
            self.messages.append(news)
            self.told += news["items"]
            self._changed.notify_all()

    def _end(self, _reason: str = "") -> None:
        with self._changed:
            self.is_open = False
            self._changed.notify_all()

    def _refused(self, why: Any) -> None:
        self._refusal = why["message"] if isinstance(why, dict) else why


def token(node: Node, role: Role, site: str | None = None) -> str:
    """Make a token and return its secret."""
    with node.transaction() as session:
        return make_token(session, f"a test's {role}", role, site, node.now(), "test")[1]
