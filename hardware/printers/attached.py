"""A printer at the end of a line: status before, one buffer, its word after, in whatever language it speaks."""

from dataclasses import dataclass
from typing import Protocol

from PIL.Image import Image

from hardware.printers.left_over import Left, LeftOver
from hardware.printers.lines import Line
from hardware.printers.owner import Owner
from hardware.printers.printer import Confirmation, Identity, Job, PrinterStatus, PrinterTrouble
from shared.printing.rules import Reason

_LONGEST_BADGE = 150_000
"""Bytes."""
_SLOWEST = 25_000
"""Bytes a second, of any printer: 40 mm of paper on a receipt printer."""


class Language(Protocol):
    """What a make of printer understands and says."""

    def ask(self, line: Line) -> PrinterStatus:
        """Ask how the printer is. Raises PrinterTrouble when it doesn't answer."""

    def ask_identity(self, line: Line) -> Identity:
        """Ask what the printer is. Raises PrinterTrouble when the line is lost."""

    def pack(self, picture: Image) -> bytes:
        """Return a whole job in one buffer."""

    def end_of_half(self, width: int) -> bytes:
        """Return what ends half a command, on paper of so many dots."""

    def clear_up(self, line: Line, left: Left) -> None:
        """Put an end to an earlier job before the next one. Raises PrinterTrouble."""

    def word_after(self, line: Line, job: Job) -> Confirmation:
        """Wait for the printer's word after a job. Raises PrinterTrouble, with some bytes sent."""


@dataclass(frozen=True)
class About:
    """What is known of a printer before it is asked."""

    name: str
    width: int
    place: str | None
    can_confirm: bool
    is_in_network: bool = False


class AttachedPrinter:
    """One printer on any line."""

    def __init__(self, about: About, line: Line, owner: Owner, language: Language, left: LeftOver) -> None:
        self.name, self.width, self.place, self.can_confirm = about.name, about.width, about.place, about.can_confirm
        self.is_in_network = about.is_in_network
        self._line = line
        self._owner = owner
        self._language = language
        self._left = left
        self._identity: Identity | None = None

    def status(self, turn_s: float = 0.0) -> PrinterStatus:
        """Ask how it is. No answer is a status too."""
        try:
            self._owner.take(turn_s)
            return self._ask_on_a_living_line()
        except PrinterTrouble as trouble:
            self._line.close()
            return PrinterStatus(trouble.reason, can_tell=self.can_confirm, words=str(trouble))

    def identity(self) -> Identity:
        """Ask what it is, once: a late answer must never stand where a badge's reply is awaited."""
        if self._identity is None:
            self._identity = Identity()
            try:
                self._owner.take()
                self._open()
                self._identity = self._language.ask_identity(self._line)
            except PrinterTrouble:
                self._line.close()
        return self._identity

    def job(self, picture: Image, title: str) -> Job:
        """Make a picture ready. Raises PrinterTrouble if it does not fit the paper."""
        if picture.width > self.width:
            words = f"a picture of {picture.width} dots does not fit on {self.width}"
            raise PrinterTrouble(Reason.BAD_PICTURE, words)
        return Job(title, picture, self._language.pack(picture))

    def print(self, job: Job) -> Confirmation:
        """Send the job and wait for the printer's word on the same line. Raises PrinterTrouble."""
        try:
            self._owner.take()
            self._open()
            drain(self._line)
            with self._line.undisturbed():
                self._clear_up()
                return self._send(job)
        except PrinterTrouble:
            self._line.close()
            raise

    def left_over(self) -> str | None:
        """Return what a job has left in it."""
        return self._left.found()

    def finds(self, left: str) -> None:
        """Note what another machine's job has left; what this machine knows of its own counts more."""
        if self._left.found() is None:
            self._left.note(Left(left))

    def rest(self) -> None:
        """Hang up where others may want the printer; other lines are kept until somebody waits for a turn."""
        if self._line.may_rest or self._owner.is_wanted():
            self.close()

    def close(self) -> None:
        """Hang up and let another process own the printer."""
        self._line.close()
        self._owner.give_up()

    def _open(self) -> None:
        """Connect; what ends half a command goes before any question, which would be taken for its rest."""
        self._line.open()
        if self._left.found() is Left.HALF:
            try:
                self._line.send(self._language.end_of_half(self.width))
            except PrinterTrouble as trouble:
                raise PrinterTrouble(Reason.NO_ANSWER, str(trouble)) from trouble
            self._left.note(Left.SCRAP)

    def _clear_up(self) -> None:
        """Put an end to what an earlier job has left there: nothing of the next one was sent yet."""
        if (left := self._left.found()) is None:
            return
        try:
            self._language.clear_up(self._line, left)
        except PrinterTrouble as trouble:
            reason = trouble.reason if trouble.nothing_sent else Reason.NO_ANSWER
            raise PrinterTrouble(reason, str(trouble)) from trouble
        self._left.forget()

    def _send(self, job: Job) -> Confirmation:
        """Send; until the printer has said its word, on a line that lived so long, it may not have all of it."""
        self._left.note(Left.HALF)
        self._line.send(job.sent)
        try:
            said = self._language.word_after(self._line, job)
        except PrinterTrouble as trouble:
            if trouble.reason is not Reason.CUT_OFF:
                self._left.note(Left.WORD)
            raise
        self._left.forget()
        return said

    def _ask_on_a_living_line(self) -> PrinterStatus:
        """Ask; once more if a line kept open has died meanwhile. Nothing was sent, so it is safe."""
        if self._line.is_open:
            try:
                return self._language.ask(self._line)
            except PrinterTrouble:
                self._line.close()
        self._open()
        return self._language.ask(self._line)


def paper_takes_s(length: int) -> float:
    """Return the seconds beyond a badge's that so many bytes may take to come out: a list of people can be metres."""
    return max(0, length - _LONGEST_BADGE) / _SLOWEST


def drain(line: Line) -> None:
    """Throw away what an earlier question left: it must not be taken for an answer to the next."""
    while line.receive(0):
        pass


def after_sending(line: Line, wait_s: float) -> bytes:
    """Return what arrives once a job was sent: a line that is lost then leaves the badge unknown."""
    try:
        return line.receive(wait_s)
    except PrinterTrouble as trouble:
        raise PrinterTrouble(Reason.CUT_OFF, str(trouble), nothing_sent=False) from trouble
