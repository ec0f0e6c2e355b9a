"""Itineraries of approved visits that wait for somebody's word, above their queue (R6)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from admin.dates import moment_words, window
from admin.wording import party
from shared.approvals.queries import bookings_to_decide
from shared.bookings.models import Booking
from shared.bookings.narrowed import Narrowed
from shared.desk.approvers import Deciders, kind_and_rank
from shared.desk.confirming import confirming_steps
from shared.reception.models import Plan
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
    """Return the itineraries that wait for this person's word: one statement, four more where there are any.

    Another portion is read only where some of a whole one are this person's own request.
    """
    found: list[ToConfirm] = []
    after = None
    while len(found) < limit:
        plans = plans_to_confirm(rows, who.queue(now).scopes, now, limit, narrowed, after)
        found += _of_these(rows, plans, who, now)
        if len(plans) < limit:
            break
        after = plans[-1].starts_at, plans[-1].id
    return found[:limit]


def _of_these(rows: Session, plans: Sequence[Plan], who: Deciders, now: datetime) -> Iterator[ToConfirm]:
    bookings = {each.id: each for each in bookings_to_decide(rows, [plan.booking_id for plan in plans])}
    steps = confirming_steps(rows, list(bookings))
    for plan in plans:
        booking, step = bookings[plan.booking_id], steps.get(plan.booking_id)
        if step is not None and who.say(booking, *kind_and_rank(step)).objection is None:
            yield _shown(booking, plan, now)


def _shown(booking: Booking, plan: Plan, now: datetime) -> ToConfirm:
    zone = booking.site.tz
    return ToConfirm(
        id=booking.id,
        who=party(booking.leader.visitor.name, len(booking.guests)),
        grade=booking.grade_letter,
        when=window(booking.starts_at, booking.ends_at, zone, now),
        since=moment_words(plan.confirm_asked_at, zone, now) if plan.confirm_asked_at else "",
        is_again=plan.confirmed_version > 0,
    )
