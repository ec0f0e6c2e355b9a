"""Who still waits for an answer: the host's page and the gate's board go by the same rule."""

from datetime import datetime, timedelta

from shared.visits.models import Visit
from shared.visits.rules import VisitState

_FORGOTTEN_AFTER = timedelta(hours=2)


def still_waits(stay: Visit, now: datetime) -> bool:
    """Say whether a visitor is likely to sit and wait for an answer.

    Who has been inside for hours without one, or beyond the end of the visit, was met without it.
    """
    unanswered = stay.state == VisitState.INSIDE and stay.answer is None
    return unanswered and now - stay.arrived_at < _FORGOTTEN_AFTER and now < stay.booking.ends_at
