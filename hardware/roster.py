"""The printers of a station in order of preference, and what was last heard of each."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from hardware.printers import Identity, Printer, PrinterStatus
from hardware.worker import place_of
from shared.devices.rules import NOT_ASKED, READY, Saying
from shared.printing.rules import Reason

_ASK_AGAIN_AFTER_S = 3.5
_ASK_SILENT_AGAIN_AFTER_S = 8.0
"""One that lets us wait for its silence is asked less often: a visitor's badge may come up meanwhile."""
_SILENCE_TAKES_S = 1.0
_PASSED_OVER_FOR_S = 12.0
_TURN_TAKES_S = 8.0
"""A program that has the printer for longer than any badge takes is told of."""
_OF_THE_JOB = frozenset({Reason.CUT_OFF, Reason.NO_REPLY, Reason.NOT_CONFIRMED, Reason.BAD_PICTURE})
"""What went wrong with one job, and is no state of a printer: it is asked anew."""

log = structlog.get_logger()


@dataclass(frozen=True)
class _Heard:
    """What was last heard from a printer."""

    status: PrinterStatus
    at: float
    """Monotonic seconds."""
    took_s: float
    since: float
    """Since when it has said the same."""


class Roster:
    """Asks printers, and remembers. It is used by one thread; others may look at states and sayings."""

    def __init__(self, printers: Sequence[Printer]) -> None:
        self.printers = tuple(printers)
        self._heard: dict[str, _Heard] = {}
        self._identities: dict[str, Identity] = {}

    def ask(self, printer: Printer, turn_s: float = 0.0) -> bool:
        """Ask a printer how it is; say whether it was in trouble before and is not any more."""
        before, began = self._heard.get(printer.name), time.monotonic()
        status = _status_of(printer, turn_s)
        now = time.monotonic()
        is_same = before is not None and before.status.trouble is status.trouble
        self._heard[printer.name] = _Heard(status, now, now - began, before.since if is_same and before else now)
        return before is not None and not before.status.is_ready and status.is_ready

    def learn_identity(self, printer: Printer) -> None:
        """Ask an idle printer that is ready for its model and firmware."""
        if self.trouble_of(printer) is None:
            self._identities[printer.name] = printer.identity()

    def failed(self, printer: Printer, reason: Reason) -> None:
        """Remember what a job has shown of a printer."""
        if reason in _OF_THE_JOB:
            self._heard.pop(printer.name, None)
        else:
            now = time.monotonic()
            self._heard[printer.name] = _Heard(PrinterStatus(reason), now, 0.0, now)

    def trouble_of(self, printer: Printer) -> Reason | None:
        """Return why a printer is known not to print."""
        heard = self._heard.get(printer.name)
        return heard.status.trouble if heard else None

    def is_in_fresh_trouble(self, printer: Printer, fresh_s: float) -> bool:
        """Say whether it is known from a moment ago that a printer does not print.

        One that is silent is passed over for longer where there are others: to wait for its silence again would
        hold up each badge of a rush. Somebody looks whether it is back all the same.
        """
        heard = self._heard.get(printer.name)
        if heard is None or heard.status.is_ready:
            return False
        is_passed_over = heard.took_s > _SILENCE_TAKES_S and len(self.printers) > 1
        return time.monotonic() - heard.at < (_PASSED_OVER_FOR_S if is_passed_over else fresh_s)

    def unasked(self) -> Sequence[Printer]:
        """Return the printers that should be asked, the most pressing first."""
        now = time.monotonic()
        return sorted((each for each in self.printers if self._due_at(each) <= now), key=self._due_at)

    def rest(self) -> None:
        """Give free what others may need."""
        for printer in self.printers:
            printer.rest()

    def close(self) -> None:
        """Give up the printers."""
        for printer in self.printers:
            printer.close()

    def states(self) -> dict[str, str]:
        """Return the state of each printer: `ready`, a reason's code, or `not_asked`."""
        return {printer.name: self._state_of(printer) for printer in self.printers}

    def sayings(self) -> list[Saying]:
        """Return what there is to tell of each printer; one that another process has for a moment is no news."""
        return [self._saying_of(printer) for printer in self.printers if not self._is_having_a_turn(printer)]

    def _saying_of(self, printer: Printer) -> Saying:
        heard = self._heard.get(printer.name)
        identity = self._identities.get(printer.name, Identity())
        return Saying(
            name=printer.name,
            state=self._state_of(printer),
            heard=heard is not None and heard.status.was_heard,
            near_end=heard is not None and heard.status.paper_near_end,
            can_confirm=printer.can_confirm,
            place=printer.place,
            model=identity.model,
            firmware=identity.firmware,
        )

    def _is_having_a_turn(self, printer: Printer) -> bool:
        heard = self._heard.get(printer.name)
        if heard is None or heard.status.trouble is not Reason.IN_USE:
            return False
        return time.monotonic() - heard.since < _TURN_TAKES_S

    def _state_of(self, printer: Printer) -> str:
        heard = self._heard.get(printer.name)
        if heard is None:
            return NOT_ASKED
        return READY if heard.status.trouble is None else heard.status.trouble.value

    def _due_at(self, printer: Printer) -> float:
        heard = self._heard.get(printer.name)
        if heard is None:
            return 0.0
        return heard.at + (_ASK_SILENT_AGAIN_AFTER_S if heard.took_s > _SILENCE_TAKES_S else _ASK_AGAIN_AFTER_S)


def _status_of(printer: Printer, turn_s: float) -> PrinterStatus:
    """Ask; whatever a driver throws, the other printers must go on."""
    try:
        return printer.status(turn_s)
    except Exception as fault:  # noqa: BLE001  (written to the log, and told as a fault of this printer)
        log.error(
            "a printer's driver stumbled", printer=printer.name, fault=type(fault).__name__, where=place_of(fault)
        )
        return PrinterStatus(Reason.FAULT)
