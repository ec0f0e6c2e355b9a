"""What becomes of a print: pure decisions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

TEST = "test"
"""The subject of a test print: it is for the one printer that it names, tried once, and concerns no visitor."""
ROLL_CALL = "roll_call"
"""The subject of a list of who has to be found when a site is evacuated: drawn as it stands when it prints."""


class PrintState(StrEnum):
    """Where a print job stands. Stored, so never renamed."""

    WAITING = "waiting"
    PRINTING = "printing"
    DONE = "done"
    STUCK = "stuck"
    UNKNOWN = "unknown"
    REPLACED = "replaced"


class Reason(StrEnum):
    """Why a job is stuck, unknown or replaced. Stored, so never renamed."""

    NO_ANSWER = "no_answer"
    """The printer can't be reached or does not reply."""
    PAPER_OUT = "paper_out"
    WRONG_PAPER = "wrong_paper"
    """The roll in the printer is of another width than its address says."""
    COVER_OPEN = "cover_open"
    OFFLINE = "offline"
    """The printer replies that it takes no jobs, and no other code says why."""
    CUTTER = "cutter"
    FAULT = "fault"
    """The printer reports an error of its own that is not the cutter."""
    IN_USE = "in_use"
    """Another process owns the printer."""
    BAD_PICTURE = "bad_picture"
    """The picture could not be made; the fault is ours, not the printer's."""
    CUT_OFF = "cut_off"
    """The connection was lost after the first byte."""
    NO_REPLY = "no_reply"
    """All was sent, and the printer did not say that it printed."""
    NOT_CONFIRMED = "not_confirmed"
    """All was sent, over a line on which this printer can't reply."""
    INTERRUPTED = "interrupted"
    """This program ended between the first byte and the reply."""
    NOT_WANTED = "not_wanted"
    """What the job was for is over."""
    PRINTED_AGAIN = "printed_again"
    """Another copy takes this one's place."""


@dataclass(frozen=True)
class Trouble:
    """Why a job did not print, at which printer (None: none was asked)."""

    reason: Reason
    nothing_sent: bool
    printer: str | None = None


_FIRST_WAIT = timedelta(seconds=1)
_LONGEST_WAIT = timedelta(seconds=12)


def next_try_at(attempts: int, now: datetime, jitter: float) -> datetime:
    """Return when to try a stuck job again: 1, 2, 4, 8, then every 12 seconds.

    `jitter` is a random number from 0 to 1 that spreads the wait over 75 to 125 %, so that
    stations which share a printer don't knock at the same moment.
    """
    wait = min(_FIRST_WAIT * (1 << min(max(attempts - 1, 0), 8)), _LONGEST_WAIT)
    return now + wait * (0.75 + jitter / 2)


def state_after(trouble: Trouble) -> PrintState:
    """Return STUCK when no byte left, so that a retry can't print twice; else UNKNOWN."""
    return PrintState.STUCK if trouble.nothing_sent else PrintState.UNKNOWN


def is_news(known: str | None, reason: Reason) -> bool:
    """Say whether a job is stuck in a new way: a retry that ends like the one before is not told again."""
    return known != reason
