"""Receipt printers that speak ESC/POS: status before, one buffer, the printer's word after."""

import time

from PIL.Image import Image

from hardware.printers import replies
from hardware.printers.lines import TIMEOUT_S, Line
from hardware.printers.owner import Owner
from hardware.printers.printer import Confirmation, Job, PrinterStatus, PrinterTrouble
from hardware.printers.raster import job_bytes
from shared.printing.rules import Reason

PRINTING_TAKES_S = 8.0
"""How long to wait for the printer's word beyond what the wire needs: 127 mm of paper at 20 mm/s, and a cut."""


class ReceiptPrinter:
    """One ESC/POS printer on any line."""

    def __init__(self, name: str, width: int, line: Line, owner: Owner) -> None:
        self.name = name
        self.width = width
        self._line = line
        self._owner = owner

    def status(self) -> PrinterStatus:
        """Ask by `DLE EOT 1, 2, 4` (and 3 after an error). No answer is a status too."""
        try:
            self._owner.take()
            return self._ask_on_a_living_line()
        except PrinterTrouble as trouble:
            self._line.close()
            return PrinterStatus(trouble.reason, can_tell=self._line.can_receive)

    def job(self, picture: Image, title: str) -> Job:
        """Make a picture ready. Raises PrinterTrouble if it does not fit the paper."""
        if picture.width > self.width:
            words = f"a picture of {picture.width} dots does not fit on {self.width}"
            raise PrinterTrouble(Reason.BAD_PICTURE, words)
        return Job(title, picture, job_bytes(picture))

    def print(self, job: Job) -> Confirmation:
        """Send the job and wait for the reply of `GS r` on the same line. Raises PrinterTrouble."""
        try:
            self._owner.take()
            self._line.open()
            self._drain()
            self._line.send(job.sent)
            return self._word_after(len(job.sent))
        except PrinterTrouble:
            self._line.close()
            raise

    def rest(self) -> None:
        """Hang up where others may want the printer; the lock is kept."""
        if self._line.may_rest:
            self._line.close()

    def close(self) -> None:
        """Hang up and let another process own the printer."""
        self._line.close()
        self._owner.give_up()

    def _ask_on_a_living_line(self) -> PrinterStatus:
        """Ask; once more if a line kept open has died meanwhile. Nothing was sent, so it is safe."""
        if self._line.is_open:
            try:
                return self._ask()
            except PrinterTrouble:
                self._line.close()
        self._line.open()
        return self._ask()

    def _ask(self) -> PrinterStatus:
        if not self._line.can_receive:
            return PrinterStatus(can_tell=False)
        self._drain()
        printer, offline_cause, paper = (
            self._answer(question) for question in (replies.ASK_PRINTER, replies.ASK_OFFLINE_CAUSE, replies.ASK_PAPER)
        )
        error_cause = self._answer(replies.ASK_ERROR_CAUSE) if replies.is_error(offline_cause) else None
        reason = replies.trouble(printer, offline_cause, paper, error_cause)
        return PrinterStatus(reason, paper_near_end=replies.is_near_end(paper))

    def _answer(self, question: bytes) -> int:
        self._line.send(question)
        give_up_at = time.monotonic() + TIMEOUT_S
        while (left_s := give_up_at - time.monotonic()) > 0:
            for byte in self._line.receive(left_s):
                if replies.is_status(byte):
                    return byte
        raise PrinterTrouble(Reason.NO_ANSWER, "the printer does not answer when asked for its status")

    def _word_after(self, length: int) -> Confirmation:
        if not self._line.can_receive:
            return Confirmation.NOT_CONFIRMED
        watch = replies.BarrierWatch()
        give_up_at = time.monotonic() + self._line.sending_takes_s(length) + PRINTING_TAKES_S
        while (left_s := give_up_at - time.monotonic()) > 0:
            if watch.hears(self._receive_after_sending(left_s)):
                return Confirmation.PRINTED
        raise PrinterTrouble(self._why_no_word(), "the printer did not say that it printed", nothing_sent=False)

    def _receive_after_sending(self, wait_s: float) -> bytes:
        try:
            return self._line.receive(wait_s)
        except PrinterTrouble as trouble:
            raise PrinterTrouble(Reason.CUT_OFF, str(trouble), nothing_sent=False) from trouble

    def _why_no_word(self) -> Reason:
        """Ask what holds the printer up: it may hold the badge, and print it once someone has helped."""
        try:
            return self._ask().trouble or Reason.NO_REPLY
        except PrinterTrouble:
            return Reason.NO_REPLY

    def _drain(self) -> None:
        """Throw away what an earlier question left: it must not be taken for an answer to the next."""
        while self._line.receive(0):
            pass
