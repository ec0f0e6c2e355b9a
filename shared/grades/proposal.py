"""Which grade a visit is proposed: by its kind, the account's tier and the guests' titles (R3, R4); pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from shared.companies.rules import Tier

LOWEST = "D"
WORDS_APART = re.compile(r"\s*[,，、;；\n]\s*")
_NOT_THEMSELVES = re.compile(
    r"副|助理|秘书|代表|\b(vice|deputy|assistant|secretary|acting for|office of|representative)\b", re.IGNORECASE
)
"""A deputy or an assistant of somebody is not that somebody."""


@dataclass(frozen=True)
class Line:
    """One line of the table: what has to be so for a visit to be of at least this grade. Empty: anything will do."""

    kind: str
    tier: str
    titles: tuple[str, ...]
    grade: str
    decides: bool = False
    """Only where a visitor can decide on cooperation."""


@dataclass(frozen=True)
class Facts:
    """What is known of a visit when its grade is proposed."""

    kind: str
    tier: Tier = Tier.NONE
    """The highest among the guests' companies."""
    titles: tuple[str, ...] = ()
    decides: bool = False
    """Whether a visitor can decide on cooperation (R1)."""


def proposal(lines: Sequence[Line], facts: Facts) -> tuple[str, int | None]:
    """Return the grade that is proposed and which line says so, counted from 0; D and None where no line fits.

    Of all lines that fit the highest grade counts, so that their order says nothing and a tier only ever raises.
    """
    fitting = [(line.grade, number) for number, line in enumerate(lines) if fits(line, facts)]
    return min(fitting, default=(LOWEST, None), key=lambda found: (found[0], found[1] or 0))


def fits(line: Line, facts: Facts) -> bool:
    """Say whether a line is about such a visit."""
    if line.kind and line.kind != facts.kind:
        return False
    if line.tier and _height(facts.tier) < _height(Tier(line.tier)):
        return False
    if line.decides and not facts.decides:
        return False
    return not line.titles or any(has_title(title, line.titles) for title in facts.titles)


def has_title(title: str, words: Sequence[str]) -> bool:
    """Say whether a title holds one of these words, and does not only stand beside it, as a deputy's does."""
    return any(_holds(title, word) for word in words)


def _holds(title: str, word: str) -> bool:
    if _NOT_THEMSELVES.search(title) and not _NOT_THEMSELVES.search(word):
        return False
    edge = r"\b" if word.isascii() else ""
    return re.search(f"{edge}{re.escape(word)}{edge}", title, re.IGNORECASE) is not None


def _height(tier: Tier) -> int:
    return list(Tier).index(tier)
