"""Who still waits for an answer: the host's page and the gate's board go by the same rule."""

from datetime import datetime, timedelta

from shared.visits.models import Visit
from shared.visits.rules import VisitState

_FORGOTTEN_AFTER = timedelta(hours=2)


def still_waits(stay: Visit, now: datetime) -> bool:
    """Say whether a visitor is likely to sit and wait for an answer."""
    unanswered = stay.state == VisitState.INSIDE and stay.answer is None
    return unanswered and is_likely_to_wait(stay.arrived_at, stay.booking.ends_at, now)


def is_likely_to_wait(arrived_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Say whether who has no answer waits for one: hours later, or beyond the visit's end, they were met without it."""
    return now - arrived_at < _FORGOTTEN_AFTER and now < ends_at
