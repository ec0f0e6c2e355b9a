"""While a visitor waits at the door their visit is decided there, and their booking with it."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.bookings.models import Booking
from shared.visits.models import Visit
from shared.visits.rules import VisitState, is_held_at_the_door

AT_THE_DOOR = "asked_at_the_door"
"""The visitor stands at the door, so that an answer there decides, for booking and visit in one (R13)."""
SEEN_TO = "reception_sees_to_them"
"""All that is said of a visitor whom security has to look at first."""


def why_only_at_the_door(session: Session, booking: Booking) -> str | None:
    """Return why nothing is decided, changed or called off on a booking's own page now; None where it may be."""
    return why_only_there(booking, set(session.scalars(select(Visit.state).where(Visit.booking_id == booking.id))))


def why_only_there(booking: Booking, states: Collection[str]) -> str | None:
    """Return the same, with the states of its visits at hand."""
    if VisitState.ASKING in states:
        return AT_THE_DOOR
    return SEEN_TO if any(is_held_at_the_door(each, booking.state) for each in states) else None
