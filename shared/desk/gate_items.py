"""What the gate sees a visitor carry in, and writes on the release pass (R11)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.access.rules import Permission, Person
from shared.bookings.queries import guest as guest_with_id
from shared.declarations.actions import write_items
from shared.desk.gate_word import BadWords
from shared.desk.outcomes import NotAllowed, OutOfTurn
from shared.desk.release import brought_in
from shared.kernel.logbook import About, Kind, note
from shared.leaving.queries import release_of
from shared.leaving.rules import Brought
from shared.visits.models import Visit
from shared.visits.queries import open_visit_of
from shared.walk_ins.rules import quantity_typed, tidy, troubles_with_items

MOST_LINES = 60
"""More than a booking says ahead as a rule, and than a visitor declares: the gate has room for what it sees besides."""


def note_item(session: Session, guest_id: str, what: str, quantity: str, by: Person, now: datetime) -> None:
    """Write how many of something a visitor who is here carries, 1 to 999; what is on the list gets another number.

    What was said with the booking stays on it. Raises NotAllowed; OutOfTurn for who is not here, or has said what goes
    out already; BadWords.
    """
    guest = guest_with_id(session, guest_id)
    if guest is None or not by.may(Permission.ADMIT, guest.booking.site_id):
        raise NotAllowed
    visit_id = open_visit_of(session, guest_id)
    if visit_id is None:
        raise OutOfTurn("visit_ended")
    session.execute(select(Visit.id).where(Visit.id == visit_id).with_for_update())  # two gates write in turn
    if release_of(session, visit_id) is not None:
        raise OutOfTurn("items_said")
    if troubles := troubles_with_items([(what, quantity)]):
        raise BadWords(troubles[0].code)
    items = _with(brought_in(session, visit_id), tidy(what), quantity_typed(quantity) or 0)
    if len(items) > MOST_LINES:
        raise BadWords("too_many")
    write_items(session, visit_id, items)
    booking = guest.booking
    about = About(booking.site_id, booking.host_id, booking.id, visit_id)
    note(session, Kind.ItemsNoted, about, at=now, by=by.id, items=len(items))


def _with(brought: Sequence[Brought], what: str, quantity: int) -> list[tuple[str, int]]:
    """Return the lines with one more, or with another number for what is on the list; all others as they are."""
    lines = [(each.name, each.quantity) for each in brought]
    at = next((place for place, (name, _) in enumerate(lines) if name == what), len(lines))
    return [*lines[:at], (what, quantity), *lines[at + 1 :]]
