"""ESC/POS, the language of receipt printers."""

import time

from PIL.Image import Image

from hardware.printers import replies
from hardware.printers.attached import after_sending, drain, paper_takes_s
from hardware.printers.left_over import Left
from hardware.printers.lines import TIMEOUT_S, Line
from hardware.printers.printer import Confirmation, Identity, Job, PrinterStatus, PrinterTrouble
from hardware.printers.raster import FEED_AND_CUT, SAY_WHEN_DONE, end_of_half, job_bytes
from shared.printing.rules import Reason

PRINTING_TAKES_S = 8.0
"""How long to wait for the printer's word beyond what the wire needs: 127 mm of paper at 20 mm/s, and a cut."""

_SILENT_FOR_S = 0.3
"""Words that were held up come one right behind the other."""

_NAMING_TAKES_S = 0.5
"""Not every make knows `GS I`, and those that don't say nothing."""


class ReceiptLanguage:
    """What ESC/POS printers understand on any line."""

    def ask(self, line: Line) -> PrinterStatus:
        """Ask by `DLE EOT 1, 2, 4` (and 3 after an error)."""
        if not line.can_receive:
            return PrinterStatus(can_tell=False)
        drain(line)
        printer, offline_cause, paper = (
            _answer(line, question) for question in (replies.ASK_PRINTER, replies.ASK_OFFLINE_CAUSE, replies.ASK_PAPER)
        )
        error_cause = _answer(line, replies.ASK_ERROR_CAUSE) if replies.is_error(offline_cause) else None
        reason = replies.trouble(printer, offline_cause, paper, error_cause)
        return PrinterStatus(reason, paper_near_end=replies.is_near_end(paper), was_heard=True)

    def ask_identity(self, line: Line) -> Identity:
        """Ask by `GS I 67` (model) and `GS I 65` (firmware)."""
        if not line.can_receive:
            return Identity()
        return Identity(_named(line, replies.ASK_MODEL), _named(line, replies.ASK_FIRMWARE))

    def pack(self, picture: Image) -> bytes:
        """Return the job, from initialising to `GS r 1`."""
        return job_bytes(picture)

    def end_of_half(self, width: int) -> bytes:
        """Return the zeroes that half a picture waits for."""
        return end_of_half(width)

    def clear_up(self, line: Line, left: Left) -> None:
        """Cut off what hangs out, let the printer go on with what it holds, and hear out its late words.

        Else the word after that badge would be taken for the word after the next one.
        """
        cut = b"" if left is Left.WORD else FEED_AND_CUT
        if not line.can_receive:
            line.send(cut)
            return
        line.send(cut + SAY_WHEN_DONE)
        if not _hears_word(line, PRINTING_TAKES_S):
            self._check_that_nothing_holds_it_up(line)
        while _hears_word(line, _SILENT_FOR_S):
            pass

    def word_after(self, line: Line, job: Job) -> Confirmation:
        """Wait for the reply of `GS r`, which comes once everything before it was printed."""
        if not line.can_receive:
            return Confirmation.NOT_CONFIRMED
        length = len(job.sent)
        if _hears_word(line, line.sending_takes_s(length) + paper_takes_s(length) + PRINTING_TAKES_S):
            return Confirmation.PRINTED
        raise PrinterTrouble(self._why_no_word(line), "the printer did not say that it printed", nothing_sent=False)

    def _check_that_nothing_holds_it_up(self, line: Line) -> None:
        """One that is held up prints later; one that is ready all the same is of a make that never says so."""
        if trouble := self.ask(line).trouble:
            raise PrinterTrouble(trouble, "the printer is held up in an earlier job")

    def _why_no_word(self, line: Line) -> Reason:
        """Ask what holds the printer up: it may hold the badge, and print it once someone has helped."""
        try:
            return self.ask(line).trouble or Reason.NO_REPLY
        except PrinterTrouble:
            return Reason.NO_REPLY


def _hears_word(line: Line, wait_s: float) -> bool:
    """Wait for a reply to `GS r`."""
    watch, give_up_at = replies.BarrierWatch(), time.monotonic() + wait_s
    while (left_s := give_up_at - time.monotonic()) > 0:
        if watch.hears(after_sending(line, left_s)):
            return True
    return False


def _answer(line: Line, question: bytes) -> int:
    line.send(question)
    give_up_at = time.monotonic() + TIMEOUT_S
    while (left_s := give_up_at - time.monotonic()) > 0:
        for byte in line.receive(left_s):
            if replies.is_status(byte):
                return byte
    raise PrinterTrouble(Reason.NO_ANSWER, "the printer does not answer when asked for its status")


def _named(line: Line, question: bytes) -> str | None:
    """Return a name that the printer sends, or None if it sends none."""
    line.send(question)
    give_up_at, arrived = time.monotonic() + _NAMING_TAKES_S, b""
    while (left_s := give_up_at - time.monotonic()) > 0:
        arrived += line.receive(left_s)
        if (name := replies.name_in(arrived)) is not None:
            return name
    return None
