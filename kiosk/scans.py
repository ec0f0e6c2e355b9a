"""What a scanner at a serial port has read, until the station's screen has it.

A scan waits here for seconds at most and is written down nowhere: its text opens the door. It has its tap from the
moment when it was read, so that however often it is handed over it is one arrival.
"""

import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

FRESH_S = 5.0
"""How long a scan waits for a screen, in seconds: who opens one later must not meet a visitor who has gone."""

_GONE_AFTER_S = 40.0
"""A screen asks anew after 25 seconds at the latest: one that has not is no more."""
_SCREENS_REMEMBERED = 50

log = structlog.get_logger()


@dataclass(frozen=True)
class SerialScan:
    """One code as it was read."""

    text: str
    tap: str
    read_at: float


class Scans:
    """The scans that no screen has confirmed yet, the oldest first.

    They go to one screen: the one that opened last. The browser of one that was left may have gone without a word, and
    its question still wait here.
    """

    def __init__(self, seconds: Callable[[], float] = time.monotonic, fresh_s: float = FRESH_S) -> None:
        """`seconds` is a clock that only goes forward; a code is kept for `fresh_s` seconds."""
        self._seconds = seconds
        self._fresh_s = fresh_s
        self._waiting: list[SerialScan] = []
        self._screens: deque[str] = deque(maxlen=_SCREENS_REMEMBERED)
        self._asked_at = -fresh_s
        self._changed = threading.Condition()
        self._is_stopped = False

    def add(self, text: str) -> None:
        """Take a code from the scanner."""
        with self._changed:
            self._forget_old()
            self._waiting.append(SerialScan(text, str(uuid.uuid4()), self._seconds()))
            self._changed.notify_all()

    def for_screen(self, screen: str, had: str | None, wait_s: float) -> Sequence[SerialScan]:
        """Return what this screen should take, after waiting so long for something; maybe nothing.

        `had` is the tap of the last scan that the screen has: that one and those before it are handed over no more.
        What was handed over in an answer that got lost on the way is handed over once more.
        """
        with self._changed:
            self._confirm(had)
            self._meet(screen)
            if not self._is_it(screen):
                self._changed.wait_for(lambda: self._is_stopped, wait_s)
                return ()
            self._changed.wait_for(lambda: self._is_stopped or not self._is_it(screen) or self._fresh(), wait_s)
            if not self._is_it(screen):
                return ()
            self._asked_at = self._seconds()
            return self._fresh()

    def stop(self) -> None:
        """Let nobody wait any more."""
        with self._changed:
            self._is_stopped = True
            self._changed.notify_all()

    def _meet(self, screen: str) -> None:
        """A screen that is new takes over, and one that was there before when the latest has stopped asking."""
        if screen not in self._screens or self._seconds() - self._asked_at > _GONE_AFTER_S:
            if screen in self._screens:
                self._screens.remove(screen)
            self._screens.append(screen)
            self._changed.notify_all()
        if self._is_it(screen):
            self._asked_at = self._seconds()

    def _is_it(self, screen: str) -> bool:
        return bool(self._screens) and self._screens[-1] == screen

    def _confirm(self, had: str | None) -> None:
        taps = [scan.tap for scan in self._waiting]
        if had in taps:
            self._waiting = self._waiting[taps.index(had) + 1 :]

    def _fresh(self) -> list[SerialScan]:
        self._forget_old()
        return list(self._waiting)

    def _forget_old(self) -> None:
        fresh = [scan for scan in self._waiting if self._seconds() - scan.read_at < self._fresh_s]
        if lost := len(self._waiting) - len(fresh):
            log.warning("a code was read, and no screen said that it has it", count=lost)
        self._waiting = fresh
