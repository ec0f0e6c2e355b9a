"""The spooler: the one owner of a station's printers.

It takes the oldest due print job, asks the printer how it is, marks that the first byte leaves,
sends one buffer, and believes only the printer's word. Nothing prints inside a transaction.
"""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog
from PIL.Image import Image
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from hardware.printers import Confirmation, Job, Printer, PrinterTrouble
from hardware.worker import Worker, place_of
from shared.kernel.node import Node
from shared.printing import actions, queries
from shared.printing.models import PrintJob
from shared.printing.rules import PrintState, Reason, Trouble, next_try_at, state_after

LEASE = timedelta(minutes=5)
"""How long a print may take: slow serial lines need more than a minute."""

_ASK_IDLE_PRINTERS_EVERY_S = 10.0
_TROUBLE_IS_FRESH_S = 2.0
"""A printer that just failed is not asked again for each job in the queue: silence takes seconds."""
_WRITE_DOWN_WITHIN_S = 60.0

PictureOf = Callable[[Session, PrintJob], Image | None]
"""Makes a job's picture; None if what it was for is over."""

log = structlog.get_logger()


@dataclass(frozen=True)
class _Known:
    """What was last heard from a printer, and when (monotonic seconds)."""

    trouble: Reason | None
    at: float


class Spooler:
    """Prints for some stations of a site, on the first of its printers that is ready."""

    def __init__(
        self, node: Node, site_id: str, stations: Sequence[str], printers: Sequence[Printer], picture_of: PictureOf
    ) -> None:
        self._node = node
        self._site_id = site_id
        self._stations = tuple(stations)
        self._printers = tuple(printers)
        self._picture_of = picture_of
        self._known: dict[str, _Known] = {}
        self._worker = Worker("spooler", node, self.print_next)
        self._worker.at_first(lambda: self.recover(all_of=True))
        self._worker.when_idle(self._look_around, _ASK_IDLE_PRINTERS_EVERY_S)

    def start(self) -> None:
        """Begin to print, in a thread of its own."""
        self._worker.start()

    def stop(self) -> None:
        """Stop after the job in hand, and give up the printers."""
        self._worker.stop()
        for printer in self._printers:
            printer.close()

    def printer_states(self) -> dict[str, str]:
        """Return what is known of each printer: `ready`, a reason's code, or `not_asked`."""
        return {printer.name: self._state_of(printer) for printer in self._printers}

    def ask_printers(self) -> None:
        """Ask every printer how it is; one that is back gets its stuck jobs at once."""
        for printer in self._printers:
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
            count = actions.recover_abandoned(session, self._site_id, self._stations, now, all_of)
        if count:
            log.warning("print jobs were left in the works", count=count)

    def print_next(self) -> bool:
        """Bring the oldest due job as far as it goes; False if none is due."""
        with self._node.reading() as session:
            job = queries.oldest_due_job(session, self._site_id, self._stations, self._node.now())
            if job is None:
                return False
            picture = self._picture(session, job)
        if picture is None:
            self._surely(lambda session: actions.not_wanted(session, job, self._node.now()))
        elif isinstance(picture, Trouble):
            self._write_down(job, picture)
        elif printer := self._ready_printer():
            self._print_on(printer, job, picture)
        else:
            self._write_down(job, Trouble(self._first_trouble(), nothing_sent=True, printer=self._printers[0].name))
        return True

    def _picture(self, session: Session, job: PrintJob) -> Image | Trouble | None:
        """Return the job's picture, None if it is not wanted any more, or our own trouble with it."""
        try:
            return self._picture_of(session, job)
        except DBAPIError:
            raise
        except Exception as fault:  # noqa: BLE001  (ours to mend; the next job's picture may be fine)
            # The fault's words may hold a name, so they stay out of the log.
            log.error("no picture for a print job", job=job.id, fault=type(fault).__name__, where=place_of(fault))
            return Trouble(Reason.BAD_PICTURE, nothing_sent=True)

    def _print_on(self, printer: Printer, job: PrintJob, picture: Image) -> None:
        """Send, once it is written that bytes leave; then write what the printer said."""
        title = f"{job.asked_at:%Y%m%d-%H%M%S}-{job.subject_id}-{job.copy}"
        try:
            ready = printer.job(picture, title)
            with self._node.transaction() as session:
                if not actions.sending(session, job, printer.name, self._node.now(), LEASE):
                    return
            said = self._send(printer, ready)
        except PrinterTrouble as trouble:
            log.warning("printer trouble", printer=printer.name, reason=trouble.reason, job=job.id, words=str(trouble))
            self._remember(printer, trouble.reason)
            self._write_down(job, Trouble(trouble.reason, trouble.nothing_sent, printer.name))
            return
        if said is Confirmation.PRINTED:
            self._surely(lambda session: actions.done(session, job, self._node.now()))
        else:
            self._write_down(job, Trouble(Reason.NOT_CONFIRMED, nothing_sent=False, printer=printer.name))

    def _send(self, printer: Printer, ready: Job) -> Confirmation:
        try:
            return printer.print(ready)
        except PrinterTrouble:
            raise
        except Exception as fault:  # whatever a driver throws, paper may have moved: never print again unasked
            log.error("a printer's driver stumbled", printer=printer.name, where=place_of(fault))
            raise PrinterTrouble(Reason.CUT_OFF, type(fault).__name__, nothing_sent=False) from fault

    def _write_down(self, job: PrintJob, trouble: Trouble) -> None:
        """Write that a job is stuck or unknown, and why."""

        def write(session: Session) -> bool:
            now = self._node.now()
            if state_after(trouble) is PrintState.UNKNOWN:
                return actions.unknown(session, job, trouble.reason, now)
            return actions.stuck(session, job, trouble, next_try_at(job.attempts + 1, now, random.random()), now)

        self._surely(write)

    def _surely(self, write: Callable[[Session], bool]) -> None:
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

    def _ready_printer(self) -> Printer | None:
        """Return the first printer that is ready now."""
        for printer in self._printers:
            known = self._known.get(printer.name)
            is_fresh = known is not None and time.monotonic() - known.at < _TROUBLE_IS_FRESH_S
            if known is not None and known.trouble is not None and is_fresh:
                continue
            if self._ask(printer) is None:
                return printer
        return None

    def _ask(self, printer: Printer) -> Reason | None:
        """Ask a printer how it is, and remember the answer."""
        before = self._known.get(printer.name)
        trouble = printer.status().trouble
        self._remember(printer, trouble)
        if trouble is None and before is not None and before.trouble is not None:
            with self._node.transaction() as session:
                count = actions.try_now(session, self._site_id, self._stations)
            log.info("printer is back", printer=printer.name, stuck_jobs=count)
        return trouble

    def _remember(self, printer: Printer, trouble: Reason | None) -> None:
        self._known[printer.name] = _Known(trouble, time.monotonic())

    def _first_trouble(self) -> Reason:
        """Return why the preferred printer is not ready."""
        return self._known[self._printers[0].name].trouble or Reason.OFFLINE

    def _state_of(self, printer: Printer) -> str:
        known = self._known.get(printer.name)
        if known is None:
            return "not_asked"
        return "ready" if known.trouble is None else known.trouble.value

    def _look_around(self) -> None:
        self.recover(all_of=False)
        self.ask_printers()
