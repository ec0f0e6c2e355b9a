"""Who is let in, and what a host may answer; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from shared.bookings.rules import State
from shared.kernel.names import has_odd_characters
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


SMALL_HOURS = timedelta(hours=6)
"""Whose booking ends by then was due the evening before, and is not due again."""
ONE_NIGHT = timedelta(days=1)
"""How long before a day somebody may have come who is of it: who stayed on past midnight."""


def is_held_at_the_door(visit: str, booking: str) -> bool:
    """Say of the states of a walk-in whether they wait for security: nobody declined, and nobody may let them in yet.

    `waiting.held_at_the_door` asks the same in SQL.
    """
    return visit == VisitState.TURNED_AWAY and booking == State.WAITING


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
    WAIT = "wait"
    MESSAGE = "message"
    DESK = "desk"
    """Reception or the gate lets them in and sees to them, in the host's place."""
    NOT_NOW = "not_now"
    ANOTHER_DAY = "another_day"
    LEAVE_WORD = "leave_word"


ACCEPTED = frozenset({Answer.COMING, Answer.MINUTES, Answer.SEND_TO, Answer.DESK})
"""The answers that let a walk-in in (R6, R13)."""
DECLINED = frozenset({Answer.NOT_NOW, Answer.ANOTHER_DAY, Answer.LEAVE_WORD})
"""The answers of a host who can't receive the visitor: then somebody else has to see to them."""
LONGEST_WAIT_MINUTES = 240
LONGEST_PLACE = 80
LONGEST_MESSAGE = 200


class Step(StrEnum):
    """Who is asked for a visitor, one after the other until somebody answers (R13)."""

    HOST = "host"
    DELEGATE = "delegate"
    DEPARTMENT = "department"
    RECEPTION = "reception"
    COLLEAGUE = "colleague"
    """Whom the host handed the visitor to."""


SHORTEST_LIMIT = timedelta(minutes=1)
"""Nobody has waited long after less, whatever the grade (R14 gives A no time at all)."""


@dataclass(frozen=True)
class Figures:
    """How long a grade lets each be silent before the next is asked, and a visitor wait (R13, R14)."""

    ask_delegate_s: int
    ask_department_s: int
    ask_reception_s: int
    waiting_limit_minutes: int

    @classmethod
    def of(cls, grade: Any, *, host_is_away: bool = False) -> "Figures":
        """Read them off a grade, or off a row that has a grade's columns; a host who is away is not waited for."""
        delegate = 0 if host_is_away else grade.ask_delegate_s
        return cls(delegate, grade.ask_department_s, grade.ask_reception_s, grade.waiting_limit_minutes)

    def times(self, now: datetime) -> dict[Step, datetime]:
        """Return when each is asked, if nobody answers before."""
        after = (
            (Step.DELEGATE, self.ask_delegate_s),
            (Step.DEPARTMENT, self.ask_department_s),
            (Step.RECEPTION, self.ask_reception_s),
        )
        # A hair apart, so that where all are asked at once they still come in this order.
        hair = len(after)
        times = {step: timedelta(seconds=s, microseconds=n - hair) for n, (step, s) in enumerate(after)}
        return {Step.HOST: now} | {step: now + later for step, later in times.items()}

    def limit(self, now: datetime) -> datetime:
        """Return until when who arrives now may wait before an apology is due (R14)."""
        return now + max(timedelta(minutes=self.waiting_limit_minutes), SHORTEST_LIMIT)


@dataclass(frozen=True)
class MessageFigures:
    """How long a message stays overdue before the next is asked for its answer (R13, R24)."""

    delegate_hours: int
    department_hours: int
    reception_hours: int

    @classmethod
    def of(cls, grade: Any) -> "MessageFigures":
        """Read them off a grade."""
        return cls(grade.message_delegate_hours, grade.message_department_hours, grade.message_reception_hours)

    def times(self, due_at: datetime) -> dict[Step, datetime]:
        """Return when each is asked for the answer, if nobody gives it before: the host once it is due."""
        after = {
            Step.HOST: 0,
            Step.DELEGATE: self.delegate_hours,
            Step.DEPARTMENT: self.department_hours,
            Step.RECEPTION: self.reception_hours,
        }
        # A hair apart, so that where all are asked at once they still come in this order.
        return {step: due_at + timedelta(hours=hours, microseconds=n) for n, (step, hours) in enumerate(after.items())}


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


def problem_with_message(text: str) -> str | None:
    """Return what is wrong with a message, or None: `missing`, `too_long` or `odd`."""
    if not text:
        return "missing"
    if len(text) > LONGEST_MESSAGE:
        return "too_long"
    return "odd" if has_odd_characters(text) else None


def may_speak(answered_at: datetime | None, answered_by: str | None, seen: datetime | None, by: str) -> bool:
    """Say whether an answer may still be given: the first one stands, unless it is changed by who gave it or saw it.

    Of two who answer at once the second has not seen the first one's answer, and is told of it instead.
    """
    return answered_at is None or answered_by == by or seen == answered_at


FEWEST_SAMPLES = 20
"""With fewer visits than these nothing is said of how long an answer takes (R14)."""
_MOST = 0.75


def usual_wait(answered_after: Sequence[timedelta | None], fewest: int = FEWEST_SAMPLES) -> timedelta | None:
    """Return within what time three of four visitors had an answer, None where that can't be said honestly (R14).

    Who never got an answer (None) counts as one who waited longest: a house that answers nobody promises nothing.
    """
    if len(answered_after) < fewest:
        return None
    in_order = sorted(answered_after, key=lambda each: timedelta.max if each is None else each)
    return in_order[int(len(in_order) * _MOST)]
