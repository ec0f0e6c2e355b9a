"""A serial scanner to test against: a real pseudo-terminal under a lasting name, as udev gives one."""

import os
import time
import tty
from pathlib import Path

from hardware.scanners import SerialScanner

_SOON_S = 5.0


class PtyScanner:
    """A scanner with a plug. Plugged in again it is another port, under the same name."""

    def __init__(self, name: Path) -> None:
        """`name` is the link that stays the same, like those in /dev/serial/by-id."""
        self.name = name
        self._ends: tuple[int, int] | None = None
        self.plug_in()

    @property
    def address(self) -> str:
        """The address as settings write it."""
        return f"serial://{self.name}"

    def plug_in(self) -> None:
        """Appear as a new port."""
        master, slave = os.openpty()
        tty.setraw(slave)
        self._ends = (master, slave)
        self.name.symlink_to(os.ttyname(slave))

    def unplug(self) -> None:
        """Disappear, port and name."""
        assert self._ends is not None, "it is not plugged in"
        self.name.unlink()
        for end in self._ends:
            os.close(end)
        self._ends = None

    def sends(self, some: bytes) -> None:
        """Put bytes on the line."""
        assert self._ends is not None, "it is not plugged in"
        os.write(self._ends[0], some)

    def scans(self, text: str, end: str = "\r") -> None:
        """Read a code, and say so as most scanners are set to."""
        self.sends(f"{text}{end}".encode())

    def close(self) -> None:
        """Clean up."""
        if self._ends is not None:
            self.unplug()


def assert_missed(reader: SerialScanner) -> None:
    """Wait until a reader has noticed that the plug is out."""
    give_up_at = time.monotonic() + _SOON_S
    while reader.is_there():
        assert time.monotonic() < give_up_at, "the reader does not notice that the plug is out"
