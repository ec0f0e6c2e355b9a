"""Take a table of bookings back, all that it booked, within the day in which the table is kept (R1).

Each is called off as if somebody had called it off by itself: who was told is told, rooms are free again. Somebody who
has come already stays welcome: their visit is left as it is, and named.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from shared.access.rules import Person
from shared.bookings.models import Booking
from shared.bookings.rules import State
from shared.desk.book_many import TABLE
from shared.desk.cancel import cancel
from shared.desk.outcomes import NotAllowed, OutOfTurn
from shared.kernel.staging import KEPT, StagedTable
from shared.visits.models import Visit

_STANDING = {State.WAITING, State.SENT_BACK, State.APPROVED}


@dataclass(frozen=True)
class TakenBack:
    """What can still be taken back of a table, and what can't."""

    open: tuple[str, ...]
    """Bookings that stand, to which nobody has come."""
    gone: int
    """Called off, or rejected."""
    begun: int
    """Somebody has come, or the time is over."""
    until: datetime
    """Until when the table can be taken back."""


def what_can_be_taken_back(session: Session, staged_id: str, by: Person, now: datetime) -> TakenBack | None:
    """Return how a table's bookings stand; None for one that this person did not send, or that is forgotten."""
    staged = session.get(StagedTable, staged_id)
    if staged is None or staged.of != TABLE or staged.made_by != by.id:
        return None
    until = staged.made_at + KEPT
    rows = _booked(session, staged_id)
    standing = [row for row in rows if row.state in _STANDING]
    free = [row.id for row in standing if row.ends_at > now and not row.came]
    is_late = now >= until
    return TakenBack(() if is_late else tuple(free), len(rows) - len(standing), len(standing) - len(free), until)


def take_one_back(session: Session, staged_id: str, booking_id: str, by: Person, now: datetime) -> bool:
    """Call one booking of a table off; False if that can't be done any more. Raises NotAllowed for another table's."""
    booking = session.get(Booking, booking_id)
    if booking is None or booking.import_id != staged_id:
        raise NotAllowed
    try:
        cancel(session, booking_id, by, now)
    except OutOfTurn:
        return False
    return True


def _booked(session: Session, staged_id: str) -> Sequence[Row[str, str, datetime, bool]]:
    """Return the bookings of a table, the first first: id, state, ends_at, came."""
    came = select(Visit.id).where(Visit.booking_id == Booking.id).exists().label("came")
    wanted = select(Booking.id, Booking.state, Booking.ends_at, came).where(Booking.import_id == staged_id)
    return session.execute(wanted.order_by(Booking.starts_at)).all()


def tables_kept(session: Session, by: Person) -> Sequence[Row[str, datetime, int]]:
    """Return the tables that this person has booked from in the last day, the newest first: id, made_at, taken."""
    wanted = select(StagedTable.id, StagedTable.made_at, StagedTable.taken)
    mine = wanted.where(StagedTable.of == TABLE, StagedTable.made_by == by.id, StagedTable.taken > 0)
    return session.execute(mine.order_by(StagedTable.made_at.desc(), StagedTable.id).limit(5)).all()
