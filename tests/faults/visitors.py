"""Visitors who won't be put off: each shows a pass until the door has answered, whatever dies meanwhile."""

import http.client
import threading
import uuid
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any

from tests.apps import App

_WAIT_FOR_THE_KIOSK_S = 60.0


@dataclass(frozen=True)
class Shown:
    """A pass that was shown, and what the door said."""

    text: str
    tap: str
    status: int
    answer: dict[str, Any]
    tries: int
    """More than one: an answer was lost, and the same tap was sent again."""


@dataclass
class Queue:
    """Visitors at a few screens of one kiosk."""

    passes: Iterable[str]
    heard: list[Shown] = field(default_factory=list)
    troubles: list[BaseException] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._waiting: SimpleQueue[str] = SimpleQueue()
        for text in self.passes:
            self._waiting.put(text)
        self._changed = threading.Condition()
        self._kiosk: App | None = None

    def opens(self, kiosk: App) -> None:
        """The kiosk works (again)."""
        with self._changed:
            self._kiosk = kiosk
            self._changed.notify_all()

    def wait_for_answers(self, count: int, timeout: float = 120) -> None:
        """Return in the moment in which so many have been answered."""
        with self._changed:
            came = self._changed.wait_for(lambda: len(self.heard) >= count or self.troubles, timeout)
        assert came, f"{len(self.heard)} of {count} answers came"
        if self.troubles:
            raise self.troubles[0]

    def start(self, screens: int) -> list[threading.Thread]:
        """Let them come, each screen one after another."""
        threads = [threading.Thread(target=self._come, name=f"screen {n}") for n in range(screens)]
        for thread in threads:
            thread.start()
        return threads

    def _come(self) -> None:
        try:
            with suppress(Empty):
                while True:
                    shown = self._show(self._waiting.get_nowait())
                    with self._changed:
                        self.heard.append(shown)
                        self._changed.notify_all()
        except BaseException as trouble:
            with self._changed:
                self.troubles.append(trouble)
                self._changed.notify_all()
            raise

    def _show(self, text: str) -> Shown:
        tap = str(uuid.uuid4())
        tries, kiosk = 0, None
        while True:
            kiosk = self._open_kiosk(but=kiosk)
            with suppress(OSError, http.client.HTTPException):
                while True:
                    tries += 1
                    status, answer = kiosk.asked("POST", "/arrivals", {"pass": text, "tap": tap})
                    return Shown(text, tap, status, answer, tries)

    def _open_kiosk(self, but: App | None) -> App:
        """Return the kiosk; once it has failed, the one that is started after it."""
        with self._changed:
            came = self._changed.wait_for(lambda: self._kiosk not in (None, but), _WAIT_FOR_THE_KIOSK_S)
            assert came, "the kiosk did not come back"
            assert self._kiosk is not None
            return self._kiosk
