"""Who is let in, and what a host may answer; pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.bookings.rules import State
from shared.sites.rules import Hours


class VisitState(StrEnum):
    """Where a visit stands."""

    ASKING = "asking"
    """Came without a booking; nobody has said yet whether they may come in (R13)."""
    INSIDE = "inside"
    LEFT = "left"
    EXPIRED = "expired"
    TURNED_AWAY = "turned_away"
    """Asked, and not let in."""
    WITHDRAWN = "withdrawn"
    """Asked, and went before anybody answered."""


OPEN = frozenset({VisitState.ASKING, VisitState.INSIDE})
"""Of these a guest has one at most."""
CAME_IN = frozenset({VisitState.INSIDE, VisitState.LEFT, VisitState.EXPIRED})
"""What programs outside know of: who never came in made no visit of which they could be told."""


class Refusal(StrEnum):
    """Why the door stays closed. The codes are stored and promised to programs: never renamed."""

    UNKNOWN = "unknown"
    FORGED = "forged"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    NOT_APPROVED = "not_approved"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    WRONG_SITE = "wrong_site"
    USED = "used"


class Answer(StrEnum):
    """What a host says to a visitor who has arrived (R13)."""

    COMING = "coming"
    MINUTES = "minutes"
    SEND_TO = "send_to"
    NOT_NOW = "not_now"
    ANOTHER_DAY = "another_day"


DECLINED = frozenset({Answer.NOT_NOW, Answer.ANOTHER_DAY})
"""The answers of a host who can't receive the visitor: then somebody else has to see to them."""
LONGEST_WAIT_MINUTES = 240
LONGEST_PLACE = 80


@dataclass(frozen=True)
class Expected:
    """What the door knows of a guest when a pass is read."""

    state: str
    site_id: str
    zone: str
    starts_at: datetime
    ends_at: datetime
    early_by: timedelta
    pass_is_void: bool
    was_here: bool
    """Whether this guest has come and gone today: a window of several days opens once a day."""

    @property
    def opens_at(self) -> datetime:
        """Return when admission opens: an hour before the window by default (R12)."""
        return self.starts_at - self.early_by


def admission(expected: Expected, site_id: str, now: datetime) -> Refusal | None:
    """Return the first reason to refuse entry, or None (R7, R8, R12).

    Where the permit stands comes before when it holds: who is told "too early" may count on being let in
    later. The window's end is kind until the site's midnight (too late: reception may extend it), then expired.
    """
    if expected.state == State.CANCELLED or expected.pass_is_void:
        return Refusal.CANCELLED
    if expected.state != State.APPROVED:
        return Refusal.NOT_APPROVED
    if expected.site_id != site_id:
        return Refusal.WRONG_SITE
    if expected.was_here:
        return Refusal.USED
    if now < expected.opens_at:
        return Refusal.TOO_EARLY
    if now >= expected.ends_at:
        hours = Hours(expected.zone, {})
        last_moment = expected.ends_at - timedelta(microseconds=1)  # a window until midnight ends on the day before
        same_day = hours.day_of(now) == hours.day_of(last_moment)
        return Refusal.TOO_LATE if same_day else Refusal.EXPIRED
    return None


def problem_with_answer(answer: Answer, minutes: int | None, place: str | None) -> str | None:
    """Return what is wrong with a host's answer, or None."""
    if answer is Answer.MINUTES and not (minutes and 1 <= minutes <= LONGEST_WAIT_MINUTES):
        return "minutes"
    if answer is Answer.SEND_TO and not (place and 1 <= len(place.strip()) <= LONGEST_PLACE):
        return "place"
    return None
