"""Who is counted when the roll is called, how sure it is that they are inside, and which word on them holds; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.visits.rules import DECLINED, VisitState

GONE_AFTER = timedelta(hours=2)
"""Who is this long beyond the end of their window has probably gone without signing out."""
EXPIRED_COUNT = timedelta(hours=24)
"""Who was inside at closing time is looked for until a day after they came."""
HOST_SAID_COUNTS = timedelta(minutes=30)
"""How long somebody is looked for whom their host, not a scan or the gate, signed out."""
UNDO = timedelta(seconds=10)
"""How long a press can be taken back by who pressed."""
LONGEST_POINT = 60
MOST_MARKS = 500
"""Words on people that one message may carry: more than a device collects while the server is away."""
LONGEST_AGO = timedelta(hours=12)


class Sureness(StrEnum):
    """How sure it is that somebody is inside. Stored, so never renamed."""

    SURE = "sure"
    DOUBTFUL = "doubtful"


class Why(StrEnum):
    """Why somebody stands where they stand in the list. Stored, so never renamed."""

    SIGNED_IN = "signed_in"
    AT_THE_DOOR = "at_the_door"
    """Waits in the lobby to be let in."""
    WINDOW_OVER = "window_over"
    NOT_RECEIVED = "not_received"
    """The host could not receive them, half an hour ago or longer."""
    HOST_SAID = "host_said"
    """The host signed them out a moment ago, and nobody has seen them go through the gate."""
    CLOSED = "closed"
    """Closing time ended the visit; nobody saw them leave."""


class Said(StrEnum):
    """What somebody says of a person. Stored, so never renamed."""

    SAFE = "safe"
    MISSING = "missing"


@dataclass(frozen=True)
class Presence:
    """What is known of somebody's visit."""

    state: str
    arrived_at: datetime
    ends_at: datetime
    answer: str | None
    answered_at: datetime | None


@dataclass(frozen=True)
class Counted:
    """Where somebody stands in the list."""

    sureness: Sureness
    why: Why


_SENT_AWAY = timedelta(minutes=30)


def counted(presence: Presence, now: datetime) -> Counted | None:
    """Return how somebody counts who is not known to have left; None for who has left, or was never let in."""
    if presence.state == VisitState.EXPIRED:
        is_lately = now - presence.arrived_at < EXPIRED_COUNT
        return Counted(Sureness.DOUBTFUL, Why.CLOSED) if is_lately else None
    if presence.state not in (VisitState.INSIDE, VisitState.ASKING):
        return None
    if now - presence.ends_at >= GONE_AFTER:
        return Counted(Sureness.DOUBTFUL, Why.WINDOW_OVER)
    was_sent_away = presence.answer in DECLINED and presence.answered_at is not None
    if was_sent_away and presence.answered_at and now - presence.answered_at >= _SENT_AWAY:
        return Counted(Sureness.DOUBTFUL, Why.NOT_RECEIVED)
    if presence.state == VisitState.ASKING:
        return Counted(Sureness.SURE, Why.AT_THE_DOOR)
    return Counted(Sureness.SURE, Why.SIGNED_IN)


@dataclass(frozen=True)
class Mark:
    """One press on a device: what it says of a person, or which earlier press it takes back."""

    id: str
    visit: str
    said: Said
    pressed_at: datetime
    by: str
    undoes: str | None = None


def standing(marks: Iterable[Mark]) -> dict[str, Mark]:
    """Return the mark that holds for each person: the latest press that was not taken back.

    All are kept; of two devices that press at once the later one holds. What was taken back uncovers the one before.
    """
    every = list(marks)
    taken_back = {mark.undoes for mark in every if mark.undoes}
    held: dict[str, Mark] = {}
    for mark in sorted(every, key=lambda each: (each.pressed_at, each.id)):
        if mark.undoes is None and mark.id not in taken_back:
            held[mark.visit] = mark
    return held


@dataclass(frozen=True)
class SheetLine:
    """One person on the printed list."""

    name: str
    company: str
    where: str
    needs_help: bool
    is_sure: bool
    is_safe: bool


@dataclass(frozen=True)
class Sheet:
    """The printed list."""

    site: str
    is_drill: bool
    point: str
    started_at: datetime
    as_of: datetime
    """Both on the site's clock."""
    lines: tuple[SheetLine, ...]
