"""The crowd: screens that see a whole site. They are told in turn, and never so often that a host has to wait for it.

A house has a handful of them, which are told at once. Where there are hundreds, one line costs as many messages: what
happens while these go out is gathered, and goes with the next round in one message for each screen.
"""

import threading
import time
from collections.abc import Callable, Sequence

import structlog

from admin.live.listeners import Listeners, calls_for
from shared.kernel.logbook import LogLine

_SHARE = 3
"""After a round the crowd waits until it has had one part in so many of the time."""
_LONGEST_REST_S = 0.25
_AT_ONCE = 20
"""Screens that are told before others have a turn: some two milliseconds."""
_TRY_AGAIN_S = 1.0

log = structlog.get_logger()


class Crowd:
    """Tells those who see a whole site, each line once and in order."""

    def __init__(self, listeners: Listeners, send: Callable[[list[str], Sequence[LogLine], int], None]) -> None:
        """`send` takes listeners, the lines that they see, and the number of the last line that was looked at."""
        self._listeners, self._send = listeners, send
        self._over = threading.Event()
        self._grown = threading.Condition()
        self._waiting: list[LogLine] = []
        self._telling = threading.Lock()

    def start(self) -> None:
        """Begin to tell."""
        threading.Thread(target=self._follow, name="crowd", daemon=True).start()

    def stop(self) -> None:
        """Tell no more."""
        self._over.set()
        with self._grown:
            self._grown.notify_all()

    def hear(self, lines: Sequence[LogLine]) -> None:
        """Take new lines, to be told soon."""
        with self._grown:
            self._waiting += lines
            self._grown.notify_all()

    def tell(self) -> float:
        """Tell what waits, now; return the seconds that it took."""
        with self._telling:
            with self._grown:
                lines, self._waiting = self._waiting, []
            began = time.monotonic()
            try:
                self._tell(lines)
            except Exception:
                with self._grown:
                    self._waiting[:0] = lines
                raise
            return time.monotonic() - began

    def _tell(self, lines: Sequence[LogLine]) -> None:
        for call in calls_for(lines, self._listeners.boards()):
            for start in range(0, len(call.sids), _AT_ONCE):
                self._send(call.sids[start : start + _AT_ONCE], call.lines, lines[-1].n)
                time.sleep(0)  # others have a turn: a host's news among them

    def _follow(self) -> None:
        while not self._over.is_set():
            with self._grown:
                self._grown.wait_for(lambda: self._waiting or self._over.is_set())
            try:
                rest = min(self.tell() * (_SHARE - 1), _LONGEST_REST_S)
            except Exception as trouble:
                log.exception("the boards could not be told, trying again", trouble=type(trouble).__name__)
                rest = _TRY_AGAIN_S
            self._over.wait(rest)
