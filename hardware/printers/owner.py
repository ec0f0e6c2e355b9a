"""One process owns a printer: a second one waits for its turn instead of printing into the first one's badge."""

import contextlib
import fcntl
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from hardware.printers.printer import PrinterTrouble
from shared.printing.rules import Reason

_LOOK_EVERY_S = 0.02
_USB_TURN_S = 2.0


class Owner:
    """A lock file. The system frees it when the process ends, however it ends."""

    def __init__(self, folder: Path, name: str) -> None:
        self._file = file_of(folder, name, "lock")
        self._turns = file_of(folder, name, "turns")
        self._held: IO[bytes] | None = None

    def take(self, turn_s: float = 0.0) -> None:
        """Become the owner, or stay it. Raises PrinterTrouble(IN_USE) while another process is.

        With `turn_s` it waits so many seconds, and the owner is asked to let go as soon as it has nothing to print.
        """
        if self._held is not None:
            return
        self._held = _locked(self._file, fcntl.LOCK_EX)
        if self._held is None and turn_s > 0:
            self._wait_for_turn(time.monotonic() + turn_s)
        if self._held is None:
            raise PrinterTrouble(Reason.IN_USE, f"another process owns the printer ({self._file})")

    def is_wanted(self) -> bool:
        """Say whether another process waits for its turn."""
        free = _locked(self._turns, fcntl.LOCK_EX)
        if free is not None:
            free.close()
        return free is None

    def give_up(self) -> None:
        """Let another process own the printer."""
        if self._held is not None:
            self._held.close()
            self._held = None

    def _wait_for_turn(self, until: float) -> None:
        with contextlib.ExitStack() as stack:
            while self._held is None and time.monotonic() < until:
                if (waiting := _locked(self._turns, fcntl.LOCK_SH)) is not None:
                    stack.enter_context(waiting)
                time.sleep(_LOOK_EVERY_S)
                self._held = _locked(self._file, fcntl.LOCK_EX)


class UsbBus:
    """Nobody looks for devices at USB while somebody prints there: on some hosts that tears a job apart.

    Several may print at once, each on a printer of its own; one at a time may look, when none of them does.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / "locks" / "usb-bus.lock"

    @contextlib.contextmanager
    def printing(self) -> Iterator[None]:
        """Keep others from looking."""
        with self._waited_for(fcntl.LOCK_SH):
            yield

    @contextlib.contextmanager
    def looking(self) -> Iterator[None]:
        """Wait until nobody prints. Raises PrinterTrouble(IN_USE) if that takes longer than a job should."""
        with self._waited_for(fcntl.LOCK_EX):
            yield

    @contextlib.contextmanager
    def _waited_for(self, kind: int) -> Iterator[None]:
        until = time.monotonic() + _USB_TURN_S
        while (held := _locked(self._file, kind)) is None:
            if time.monotonic() > until:
                raise PrinterTrouble(Reason.IN_USE, "something else is going on at USB")
            time.sleep(_LOOK_EVERY_S)
        with held:
            yield


def file_of(folder: Path, name: str, what: str) -> Path:
    """Return the file that tells one thing of one printer."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")
    return folder / "locks" / f"{plain}.{what}"


def _locked(file: Path, kind: int) -> IO[bytes] | None:
    """Return the open file, locked, or None if another has it. Two handles of one process are strangers, too."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = file.open("ab")
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        return None
    return handle
