"""What stands on a badge: pure values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from shared.bookings.rules import Problem
from shared.kernel.names import has_odd_characters

AT_RECEPTION = "前台 Reception"
"""Printed in a host's place for who named nobody; paper has both languages."""


@dataclass(frozen=True)
class BadgeContent:
    """All that a badge shows; the renderer decides where and how large."""

    name: str
    company: str
    host: str
    area: str
    purpose: str
    grade: str
    """One letter, A to D (R3)."""
    grade_word: str
    permit: str
    valid_until: datetime
    """Aware, in the site's zone: the badge shows the hour on the visitor's own watch."""
    code: str
    """The check-out code, as the QR carries it."""
    escort: bool
    copy: int = 1
    photos_allowed: bool = False
    """R10: photos are forbidden unless the permit allows them."""
    photo: bytes | None = None
    survey: str = ""
    """The address of the visitor's own survey (R23), for layouts that show it; empty where there is none."""


class Fact(StrEnum):
    """A labelled line of a badge."""

    HOST = "host"
    AREA = "area"
    PURPOSE = "purpose"
    COMPANY = "company"
    PERMIT = "permit"


class Roll(StrEnum):
    """What a badge is printed on; each kind of paper has layouts of its own."""

    WIDE = "80"
    NARROW = "58"
    LABEL = "62"


LONGEST_DISCLAIMER = 160
"""Characters, in each language: three lines or so of a badge."""
WIDTHS = {576: Roll.WIDE, 512: Roll.NARROW, 384: Roll.NARROW, 696: Roll.LABEL}
"""Dots in a row, and the paper that has so many."""
WIDTH_SHOWN = {Roll.WIDE: 576, Roll.NARROW: 384, Roll.LABEL: 696}
"""The usual one of a paper's widths, for a preview."""


@dataclass(frozen=True)
class BadgeLayout:
    """What an administrator chooses for the badges of one grade on one paper.

    Name, grade, QR code, validity, and whether pictures may be taken and an escort is needed stand on every badge.
    """

    facts: tuple[Fact, ...] = (Fact.HOST, Fact.AREA, Fact.PURPOSE)
    """In the order in which they stand."""
    company: bool = True
    """Whether the company stands below the name."""
    permit: bool = True
    """Whether the permit number stands below the date."""
    photo: bool = True
    """Whether a photo is printed when there is one."""
    logo: str | None = None
    """The id of a picture."""
    disclaimer: str = ""
    disclaimer_en: str = ""
    survey: bool = False
    """Whether a second code, for the visitor's own phone, leads to the questions how it was (R23)."""

    def as_json(self) -> dict[str, Any]:
        """Return all but the logo, which is a reference."""
        return {name: list(value) if name == "facts" else value for name, value in vars(self).items() if name != "logo"}

    @classmethod
    def from_json(cls, chosen: dict[str, Any], logo: str | None) -> "BadgeLayout":
        """Read back what `as_json` wrote. Raises ValueError or TypeError for anything else."""
        return cls(**{**chosen, "facts": tuple(Fact(fact) for fact in chosen["facts"]), "logo": logo})


DEFAULT_LAYOUTS = {
    Roll.WIDE: BadgeLayout(),
    Roll.NARROW: BadgeLayout(photo=False),
    Roll.LABEL: BadgeLayout(),
}
"""How badges look in a new house: narrow paper has little room for a photo."""


def roll_of(width: int) -> Roll:
    """Return the paper of a printer with so many dots in a row: the widest that fits it."""
    fitting = [known for known in WIDTHS if known <= width]
    return WIDTHS[max(fitting, default=min(WIDTHS))]


def problems_with_layout(layout: BadgeLayout) -> list[Problem]:
    """Return everything that is wrong with a layout, an empty list if badges can be printed so."""
    checks = [("facts", "twice", len(set(layout.facts)) < len(layout.facts))]
    for field, words in (("disclaimer", layout.disclaimer), ("disclaimer_en", layout.disclaimer_en)):
        checks.append((field, "too_long", len(words) > LONGEST_DISCLAIMER))
        checks.append((field, "odd", has_odd_characters(words)))
    return [Problem(field, code) for field, code, is_wrong in checks if is_wrong]
