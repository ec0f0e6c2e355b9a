"""What every scanner can do, whatever its plug."""

from typing import Protocol


class Scanner(Protocol):
    """One scanner that this process reads."""

    def start(self) -> None:
        """Begin to read; a scanner that is not there yet is read from when it comes."""

    def stop(self) -> None:
        """Read no more, and give the port free."""


class NoScanner:
    """The harmless twin, where none is set: wedge and camera are read by the screen."""

    def start(self) -> None:
        """Do nothing."""

    def stop(self) -> None:
        """Do nothing."""
