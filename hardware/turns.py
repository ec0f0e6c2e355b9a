"""Taking turns at a printer in the network, which kiosks of several machines may share: the house knows whose it is."""

import time

from sqlalchemy.orm import Session

from hardware.printers import Printer, PrinterTrouble
from hardware.printers.left_over import Left
from shared.devices import turns
from shared.devices.actions import printer_takes
from shared.devices.turns import Turn
from shared.kernel.node import Node
from shared.printing.models import PrintJob
from shared.printing.rules import Reason

_LOOK_EVERY_S = 0.1
_ALONE_FOR_S = 3.0
"""How long one that nobody shares is believed to be ours alone: a kiosk that is new needs longer to start."""


class LostTurn(PrinterTrouble):
    """Another station was quicker: nothing was sent, and nothing is wrong with the printer."""

    def __init__(self) -> None:
        super().__init__(Reason.IN_USE, "another station prints there")


class Turns:
    """One station's turns. A printer at a plug of this machine is nobody else's: its lock file is enough."""

    def __init__(self, node: Node, site_id: str, station: str) -> None:
        self._node, self._site_id, self._station = node, site_id, station
        self._shared: set[str] = set()
        self._alone_until: dict[str, float] = {}

    def look(self, printer: Printer) -> Turn:
        """Return whether we may use a printer now; it learns what another machine's job has left in it."""
        if not printer.is_in_network or time.monotonic() < self._alone_until.get(printer.name, 0.0):
            return Turn()
        with self._node.reading() as session:
            turn = turns.turn_at(session, self._site_id, printer.name, self._station, self._node.now())
        if turn.is_shared:
            self._shared.add(printer.name)
        else:
            self._shared.discard(printer.name)
            self._alone_until[printer.name] = time.monotonic() + _ALONE_FOR_S if turn.is_free else 0.0
        left = Left.HALF if turn.broke_off else turn.left
        if turn.is_free and left is not None:
            printer.finds(left)
        return turn

    def comes(self, printer: Printer, wait_s: float) -> bool:
        """Wait for our turn, and say meanwhile that we want to be next; False if it didn't come."""
        give_up_at = time.monotonic() + wait_s
        if self.look(printer).is_free:
            return True
        printer.rest()  # most printers talk with one at a time: our line would keep out the one whose turn it is
        while time.monotonic() < give_up_at:
            with self._node.transaction() as session:
                turns.want_turn(session, self._site_id, printer.name, self._station, self._node.now())
            time.sleep(_LOOK_EVERY_S)
            if self.look(printer).is_free:
                return True
        with self._node.transaction() as session:
            turns.leave_line(session, self._site_id, printer.name, self._station)
        return False

    def hang_up_for_others(self, printer: Printer) -> None:
        """Hang up after each job where another station prints, too: the line would keep out whose turn comes now."""
        if printer.name in self._shared or not printer.is_in_network:  # at a plug it is kept unless somebody waits
            printer.rest()

    def take(self, session: Session, printer: Printer, job: PrintJob) -> None:
        """Have the printer for a job, in the transaction that says that its bytes leave. Raises LostTurn."""
        now, name = self._node.now(), printer.name
        if not printer.is_in_network:
            printer_takes(session, self._site_id, name, job.id, now)
        elif not turns.take_turn(session, self._site_id, name, job.id, self._station, now):
            self._alone_until.pop(name, None)
            raise LostTurn

    def end(self, session: Session, printer: Printer, job: PrintJob) -> None:
        """Let others have it, in the transaction that says how the job ended."""
        if printer.is_in_network:
            turns.end_turn(session, self._site_id, printer.name, job.id, printer.left_over())

    def broke_off(self, session: Session, job: PrintJob) -> None:
        """Let others have the printer of a job that was found lying: half of it may wait in there."""
        if job.printer is not None:
            turns.end_turn(session, self._site_id, job.printer, job.id, Left.HALF)
