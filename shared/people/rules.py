"""Ranks, so that approvals and receivers can match them (R3, R6), and what a visitor must type of a name (R16)."""

from datetime import date
from enum import IntEnum

from shared.kernel.names import HAN, normal

FEWEST_CHINESE, FEWEST_LETTERS = 2, 3
"""What has to be typed of a name before any is shown."""


class Rank(IntEnum):
    """How high a person stands; a higher rank may do what a lower one may."""

    STAFF = 0
    MANAGER = 1
    DEPARTMENT_HEAD = 2
    GENERAL_MANAGER = 3
    CHAIRMAN = 4


def is_enough_to_search(typed: str) -> bool:
    """Say whether enough of a name was typed: two Chinese characters, or three letters of any other script."""
    text = normal(typed)
    return len(text) >= (FEWEST_CHINESE if HAN.match(text) else FEWEST_LETTERS)


def is_away(first: date | None, last: date | None, day: date) -> bool:
    """Say whether somebody is away on a day of their site's calendar; without a last day: until further notice."""
    return first is not None and first <= day <= (last or day)
