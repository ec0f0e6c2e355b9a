"""The print room: the spooler in a process of its own, so that drawing a badge never makes a visitor wait.

Drawing and packing take the processor for milliseconds at a time; beside the requests of one Python process
that more than doubled the time until the door answered.
"""

import contextlib
import json
import threading
from collections.abc import Mapping, Sequence

from hardware.pulse import Pulse
from hardware.room import Room, told_to_stop
from hardware.spooler import Spooler
from hardware.sweeper import Sweeper
from shared.devices.models import Station
from shared.kernel.bell import UNHURRIED_S
from shared.kernel.node import Node

NOT_ASKED = "not_asked"
_TELL_EVERY_S = 0.5


class PrintRoom:
    """The kiosk's side: keeps the print room open, and knows what it last said of its printers."""

    def __init__(self, command: Sequence[str], printers: Sequence[str]) -> None:
        """Run `command`, which must call `work`, for printers of these names."""
        self._unknown = dict.fromkeys(printers, NOT_ASKED)
        self._states: Mapping[str, str] = self._unknown
        self._room = Room("print room", command, self._heard, self._closed)
        self.start, self.stop = self._room.start, self._room.stop

    def printer_states(self) -> Mapping[str, str]:
        """Return what is known of each printer: `ready`, a reason's code, or `not_asked`."""
        return self._states

    def _heard(self, line: str) -> None:
        self._states = json.loads(line)

    def _closed(self) -> None:
        self._states = self._unknown


def work(node: Node, spooler: Spooler, station: Station) -> None:
    """Print until told to stop: the side of the print room itself."""
    stopping = told_to_stop()
    node.bell.start(UNHURRIED_S)
    sweeper = Sweeper(node)
    sweeper.start()
    spooler.start()
    _tell_until(stopping, spooler, Pulse(node, station, spooler.sayings))
    spooler.stop()
    sweeper.stop()
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
