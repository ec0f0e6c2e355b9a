"""Who goes along with the guests, who eats with them, and where they sit (R20): who was told hears of it (R9)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.rules import Person
from shared.bookings.rules import State
from shared.desk.confirming import written_anew
from shared.desk.itinerary import send_itinerary
from shared.desk.preparing import plan_to_prepare
from shared.reception.models import Plan


@dataclass(frozen=True)
class Arrangements:
    """Who goes along and eats with the guests, and where they sit."""

    escorts: tuple[str, ...]
    diners: tuple[str, ...]
    room: str
    seats: int | None
    secrecy: str


def arrange(session: Session, booking_id: str, wanted: Arrangements, by: Person, now: datetime) -> Plan:
    """Write who goes along, who eats with the guests, where, how confidential. Raises NotAllowed, OutOfTurn.

    The itinerary names the room: another room makes another itinerary of it, which goes to all who were told.
    """
    booking, plan = plan_to_prepare(session, booking_id, by)
    has_other_room = plan.room != wanted.room
    plan.escorts, plan.diners = list(wanted.escorts), list(wanted.diners)
    plan.room, plan.room_seats, plan.secrecy = wanted.room, wanted.seats, wanted.secrecy
    plan.changes += 1
    if has_other_room and plan.itinerary_version:
        plan.itinerary_version += 1
        written_anew(session, booking, plan)
    if booking.state == State.APPROVED and booking.ends_at > now:
        send_itinerary(session, booking, plan, now)
    return plan
