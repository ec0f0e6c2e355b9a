"""The spooler: the one owner of a station's printers.

It takes the oldest due print job, asks the printer how it is, marks that the first byte leaves,
sends one buffer, and believes only the printer's word. Nothing prints inside a transaction.
"""

import random
import time
from collections.abc import Callable, Sequence
from datetime import timedelta

import structlog
from PIL.Image import Image
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from hardware.printers import Confirmation, Job, Printer, PrinterTrouble
from hardware.roster import Roster
from hardware.turns import LostTurn, Turns
from hardware.worker import Worker, place_of
from shared.devices.rules import Saying
from shared.kernel.node import Node
from shared.printing import actions, queries
from shared.printing.models import PrintJob
from shared.printing.rules import TEST, PrintState, Reason, Trouble, next_try_at, state_after

LEASE = timedelta(minutes=5)
"""How long a print may take: slow serial lines need more than a minute."""

_LOOK_AROUND_EVERY_S = 1.0
_TROUBLE_IS_FRESH_S = 2.0
"""A printer that just failed is not asked again for each job in the queue: silence takes seconds."""
_TURN_S = 3.0
"""How long to wait while another station prints on the same printer: longer than a badge takes."""
_WAITS_IN_LINE = timedelta(seconds=10)
"""So long a badge that only waits for its turn is not called stuck."""
_WRITE_DOWN_WITHIN_S = 60.0

Write = Callable[[Session], bool]
PictureOf = Callable[[Session, PrintJob, int], Image | None]
"""Makes a job's picture for paper of so many dots; None if what it was for is over."""

_IN_LINE = Trouble(Reason.IN_USE, nothing_sent=True)
"""Another station has the printer, and will let go of it."""

log = structlog.get_logger()


class Spooler:
    """Prints for some stations of a site, on the first of its printers that is ready."""

    def __init__(
        self, node: Node, site_id: str, stations: Sequence[str], printers: Sequence[Printer], picture_of: PictureOf
    ) -> None:
        self._node = node
        self._site_id = site_id
        self._stations = tuple(stations)
        self._roster = Roster(printers)
        self._turns = Turns(node, site_id, self._stations[0])
        self._picture_of = picture_of
        self._worker = Worker("spooler", node, self.print_next)
        self._worker.at_first(lambda: self.recover(all_of=True))
        self._worker.when_idle(self._look_around, _LOOK_AROUND_EVERY_S)

    def start(self) -> None:
        """Begin to print, in a thread of its own."""
        self._worker.start()

    def stop(self) -> None:
        """Stop after the job in hand, and give up the printers."""
        self._worker.stop()
        self._roster.close()

    def printer_states(self) -> dict[str, str]:
        """Return what is known of each printer: `ready`, a reason's code, or `not_asked`."""
        return self._roster.states()

    def sayings(self) -> list[Saying]:
        """Return what there is to tell the house of the printers."""
        return self._roster.sayings()

    def ask_printers(self) -> None:
        """Ask every printer how it is; one that is back gets its stuck jobs at once."""
        for printer in self._roster.printers:
            self._ask(printer)
            printer.rest()

    def recover(self, all_of: bool) -> None:
        """Give back what a spooler before this one left lying; `all_of` at the start only."""
        now = self._node.now()
        if not all_of:
            with self._node.reading() as session:
                if not queries.is_one_abandoned(session, self._site_id, self._stations, now):
                    return
        with self._node.transaction() as session:
            lying = actions.recover_abandoned(session, self._site_id, self._stations, now, all_of)
            for job in lying:
                self._turns.broke_off(session, job)
        if lying:
            log.warning("print jobs were left in the works", count=len(lying))

    def print_next(self) -> bool:
        """Bring the oldest due job as far as it goes; False if none is due.

        A printer that is not ready, or fails before the first byte, leaves the job to the next one.
        """
        with self._node.reading() as session:
            job = queries.oldest_due_job(session, self._site_id, self._stations, self._node.now())
        if job is None:
            self._roster.rest()
            return False
        troubles = []
        for printer in self._printers_for(job):
            trouble = self._trouble_before(printer) or self._print_on(printer, job)
            self._turns.hang_up_for_others(printer)
            if trouble is None:
                return True
            troubles.append(trouble)
        if troubles and troubles[0] is _IN_LINE and self._node.now() - job.asked_at < _WAITS_IN_LINE:
            return True  # it stays due, and goes on waiting
        # What is wrong with the preferred one. A test may be for a printer that was ours when it was asked for.
        self._write_down(job, troubles[0] if troubles else Trouble(Reason.NO_ANSWER, True, job.printer))
        return True

    def _printers_for(self, job: PrintJob) -> Sequence[Printer]:
        """Return who may print a job, the preferred one first; a test is of one printer."""
        if job.subject_kind != TEST:
            return self._roster.printers
        return [printer for printer in self._roster.printers if printer.name == job.printer]

    def _print_on(self, printer: Printer, job: PrintJob) -> Trouble | None:
        """Print; return the trouble if the printer sent nothing, so that another one may."""
        with self._node.reading() as session:
            picture = self._picture(session, job, printer.width)
        if picture is None:
            self._surely(lambda session: actions.not_wanted(session, job, self._node.now()))
        elif isinstance(picture, Trouble):
            self._write_down(job, picture)
        else:
            return self._send_to(printer, job, picture)
        return None

    def _picture(self, session: Session, job: PrintJob, width: int) -> Image | Trouble | None:
        """Return the job's picture, None if it is not wanted any more, or our own trouble with it."""
        try:
            return self._picture_of(session, job, width)
        except DBAPIError:
            raise
        except Exception as fault:  # noqa: BLE001  (ours to mend; the next job's picture may be fine)
            # The fault's words may hold a name, so they stay out of the log.
            log.error("no picture for a print job", job=job.id, fault=type(fault).__name__, where=place_of(fault))
            return Trouble(Reason.BAD_PICTURE, nothing_sent=True)

    def _send_to(self, printer: Printer, job: PrintJob, picture: Image) -> Trouble | None:
        """Send, once it is written that bytes leave; then write what the printer said."""
        title = f"{job.asked_at:%Y%m%d-%H%M%S}-{job.subject_id}-{job.copy}"
        try:
            ready = self._made_ready(printer, picture, title)
            if not self._take(job, printer):
                return None
            said = self._send(printer, ready)
        except LostTurn:
            return _IN_LINE
        except PrinterTrouble as trouble:
            log.warning("printer trouble", printer=printer.name, reason=trouble.reason, job=job.id, words=str(trouble))
            self._roster.failed(printer, trouble.reason)
            return self._failed(printer, job, Trouble(trouble.reason, trouble.nothing_sent, printer.name))
        if said is Confirmation.PRINTED:
            self._surely(self._turn_ends(printer, job, lambda session: actions.done(session, job, self._node.now())))
        else:
            self._write_down(job, Trouble(Reason.NOT_CONFIRMED, False, printer.name), at=printer)
        return None

    def _turn_ends(self, printer: Printer, job: PrintJob, write: Write) -> Write:
        """Return what writes how a job ended and, in the same transaction, that others may print."""

        def write_both(session: Session) -> bool:
            self._turns.end(session, printer, job)
            return write(session)

        return write_both

    def _take(self, job: PrintJob, printer: Printer) -> bool:
        """Write that the job's bytes are about to leave; False if it has gone another way meanwhile."""
        now = self._node.now()
        with self._node.transaction() as session:
            self._turns.take(session, printer, job)
            if not actions.sending(session, job, printer.name, now, LEASE):
                self._turns.end(session, printer, job)
                return False
        return True

    def _failed(self, printer: Printer, job: PrintJob, trouble: Trouble) -> Trouble | None:
        """Leave the job to the next printer if nothing was sent; else nobody prints it again by itself."""
        if trouble.nothing_sent:
            put_back: Write = lambda session: actions.put_back(session, job, self._node.now())  # noqa: E731
            self._surely(self._turn_ends(printer, job, put_back))
            return trouble
        self._write_down(job, trouble, at=printer)
        return None

    def _made_ready(self, printer: Printer, picture: Image, title: str) -> Job:
        try:
            return printer.job(picture, title)
        except PrinterTrouble:
            raise
        except Exception as fault:  # ours to mend; the next job must not wait for it
            log.error("a picture can't be packed", printer=printer.name, where=place_of(fault))
            raise PrinterTrouble(Reason.BAD_PICTURE, type(fault).__name__) from fault

    def _send(self, printer: Printer, ready: Job) -> Confirmation:
        try:
            return printer.print(ready)
        except PrinterTrouble:
            raise
        except Exception as fault:  # whatever a driver throws, paper may have moved: never print again unasked
            log.error("a printer's driver stumbled", printer=printer.name, where=place_of(fault))
            raise PrinterTrouble(Reason.CUT_OFF, type(fault).__name__, nothing_sent=False) from fault

    def _write_down(self, job: PrintJob, trouble: Trouble, at: Printer | None = None) -> None:
        """Write that a job is stuck or unknown, and why; `at` a printer whose turn ends with it."""

        def write(session: Session) -> bool:
            now = self._node.now()
            if state_after(trouble) is PrintState.UNKNOWN:
                return actions.unknown(session, job, trouble.reason, now)
            return actions.stuck(session, job, trouble, next_try_at(job.attempts + 1, now, random.random()), now)

        self._surely(write if at is None else self._turn_ends(at, job, write))

    def _surely(self, write: Write) -> None:
        """Write what happened, trying again while the database is away: paper can't be taken back.

        If it stays away the job's lease runs out, and the job is found again as unknown.
        """
        give_up_at = time.monotonic() + _WRITE_DOWN_WITHIN_S
        while True:
            try:
                with self._node.transaction() as session:
                    if not write(session):
                        log.info("a print job went another way meanwhile")
                return
            except DBAPIError as trouble:
                if time.monotonic() > give_up_at or self._worker.is_stopping:
                    raise
                log.warning("can't write down a print's end, trying again", trouble=type(trouble).__name__)
            self._worker.pause()

    def _trouble_before(self, printer: Printer) -> Trouble | None:
        """Ask a printer, unless it has just failed, why a job may not be sent; None if it may."""
        if not self._roster.is_in_fresh_trouble(printer, _TROUBLE_IS_FRESH_S):
            if not self._turns.comes(printer, _TURN_S):
                return _IN_LINE
            self._ask(printer, _TURN_S)
        reason = self._roster.trouble_of(printer)
        return Trouble(reason, nothing_sent=True, printer=printer.name) if reason else None

    def _ask(self, printer: Printer, turn_s: float = 0.0) -> None:
        """Ask a printer how it is; one that is back gets the stuck jobs at once."""
        if self._roster.ask(printer, turn_s):
            with self._node.transaction() as session:
                count = actions.try_now(session, self._site_id, self._stations)
            log.info("printer is back", printer=printer.name, stuck_jobs=count)

    def _look_around(self) -> None:
        """Ask one printer that has not been asked for a while: one at a time, so that a badge needn't wait for all."""
        self.recover(all_of=False)
        printer = next((each for each in self._roster.unasked() if self._turns.look(each).is_free), None)
        if printer is not None:
            self._ask(printer)
            self._roster.learn_identity(printer)
            printer.rest()
