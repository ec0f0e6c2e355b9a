"""What nobody decided on before the visit was over is closed, and says so; nobody is asked any more (R5, R6)."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from shared.approvals.actions import run_out
from shared.approvals.queries import out_of_time, steps_of_each
from shared.approvals.rules import StepState
from shared.bookings.models import Booking
from shared.bookings.rules import UNDECIDED
from shared.desk.ask_approval import answered
from shared.desk.declined import tell_invited_of_no_visit
from shared.desk.nobody_decides import tell_that_nobody_decided
from shared.desk.papers_due import owes_papers, stop_reminding_of_papers
from shared.invitations.queries import that_were_invited
from shared.kernel.logbook import Kind, note
from shared.visits.queries import stays_of_bookings
from shared.visits.rules import CAME_IN

AT_ONCE = 20
"""Bookings that one transaction closes: so many take less than 50 ms."""
BY = "porter"
TOLD_WITHIN = timedelta(days=7)
"""Who waited for an answer hears that there was none; of visits longer ago nobody waits, as after an old table."""


def is_something_undecided(session: Session, site_id: str, now: datetime) -> bool:
    """Say whether somebody is asked about a visit of a site that is over."""
    return session.scalars(out_of_time(site_id, now, 1)).first() is not None


def close_undecided(session: Session, site_id: str, now: datetime) -> int:
    """Close a portion of what was asked about visits that are over; return how many visits they were.

    The booking stays as nobody's yes or no left it, and opens no door. Put off to another day it is asked for anew;
    who waited for an answer is told. Of whom somebody brought in anyway the visit took place: papers are owed, and
    nobody hears that it did not (R5, R7).
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
    _did_not_take_place(session, [bookings[step.booking_id] for step in asked], now)
    return len(bookings)


def _did_not_take_place(session: Session, bookings: Collection[Booking], now: datetime) -> None:
    """Let visits to which nobody came owe no papers, and tell who waited for an answer about them."""
    stays = stays_of_bookings(session, [each.id for each in bookings])
    came = {booking for booking, state, _n in stays if state in CAME_IN}
    missed = [each for each in bookings if each.id not in came]
    for booking in missed:
        if owes_papers(booking):
            booking.papers_due = None
            stop_reminding_of_papers(session, booking)
    awaited = [each for each in missed if now - each.ends_at <= TOLD_WITHIN]
    tell_that_nobody_decided(session, awaited, now)
    invited = that_were_invited(session, [each.id for each in awaited])
    for booking in awaited:
        if booking.id in invited:
            tell_invited_of_no_visit(session, booking, now)
