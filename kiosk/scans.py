"""What a scanner at a serial port has read, until the station's screen has it.

A scan waits here for seconds at most and is written down nowhere: its text opens the door. It has its tap from the
moment when it was read, so that however often it is handed over it is one arrival.
"""

import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

FRESH_S = 5.0
"""How long a scan waits for a screen, in seconds: who opens one later must not meet a visitor who has gone."""

log = structlog.get_logger()


@dataclass(eq=False)
class SerialScan:
    """One code as it was read."""

    text: str
    tap: str
    read_at: float
    screen: str | None = None
    """The screen that it was handed to; it goes to no other."""


class Scans:
    """The scans that no screen has confirmed yet, the oldest first."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        """`seconds` is a clock that only goes forward."""
        self._seconds = seconds
        self._waiting: list[SerialScan] = []
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
        An answer that gets lost on the way is given once more to the screen that asks again.
        """
        with self._changed:
            self._confirm(screen, had)
            self._changed.wait_for(lambda: self._is_stopped or bool(self._free_for(screen)), wait_s)
            handed = self._free_for(screen)
            for scan in handed:
                scan.screen = screen
            return handed

    def stop(self) -> None:
        """Let nobody wait any more."""
        with self._changed:
            self._is_stopped = True
            self._changed.notify_all()

    def _confirm(self, screen: str, had: str | None) -> None:
        theirs = [scan for scan in self._waiting if scan.screen == screen]
        taps = [scan.tap for scan in theirs]
        if had in taps:
            confirmed = theirs[: taps.index(had) + 1]
            self._waiting = [scan for scan in self._waiting if scan not in confirmed]

    def _free_for(self, screen: str) -> list[SerialScan]:
        self._forget_old()
        return [scan for scan in self._waiting if scan.screen in (None, screen)]

    def _forget_old(self) -> None:
        fresh = [scan for scan in self._waiting if self._seconds() - scan.read_at < FRESH_S]
        if lost := sum(scan.screen is None for scan in self._waiting if scan not in fresh):
            log.warning("a code was read while no screen was open", count=lost)
        self._waiting = fresh
