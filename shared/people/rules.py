"""Ranks, so that approvals and receivers can match them (R3, R6), and what a visitor must type of a name (R16)."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
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


_WORKS = re.compile(r"([1-7]+|[1-7]-[1-7])\s+(\d{1,2}):(\d{2})\s*[-–~至]\s*(\d{1,2}):(\d{2})")


@dataclass(frozen=True)
class Works:
    """On which days of the week (1 is Monday) and from when to when somebody works, on their site's clock."""

    days: frozenset[int]
    begins: time
    ends: time

    @classmethod
    def parse(cls, text: str) -> "Works":
        """Read `1-5 9:00-17:30`. Raises ValueError for anything else."""
        found = _WORKS.fullmatch(text.strip())
        if found is None:
            raise ValueError(text)
        first, last = found[1][0], found[1][-1]
        days = range(int(first), int(last) + 1) if "-" in found[1] else map(int, found[1])
        works = cls(frozenset(days), time(int(found[2]), int(found[3])), time(int(found[4]), int(found[5])))
        if not works.days or works.begins >= works.ends:
            raise ValueError(text)
        return works

    def holds(self, there: datetime) -> bool:
        """Say whether somebody is at work at a moment, on the site's clock."""
        return there.isoweekday() in self.days and self.begins <= there.time() < self.ends


def is_at_work(works: str, there: datetime) -> bool:
    """Say whether somebody with these working hours is at work; without any they are whenever the site is."""
    return not works or Works.parse(works).holds(there)
