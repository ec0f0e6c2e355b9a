"""What a visitor may say, and for how long it can be changed (R23); pure."""

from datetime import datetime, timedelta
from enum import IntEnum

from shared.kernel.names import has_odd_characters

KEPT = timedelta(days=180)
"""R29: as long as the rest of a visit."""
CHANGEABLE_S = 5
"""How long the screen lets a visitor change the number that was tapped."""
_CHANGED_WITHIN = timedelta(seconds=30)
"""What the house still takes as a change: a tap in the fifth second may come late over a slow line."""
_ADDED_WITHIN = timedelta(minutes=15)
_HOUR = timedelta(hours=1)
RATED_WITHIN = timedelta(minutes=15)
"""How long after leaving the kiosk still asks."""
LONGEST_COMMENT = 500


class Score(IntEnum):
    """One tap: how satisfied a visitor is."""

    VERY_DISSATISFIED = 1
    DISSATISFIED = 2
    FAIR = 3
    SATISFIED = 4
    VERY_SATISFIED = 5


LOW = Score.DISSATISFIED
"""Up to here somebody at reception hears of it at once."""


def may_change_score(given_at: datetime, now: datetime) -> bool:
    """Say whether the number can still be changed."""
    return now - given_at <= _CHANGED_WITHIN


def may_add(given_at: datetime, is_anonymous: bool, now: datetime) -> bool:
    """Say whether a comment, or the wish to stay unnamed, is still taken.

    Of an anonymous answer only the hour is known: it has an hour more.
    """
    return now - given_at <= _ADDED_WITHIN + (_HOUR if is_anonymous else timedelta())


def problem_with_comment(comment: str) -> str | None:
    """Return what is wrong with a comment as a code, or None."""
    if len(comment) > LONGEST_COMMENT:
        return "too_long"
    return "odd" if has_odd_characters(comment.replace("\n", " ")) else None
