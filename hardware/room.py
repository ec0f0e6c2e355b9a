"""A room: a part of the house that works in a process of its own, so that what it does makes nobody else wait."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from typing import IO

import structlog

_START_AGAIN_AFTER_S = 1.0
_STOP_WITHIN_S = 4.5  # a worker takes four to finish what is in hand
_BEHIND_PEOPLE = 10  # how "nice" a room is: paper and mail can wait, whoever stands at the door can't
_PR_SET_PDEATHSIG = 1

log = structlog.get_logger()


def _nothing(_line: str = "") -> None:
    """Do nothing about it."""


class Room:
    """The house's side: opens a room, and opens it again whenever it has closed by itself."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        heard: Callable[[str], None] = _nothing,
        closed: Callable[[], None] = _nothing,
    ) -> None:
        """Run `command`, which must call `told_to_stop`; `heard` gets each line that it writes to standard output."""
        self._name, self._command = name, tuple(command)
        self._heard, self._closed = heard, closed
        self._stopping = threading.Event()
        self._starting = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._keeper = threading.Thread(target=self._keep_open, name=name, daemon=True)

    def start(self) -> None:
        """Open it."""
        self._keeper.start()

    def stop(self) -> None:
        """Let it finish what is in hand, and close it."""
        with self._starting:
            self._stopping.set()
            if self._process is not None:
                self._process.terminate()
        self._keeper.join(_STOP_WITHIN_S)
        if self._keeper.is_alive() and self._process is not None:
            self._process.kill()

    def _keep_open(self) -> None:
        # The child asks to die with the thread that started it, which therefore lives as long as we do.
        while not self._stopping.is_set():
            with self._starting:
                if self._stopping.is_set():
                    return
                self._process = subprocess.Popen(
                    self._command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
                )
            assert self._process.stdout is not None
            with self._process:
                self._listen(self._process.stdout)
            self._closed()
            if not self._stopping.is_set():
                log.error("a room closed by itself", room=self._name, status=self._process.returncode)
                self._stopping.wait(_START_AGAIN_AFTER_S)

    def _listen(self, said: IO[str]) -> None:
        for line in said:
            self._heard(line)


def told_to_stop() -> threading.Event:
    """Settle down as a room, in its process: return what is set once it is to close.

    Two rooms must not stand side by side, so it dies with the process that opened it.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    os.nice(_BEHIND_PEOPLE)
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C at a terminal: who opened us hears it too, and stops us
    return stopping
