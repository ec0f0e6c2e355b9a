"""What was said in a visit and what both sides may do together (R21)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.rules import Person
from shared.bookings.models import Booking
from shared.desk.itinerary import CHANGED
from shared.desk.outcomes import NotAllowed, OutOfTurn
from shared.desk.preparing import booking_to_prepare
from shared.desk.promises import chase
from shared.kernel.logbook import Kind, note
from shared.reception.models import Cooperation, TalkMinutes
from shared.reception.rules import CooperationState


def write_minutes(session: Session, booking_id: str, words: str, seen: int, by: Person, now: datetime) -> TalkMinutes:
    """Write the minutes of a visit's talks (会谈纪要).

    `seen` is how often they had been written when the form was filled. Raises NotAllowed, OutOfTurn.
    """
    booking = booking_to_prepare(session, booking_id, by)
    row = session.get(TalkMinutes, booking_id, with_for_update=True)
    if seen != (row.changes if row else 0):
        raise OutOfTurn(CHANGED)
    if row is None:
        row = TalkMinutes(booking_id=booking_id, changes=0)
        session.add(row)
    row.words, row.by, row.at = words, by.id, now
    row.changes += 1
    note(session, Kind.MinutesWritten, booking.about, at=now, by=by.id)
    return row


@dataclass(frozen=True)
class Agreement:
    """What both sides may do together, who sees to it, and until when."""

    words: str
    department_id: str | None = None
    due_at: datetime | None = None
    employee_id: str | None = None
    """Who of the department gets the reminders."""


def propose(session: Session, booking_id: str, wanted: Agreement, by: Person, now: datetime) -> Cooperation:
    """Write down what both sides may do together, and have it reminded of in time. Raises NotAllowed."""
    booking = booking_to_prepare(session, booking_id, by)
    item = Cooperation(booking_id=booking_id, site_id=booking.site_id, **vars(wanted))
    item.state, item.by, item.at = CooperationState.PROPOSED.value, by.id, now
    session.add(item)
    session.flush()
    chase(session, item, now)
    facts = {"item": item.id, "state": item.state}
    note(session, Kind.CooperationNoted, booking.about, at=now, by=by.id, **facts)
    return item


def move_on(session: Session, item_id: str, state: CooperationState, by: Person, now: datetime) -> Cooperation:
    """Write where a cooperation item stands now; any may follow any, since slips are mended.

    Whoever prepares the visit may, and whoever sees to the item. Raises NotAllowed.
    """
    item, booking = item_to_move(session, item_id, by)
    if item.state != state:
        item.state, item.by, item.at = state.value, by.id, now
        chase(session, item, now)
        facts = {"item": item.id, "state": item.state}
        note(session, Kind.CooperationNoted, booking.about, at=now, by=by.id, **facts)
    return item


def item_to_move(session: Session, item_id: str, by: Person) -> tuple[Cooperation, Booking]:
    """Return an item in hand, and its visit, for whoever prepares the visit or sees to the item. Raises NotAllowed."""
    item = session.get(Cooperation, item_id, with_for_update=True)
    if item is None:
        raise NotAllowed
    sees_to_it = by.employee_id is not None and item.employee_id == by.employee_id
    if sees_to_it:
        return item, session.get_one(Booking, item.booking_id)
    return item, booking_to_prepare(session, item.booking_id, by)
