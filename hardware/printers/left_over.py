"""What a job that broke off has left in a printer, known until the printer was brought back to listening.

A printer with power of its own goes on waiting for the rest of a picture, whatever became of the line, and would take
the next badge's first bytes for it. It is written in a file, since a kiosk may lose its power in the middle of a badge.
"""

from enum import StrEnum
from pathlib import Path

from hardware.printers.owner import file_of


class Left(StrEnum):
    """What may be left."""

    HALF = "half"
    """Half a command: not all of a job was sent. What is said next would be taken for its rest."""
    SCRAP = "scrap"
    """Paper that hangs out: the half was ended."""
    WORD = "word"
    """A word that is yet to come: all was sent, and the printer has not said that it printed."""


class LeftOver:
    """What is left in one printer."""

    def __init__(self, folder: Path, name: str) -> None:
        self._file = file_of(folder, name, "left")

    def note(self, what: Left) -> None:
        """Write it down, before it can be so."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(what)

    def found(self) -> Left | None:
        """Return what may be left; of a file that was cut short, the worse."""
        try:
            return Left(self._file.read_text())
        except FileNotFoundError:
            return None
        except ValueError:
            return Left.HALF

    def forget(self) -> None:
        """The printer is listening again."""
        self._file.unlink(missing_ok=True)
