"""What a visitor may say, and for how long it can be changed (R23); pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

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
LONGEST_DIMENSION = 24
MOST_DIMENSIONS = 8
HIGHEST_RECOMMENDATION = 10
LONGEST_ANSWER = 1000
LETTER_AFTER = timedelta(minutes=1)
"""How long a letter about a low score waits: the number may still be changed, the name be taken away."""


class Score(IntEnum):
    """One tap: how satisfied a visitor is."""

    VERY_DISSATISFIED = 1
    DISSATISFIED = 2
    FAIR = 3
    SATISFIED = 4
    VERY_SATISFIED = 5


LOW = Score.DISSATISFIED
"""Up to here somebody at reception hears of it at once."""


@dataclass(frozen=True)
class More:
    """What was answered beyond the one question."""

    scores: Mapping[str, int]
    recommend: int | None


NOTHING_MORE = More({}, None)


def may_change_score(given_at: datetime, now: datetime) -> bool:
    """Say whether the number can still be changed."""
    return now - given_at <= _CHANGED_WITHIN


def may_add(given_at: datetime, is_anonymous: bool, now: datetime) -> bool:
    """Say whether a comment, or the wish to stay unnamed, is still taken.

    Of an anonymous answer only the hour is known: it has an hour more.
    """
    return now - given_at <= _ADDED_WITHIN + (_HOUR if is_anonymous else timedelta())


def settles_at(given_at: datetime, is_anonymous: bool) -> datetime:
    """Return from when on an answer that was given at the kiosk can't be changed any more."""
    return given_at + _ADDED_WITHIN + (2 * _HOUR if is_anonymous else timedelta())


def kept_of(scores: Mapping[str, int], recommend: int | None, asked: Sequence[str], asks_recommend: bool) -> More:
    """Return what counts of the further answers: only what the survey asks, and only what can be."""
    known = {code: int(Score(score)) for code, score in scores.items() if code in asked and score in set(Score)}
    is_said = recommend is not None and asks_recommend and 0 <= recommend <= HIGHEST_RECOMMENDATION
    return More(known, recommend if is_said else None)


class Deed(StrEnum):
    """What may be done with a complaint."""

    TAKE = "take"
    ANSWER = "answer"
    CLOSE = "close"


def objection_to_deed(deed: Deed, words: str, *, answered: bool, closed: bool) -> str | None:
    """Return why a step of a complaint can't be taken as a code, or None (R25: closed only once it was answered)."""
    if closed:
        return "closed_before"
    if deed is Deed.CLOSE and not answered:
        return "not_answered"
    if deed is Deed.TAKE:
        return None
    if not words:
        return "missing"
    if len(words) > LONGEST_ANSWER:
        return "too_long"
    return "odd" if has_odd_characters(words.replace("\n", " ")) else None


def problem_with_comment(comment: str) -> str | None:
    """Return what is wrong with a comment as a code, or None."""
    if len(comment) > LONGEST_COMMENT:
        return "too_long"
    return "odd" if has_odd_characters(comment.replace("\n", " ")) else None
