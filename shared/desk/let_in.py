"""A walk-in is let in, turned away, or goes: each once, whoever says it (R6, R13)."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from shared.badges.models import Badge
from shared.badges.queries import SUBJECT
from shared.bookings.actions import grant_permit, index_permit, withhold_permit
from shared.bookings.models import Booking
from shared.bookings.passes import new_number
from shared.bookings.queries import booking_in_hand
from shared.bookings.rules import State
from shared.desk.hold import is_held
from shared.desk.outcomes import OutOfTurn
from shared.kernel.database import table_of
from shared.kernel.ids import new_id
from shared.kernel.logbook import About, Kind, note
from shared.printing.actions import ToPrint, ask_for_print
from shared.visits.actions import settle_asking
from shared.visits.models import Visit
from shared.visits.rules import VisitState

BADGE_OUTLIVES = timedelta(days=7)
"""Who overstays must still be able to leave by the badge."""

HELD = "held_for_security"
"""OutOfTurn: security has to look at the visitor before anybody lets them in."""
_NEW_BADGE = insert(table_of(Badge))


def let_in(session: Session, stay: Visit, by: str, now: datetime) -> str | None:
    """Let a walk-in in: an approved ad hoc booking with permit and pass, a badge that prints, all at once (R6, R13).

    Also one who was turned away a moment ago, if the desk thinks better of it. Returns the badge; None if somebody
    else was quicker or the visitor has gone. Raises OutOfTurn for whom security has to look at first.
    """
    if is_held(session, [stay.guest.visitor_id], now):
        raise OutOfTurn(HELD)
    if not settle_asking(session, stay, VisitState.INSIDE, now):
        return None
    booking = _booking(session, stay)
    if booking.state != State.APPROVED:
        grant_permit(session, booking, by, now)
        index_permit(session, booking)
        note(session, Kind.BookingApproved, _about(stay, visit=False), at=now, by=by)
    badge, about = new_id(), _about(stay)
    session.execute(_NEW_BADGE, badge_row(badge, stay.id, booking, now))
    ask_for_print(session, ToPrint(stay.site_id, stay.station, about, SUBJECT, badge), now)
    note(session, Kind.VisitorArrived, about, at=now, by=by, badge=badge)
    return badge


def turn_away(session: Session, stay: Visit, by: str, now: datetime) -> bool:
    """Write that a walk-in is not let in; False if they are not waiting any more."""
    if not settle_asking(session, stay, VisitState.TURNED_AWAY, now):
        return False
    withhold_permit(_booking(session, stay), State.REJECTED, by, None, now)
    note(session, Kind.VisitorTurnedAway, _about(stay), at=now, by=by)
    return True


def withdraw(session: Session, stay: Visit, by: str, now: datetime) -> bool:
    """Write that a walk-in went before being let in; False if they are not waiting any more."""
    if not settle_asking(session, stay, VisitState.WITHDRAWN, now):
        return False
    withhold_permit(_booking(session, stay), State.CANCELLED, by, None, now)
    note(session, Kind.VisitorWithdrew, _about(stay), at=now, by=by)
    return True


def badge_row(badge: str, visit: str, planned: Any, now: datetime) -> dict[str, Any]:
    """Return a new badge's columns; its check-out code outlives the end that was planned (`ends_at`)."""
    return {
        "id": badge,
        "visit_id": visit,
        "copy": 1,
        "number": new_number(),
        "expires_at": planned.ends_at + BADGE_OUTLIVES,
        "made_at": now,
    }


def _booking(session: Session, stay: Visit) -> Booking:
    booking = booking_in_hand(session, stay.booking_id)
    assert booking is not None, "a visit has a booking"
    return booking


def _about(stay: Visit, *, visit: bool = True) -> About:
    return About(stay.site_id, stay.host_id, stay.booking_id, stay.id if visit else None)
