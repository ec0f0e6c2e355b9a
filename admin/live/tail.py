"""The tail of the logbook: read on as it grows, once for all listeners of this process."""

import threading
from collections.abc import Callable, Sequence

import structlog

from shared.kernel.logbook import LogLine, last_number, lines_after
from shared.kernel.node import Node

_PAGE = 500
_NET_S = 1.0
"""The logbook is read this often even if no bell has rung."""

log = structlog.get_logger()


class Tail:
    """Hands each new line on, in order, each once; `last` is how far it has come."""

    def __init__(self, node: Node, hand_on: Callable[[Sequence[LogLine]], None]) -> None:
        self._node, self._hand_on = node, hand_on
        self._over = threading.Event()
        self._starting = threading.Lock()
        self._has_started = False
        self.lock = threading.RLock()
        """Held while lines are handed on: who holds it knows that `last` stands still."""
        self.last = 0

    def start(self) -> None:
        """Begin at the logbook's present end, unless that was done before."""
        with self._starting:
            if not self._has_started:
                with self._node.reading() as session:
                    self.last = last_number(session)
                threading.Thread(target=self._follow, name="tail", daemon=True).start()
                self._has_started = True

    def stop(self) -> None:
        """Follow no longer."""
        self._over.set()

    def drain(self) -> None:
        """Hand on every line that is there and has not been; to be called with the lock held."""
        while True:
            with self._node.reading() as session:
                lines = lines_after(session, self.last, limit=_PAGE)
            if not lines:
                return
            self._hand_on(lines)
            self.last = lines[-1].n

    def _follow(self) -> None:
        heard = 0
        while not self._over.is_set():
            heard = self._node.bell.wait(heard, _NET_S)
            try:
                with self.lock:
                    self.drain()
            except Exception as trouble:
                log.exception("the screens could not be told, trying again", trouble=type(trouble).__name__)
                self._over.wait(_NET_S)
