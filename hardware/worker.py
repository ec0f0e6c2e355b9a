"""A thread that does one thing after another, survives what goes wrong, and stops when told to."""

import threading
import time
from collections.abc import Callable

import structlog

from shared.kernel.node import Node

LOOK_EVERY_S = 1.0
"""The net under the bell."""
_SHARE = 4
"""A busy worker works one part in so many of the time: who stands at the door goes first, also at the database."""
_LONGEST_REST_S = 0.05
_AFTER_A_FAULT_S = 1.0
_STOP_WITHIN_S = 4.0

log = structlog.get_logger()


class Worker:
    """Does `do_next` until it says that there is nothing to do, then sleeps until the bell rings."""

    def __init__(self, name: str, node: Node, do_next: Callable[[], bool]) -> None:
        self._name = name
        self._node = node
        self._do_next = do_next
        self._at_first: Callable[[], None] | None = None
        self._when_idle: Callable[[], None] | None = None
        self._idle_every_s = 0.0
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def at_first(self, do: Callable[[], None]) -> None:
        """Do this before anything else, however often it has to be tried."""
        self._at_first = do

    def when_idle(self, do: Callable[[], None], every_s: float) -> None:
        """Do this whenever there is nothing else to do, not more often than every so many seconds."""
        self._when_idle, self._idle_every_s = do, every_s

    def start(self) -> None:
        """Begin, in a thread of its own."""
        self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop after what is in hand, at the latest in four seconds."""
        self._stopping.set()
        self._node.bell.look_up()
        if self._thread is not None:
            self._thread.join(_STOP_WITHIN_S)

    @property
    def is_stopping(self) -> bool:
        """Say whether it was told to stop."""
        return self._stopping.is_set()

    def rest_after(self, worked_s: float) -> None:
        """Let others have their turn after so many seconds of work, or until told to stop."""
        self._stopping.wait(min(worked_s * (_SHARE - 1), _LONGEST_REST_S))

    def pause(self) -> None:
        """Wait a second after a fault, or until told to stop."""
        self._stopping.wait(_AFTER_A_FAULT_S)

    def _run(self) -> None:
        while self._at_first is not None and not self._stopping.is_set():
            if self._survived(self._at_first):
                break
        idle_at = -self._idle_every_s
        while not self._stopping.is_set():
            heard, began = self._node.bell.count, time.thread_time()
            if self._did_something():
                self.rest_after(time.thread_time() - began)
                continue
            if self._when_idle is not None and time.monotonic() - idle_at > self._idle_every_s:
                self._survived(self._when_idle)
                idle_at = time.monotonic()
            else:
                self._node.bell.wait(heard, LOOK_EVERY_S, unless=self._stopping.is_set)

    def _did_something(self) -> bool:
        did = False

        def do() -> None:
            nonlocal did
            did = self._do_next()

        return self._survived(do) and did

    def _survived(self, do: Callable[[], None]) -> bool:
        """Do it; a fault costs a second and a line in the log, never the worker."""
        try:
            do()
        except Exception as fault:  # noqa: BLE001  (what comes after this must be done)
            log.error("stumbled", worker=self._name, fault=type(fault).__name__, where=place_of(fault))
            self.pause()
            return False
        return True


def place_of(fault: BaseException) -> str:
    """Return file and line of a fault: enough to find it, and no personal data as its words may have."""
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
