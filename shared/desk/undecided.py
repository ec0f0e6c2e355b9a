"""What nobody decided on before the visit was over is closed, and says so: nobody is asked about it any more (R6)."""

from datetime import datetime

from sqlalchemy.orm import Session

from shared.approvals.actions import run_out
from shared.approvals.queries import out_of_time, steps_of_each
from shared.approvals.rules import StepState
from shared.bookings.models import Booking
from shared.bookings.rules import UNDECIDED
from shared.desk.ask_approval import answered
from shared.kernel.logbook import Kind, note

AT_ONCE = 20
"""Bookings that one transaction closes: so many take less than 50 ms."""
BY = "porter"


def is_something_undecided(session: Session, site_id: str, now: datetime) -> bool:
    """Say whether somebody is asked about a visit of a site that is over."""
    return session.scalars(out_of_time(site_id, now, 1)).first() is not None


def close_undecided(session: Session, site_id: str, now: datetime) -> int:
    """Close a portion of what was asked about visits that are over; return how many visits they were.

    The booking stays as nobody's yes or no left it, and opens no door. Put off to another day it is asked for anew.
    """
    wanted = out_of_time(site_id, now, AT_ONCE).with_for_update(of=Booking, skip_locked=True)
    bookings = {each.id: each for each in session.scalars(wanted)}
    steps = steps_of_each(session, list(bookings))
    asked = [step for step in steps if step.state == StepState.ASKED]
    run_out([step for step in steps if step.booking_id in {each.booking_id for each in asked}], now)
    answered(session, asked)
    for step in asked:
        booking = bookings[step.booking_id]
        booking.turnout = UNDECIDED
        note(session, Kind.NobodyDecided, booking.about, at=now, by=BY, step=step.kind)
    return len(bookings)
