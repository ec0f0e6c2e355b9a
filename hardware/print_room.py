"""The print room: the spooler in a process of its own, so that drawing a badge never makes a visitor wait.

Drawing and packing take the processor for milliseconds at a time; beside the requests of one Python process
that more than doubled the time until the door answered.
"""

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from typing import IO

import structlog

from hardware.pulse import Pulse
from hardware.spooler import Spooler
from shared.devices.models import Station
from shared.kernel.node import Node

NOT_ASKED = "not_asked"
_START_AGAIN_AFTER_S = 1.0
_STOP_WITHIN_S = 4.5  # a spooler takes four to finish the badge in hand
_TELL_EVERY_S = 0.5
_BEHIND_VISITORS = 10  # how "nice" the print room is: printers are slow, people wait at the door
_PR_SET_PDEATHSIG = 1

log = structlog.get_logger()


class PrintRoom:
    """The kiosk's side: keeps the print room running, and knows what it last said of its printers."""

    def __init__(self, command: Sequence[str], printers: Sequence[str]) -> None:
        """Run `command`, which must call `work`, for printers of these names."""
        self._command = tuple(command)
        self._unknown = dict.fromkeys(printers, NOT_ASKED)
        self._states: Mapping[str, str] = self._unknown
        self._stopping = threading.Event()
        self._starting = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._keeper = threading.Thread(target=self._keep_running, name="print room", daemon=True)

    def start(self) -> None:
        """Open it, and open it again whenever it has ended by itself."""
        self._keeper.start()

    def stop(self) -> None:
        """Let it finish the badge in hand, and close it."""
        with self._starting:
            self._stopping.set()
            if self._process is not None:
                self._process.terminate()
        self._keeper.join(_STOP_WITHIN_S)
        if self._keeper.is_alive() and self._process is not None:
            self._process.kill()

    def printer_states(self) -> Mapping[str, str]:
        """Return what is known of each printer: `ready`, a reason's code, or `not_asked`."""
        return self._states

    def _keep_running(self) -> None:
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
            self._states = self._unknown
            if not self._stopping.is_set():
                log.error("the print room ended by itself", status=self._process.returncode)
                self._stopping.wait(_START_AGAIN_AFTER_S)

    def _listen(self, said: IO[str]) -> None:
        for line in said:
            self._states = json.loads(line)


def work(node: Node, spooler: Spooler, station: Station) -> None:
    """Print until told to stop, and die with who started us: the side of the print room itself."""
    _die_with_the_kiosk()
    os.nice(_BEHIND_VISITORS)
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C at a terminal: the kiosk hears it too, and stops us
    node.bell.start()
    spooler.start()
    _tell_until(stopping, spooler, Pulse(node, station, spooler.sayings))
    spooler.stop()
    node.close()


def _tell_until(stopping: threading.Event, spooler: Spooler, pulse: Pulse) -> None:
    """Write the printers' states to standard output whenever they change, and to the house with every beat."""
    told: Mapping[str, str] = {}
    with contextlib.suppress(BrokenPipeError):  # nobody listens any more: we are about to be ended
        while not stopping.wait(_TELL_EVERY_S):
            pulse.beat()
            states = spooler.printer_states()
            if states != told:
                print(json.dumps(states), flush=True)
                told = states


def _die_with_the_kiosk() -> None:
    """Ask the system to kill us with the process that started us: two print rooms must not stand side by side."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
