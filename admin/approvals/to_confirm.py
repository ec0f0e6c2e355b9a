"""Itineraries of approved visits that wait for somebody's word, above their queue (R6)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from admin.dates import moment_words, window
from admin.wording import party
from shared.approvals.queries import bookings_to_decide
from shared.bookings.narrowed import Narrowed
from shared.desk.approvers import Deciders, kind_and_rank
from shared.desk.confirming import confirming_steps
from shared.reception.queries import plans_to_confirm


@dataclass(frozen=True)
class ToConfirm:
    """An approved visit whose itinerary waits for this person's word."""

    id: str
    who: str
    grade: str
    when: str
    since: str
    is_again: bool
    """Whether an earlier one was confirmed."""


def to_confirm(rows: Session, who: Deciders, narrowed: Narrowed, now: datetime, limit: int) -> list[ToConfirm]:
    """Return the itineraries that wait for this person's word: one statement, four more where there are any."""
    sites = {site for scope in who.queue(now).scopes for site in scope.approve_sites}
    plans = plans_to_confirm(rows, sorted(sites), now, limit, narrowed)
    bookings = {each.id: each for each in bookings_to_decide(rows, [plan.booking_id for plan in plans])}
    steps = confirming_steps(rows, list(bookings))
    found = []
    for plan in plans:
        booking, step = bookings[plan.booking_id], steps.get(plan.booking_id)
        if step is None or who.say(booking, *kind_and_rank(step)).objection is not None:
            continue
        zone = booking.site.tz
        since = moment_words(plan.confirm_asked_at, zone, now) if plan.confirm_asked_at else ""
        when = window(booking.starts_at, booking.ends_at, zone, now)
        name = party(booking.leader.visitor.name, len(booking.guests))
        again = plan.confirmed_version > 0
        found.append(ToConfirm(booking.id, name, booking.grade_letter, when, since, is_again=again))
    return found
