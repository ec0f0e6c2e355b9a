"""What every printer can do, whatever its make."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from PIL.Image import Image

from shared.printing.rules import Reason


class PrinterTrouble(Exception):
    """The printer can't or won't print.

    `reason` is the stable code; the text is for the guard's log. `nothing_sent` is True only
    when it is certain that no byte of the job left: then, and only then, a retry is safe.
    """

    def __init__(self, reason: Reason, words: str, nothing_sent: bool = True) -> None:
        super().__init__(words)
        self.reason = reason
        self.nothing_sent = nothing_sent


class Confirmation(StrEnum):
    """What is known once a job was sent."""

    PRINTED = "printed"
    """The printer replied after the last row."""
    NOT_CONFIRMED = "not_confirmed"
    """Everything was sent over a line on which the printer can't reply."""


@dataclass(frozen=True)
class PrinterStatus:
    """What a printer says of itself before a job."""

    trouble: Reason | None = None
    paper_near_end: bool = False
    can_tell: bool = True
    """False on lines that can't be read: then no trouble means nothing."""
    was_heard: bool = False
    """Whether the printer itself answered, be it with trouble."""
    words: str = ""
    """More on the trouble, for whoever sets the printer up."""

    @property
    def is_ready(self) -> bool:
        """Say whether a job may be sent."""
        return self.trouble is None


@dataclass(frozen=True)
class Identity:
    """What a printer says it is; None where it doesn't."""

    model: str | None = None
    firmware: str | None = None


@dataclass(frozen=True)
class Job:
    """A picture made ready for one make of printer."""

    title: str
    picture: Image
    """Mode "1", as wide as the printer's paper."""
    sent: bytes
    """One buffer: everything from the first command to the request for a reply."""


class Printer(Protocol):
    """One printer that this process owns while it uses it."""

    @property
    def name(self) -> str:
        """The address, without what is secret in it: for people and for rows."""

    @property
    def width(self) -> int:
        """Dots in a row."""

    @property
    def place(self) -> str | None:
        """Where people find it, in words, if its address says so."""

    @property
    def is_in_network(self) -> bool:
        """Whether other machines reach it, too."""

    @property
    def can_confirm(self) -> bool:
        """Whether it can say how it is, and that it printed."""

    def status(self, turn_s: float = 0.0) -> PrinterStatus:
        """Ask the printer how it is. No answer is a status too; nothing is raised for it.

        While another process has the printer, wait up to `turn_s` seconds for one's turn.
        """

    def identity(self) -> Identity:
        """Return what the printer says it is, asked once. Only for a printer that is ready and has nothing to do."""

    def job(self, picture: Image, title: str) -> Job:
        """Make a picture ready. Raises PrinterTrouble if it does not fit the paper."""

    def print(self, job: Job) -> Confirmation:
        """Send the job and wait for the printer's word. Raises PrinterTrouble."""

    def left_over(self) -> str | None:
        """Return the code of what a job has left in it, that must be cleared up before the next one."""

    def finds(self, left: str) -> None:
        """Learn that a job of another machine has left something in it."""

    def rest(self) -> None:
        """Give line and ownership free that others may need; the next job takes them again."""

    def close(self) -> None:
        """Give up line and ownership."""
