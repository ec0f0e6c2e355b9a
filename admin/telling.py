"""What a line of the logbook is told with, and what it reads like."""

from dataclasses import dataclass
from typing import Any

from shared.kernel.logbook import LogLine


@dataclass(frozen=True)
class Told:
    """One line of the logbook in words."""

    at: str
    day: str
    """The day's name on its first line, else empty."""
    mark: str
    words: str
    proof: str


@dataclass(frozen=True)
class Telling:
    """What a line is told with."""

    line: LogLine
    by: str
    host: str
    guest: str
    """Whom the line is about, by name; of a line that is about no visit, empty."""
    person: str
    """Who was asked or said that they come, by name; empty where the line names nobody."""

    def fact(self, name: str) -> Any:
        """Return one of the line's plain values, or None."""
        return self.line.facts.get(name)
