"""Move the day of what was agreed in a visit: why and by whom is kept, and whoever sees to it is told (R21, R24)."""

from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.rules import Person
from shared.bookings.models import Booking
from shared.desk.itinerary import CHANGED
from shared.desk.outcomes import OutOfTurn
from shared.desk.promises import PROMISE_MOVED, chase, seeing_to
from shared.desk.talks import item_to_move
from shared.kernel.logbook import Kind, note
from shared.notices.models import Notice
from shared.reception.models import Cooperation, DueDay


def move_day(session: Session, item_id: str, due_at: datetime, reason: str, by: Person, now: datetime) -> Cooperation:
    """Let an open item be due on another day, and remind of it anew.

    Whoever prepares the visit may, and whoever sees to the item. Raises NotAllowed, and OutOfTurn for one that is
    done or dropped meanwhile.
    """
    item, booking = item_to_move(session, item_id, by)
    if not item.is_open:
        raise OutOfTurn(CHANGED)
    if item.due_at == due_at:
        return item
    moved = DueDay(item_id=item.id, before=item.due_at, after=due_at, reason=reason, by=by.id, at=now)
    item.due_at = due_at
    session.add(moved)
    session.flush()
    chase(session, item, now)
    _tell(session, item, booking, moved, by, now)
    note(session, Kind.CooperationMoved, booking.about, at=now, by=by.id, item=item.id)
    return item


def _tell(session: Session, item: Cooperation, booking: Booking, moved: DueDay, by: Person, now: datetime) -> None:
    """Write to whoever sees to it, and to the host; not to whoever moved it."""
    people = dict.fromkeys([*seeing_to(session, item), booking.host_id])
    for each in people:
        if each != by.employee_id:
            row = Notice(topic=PROMISE_MOVED, subject_id=item.id, employee_id=each, about=booking.about.as_json())
            row.facts, row.asked_at, row.due_at = {"day": moved.id}, now, now
            session.add(row)
