"""What is done to a visit of a series and to those that follow it: changed, cancelled, decided on, one by one.

Each is its own booking with its own permit, and each its own short transaction, so that a series of a hundred keeps
nobody waiting. What was done stays done: pressed again after a fault, it goes on with the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.rules import Person
from shared.bookings.models import Booking
from shared.bookings.queries import booking, series_of
from shared.bookings.recurring import moved
from shared.bookings.rules import Decision, State, Wish, is_alike
from shared.desk.approve import decide
from shared.desk.change import as_wish, change
from shared.desk.outcomes import OutOfTurn
from shared.reception.queries import plan_of

BEGUN = "has_begun"
"""OutOfTurn: its guests may be here, so it does not move along with the others."""
UNLIKE = "unlike_the_others"
"""OutOfTurn: nobody approves with one visit what they would see only on another's page (R6)."""
STANDING = (State.WAITING, State.SENT_BACK, State.APPROVED)


@dataclass(frozen=True)
class Move:
    """What a visit becomes, and when it was before."""

    wish: Wish
    before: tuple[datetime, datetime]


def those_that_follow(session: Session, one: Booking, now: datetime, states: Sequence[State] = STANDING) -> list[str]:
    """Return this booking and those of its series that come after it and are not over, the first first."""
    if one.series_id is None:
        return [one.id]
    later = series_of(session, one.series_id)
    return [row.id for row in later if row.starts_at >= one.starts_at and row.ends_at > now and row.state in states]


def those_of_series(session: Session, one: Booking, now: datetime, states: Sequence[State]) -> list[str]:
    """Return the bookings of the series that stand in one of these states and are not over, the first first."""
    if one.series_id is None:
        return [one.id]
    return [row.id for row in series_of(session, one.series_id) if row.ends_at > now and row.state in states]


def decide_alike(
    session: Session, booking_id: str, decision: Decision, reason: str | None, like: Booking, by: Person, now: datetime
) -> Booking:
    """Decide on a date of a series as on the one that somebody looked at, as they saw it.

    Raises what `decide` raises, and OutOfTurn for one to approve that is another visit, or whose itinerary is written.
    """
    one = booking(session, booking_id)
    if one is not None and one.id != like.id and decision is Decision.APPROVE:
        plan = plan_of(session, one.id)
        if not is_alike(as_wish(like), as_wish(one)) or (plan is not None and plan.itinerary_version):
            raise OutOfTurn(UNLIKE)
    return decide(session, booking_id, decision, reason, by, now, seen=like.changes if booking_id == like.id else None)


def change_alike(session: Session, booking_id: str, move: Move, by: Person, now: datetime) -> bool:
    """Change one that follows as the first one was changed; False if it is so already.

    It moves by as many days, to the same hours on the wall. Raises what `change` raises, and OutOfTurn for one that is
    over, or that is to be moved and has begun.
    """
    one = booking(session, booking_id)
    if one is None:
        return False
    window = one.starts_at, one.ends_at
    starts_at, ends_at = moved(move.before, (move.wish.starts_at, move.wish.ends_at), window, one.site.hours)
    if one.ends_at <= now:
        raise OutOfTurn("booking_over")
    if one.starts_at <= now and (starts_at, ends_at) != window:
        raise OutOfTurn(BEGUN)
    wish = replace(move.wish, starts_at=starts_at, ends_at=ends_at)
    if wish.tidied() == as_wish(one).tidied():
        return False
    change(session, booking_id, wish, by, now)
    return True
