"""What may be known of a visit beyond who comes, when and why (R1): all of it optional, none of it asked for twice."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from shared.kernel.names import has_odd_characters, without_marks
from shared.kernel.plates import LONGEST_PLATE, tidy_plate

LONGEST_MORE = 200
LONGEST_ITEMS = 500
MOST_ITEMS = 20
MOST_OF_AN_ITEM = 999


class Transport(StrEnum):
    """How the guests come. Stored with the booking, so never renamed."""

    OWN_CAR = "own_car"
    TAXI = "taxi"
    TRAIN = "train"
    PLANE = "plane"
    COACH = "coach"
    PUBLIC = "public"
    ON_FOOT = "on_foot"


YES, NO = "yes", "no"


@dataclass(frozen=True)
class More:
    """The optional facts of R1. An empty text: nobody said."""

    transport: str = ""
    plate: str = ""
    """Of the leader's car, as `tidy_plate` keeps it: the gate knows it before it comes (R11)."""
    pick_up: str = ""
    """Where and when guests want to be fetched; the car itself is asked for with the visit (R34)."""
    meals: str = ""
    lodging: str = ""
    items: str = ""
    """What they bring, one a line, such as `laptop × 2`: the lines of the release pass (R11)."""
    language: str = ""
    """A code such as `ja`, of the languages that the house speaks, or words for another one."""
    needs: str = ""
    decides: str = ""
    """Whether the visitor can decide on cooperation: `yes`, `no`. It raises the proposed grade (R3)."""

    def tidied(self) -> "More":
        """Return it with its texts trimmed; items keep their lines."""
        said = {name: without_marks(value) for name, value in asdict(self).items()}
        texts = {name: " ".join(value.split()) for name, value in said.items() if name != "items"}
        lines = [" ".join(line.split()) for line in said["items"].splitlines()]
        texts["plate"] = tidy_plate(texts["plate"])
        return More(**texts, items="\n".join(line for line in lines if line))

    def as_json(self) -> dict[str, str]:
        """Return what was said, as a booking keeps it."""
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "More":
        """Read back what `as_json` wrote."""
        known = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in kept.items() if name in known})


NOTHING_MORE = More()
_LONGEST = {"plate": LONGEST_PLATE, "items": LONGEST_ITEMS, "needs": LONGEST_ITEMS}
_MEASURE = "[个台件箱只把套部包本块张盒支瓶]"
_NUMBERED = [
    re.compile(rf"(?P<what>.+?)\s*[×*＊]\s*(?P<number>\d{{1,4}})\s*{_MEASURE}?"),
    re.compile(r"(?P<what>.+?)\s+x\s*(?P<number>\d{1,4})", re.IGNORECASE),
    re.compile(rf"(?P<what>.+?)\s*(?P<number>\d{{1,4}})\s*(?:{_MEASURE}|pcs\.?)", re.IGNORECASE),
    re.compile(rf"(?P<number>\d{{1,4}})\s*(?:[×*＊]|{_MEASURE})\s*(?P<what>.+)"),
    re.compile(r"(?P<number>\d{1,4})\s+(?:x\s+)?(?P<what>.+)", re.IGNORECASE),
]
"""How a number is written that counts things; any other one, as in `iPhone 15`, belongs to a name."""


def problems_with_more(more: More) -> list[tuple[str, str]]:
    """Return what is wrong with the optional facts: field and code."""
    texts = asdict(more)
    odd = [(name, "odd") for name, value in texts.items() if has_odd_characters(value)]
    found = odd + [(name, "too_long") for name, value in texts.items() if len(value) > _LONGEST.get(name, LONGEST_MORE)]
    if more.transport not in {"", *Transport}:
        found.append(("transport", "unknown"))
    if more.decides not in ("", YES, NO):
        found.append(("decides", "unknown"))
    if len(more.items.splitlines()) > MOST_ITEMS:
        found.append(("items", "too_many"))
    return found


def items_in(text: str) -> tuple[tuple[str, int], ...]:
    """Return what is brought and how many of it; a line without a number is one thing.

    The number may stand before or behind: `laptop × 2`, `2 laptops`, `样品 3 件`.
    """
    return tuple(_item(part) for line in text.splitlines() for part in re.split(r"[;；]", line) if part.strip())


def _item(line: str) -> tuple[str, int]:
    line = line.strip()
    found = next((match for pattern in _NUMBERED if (match := pattern.fullmatch(line))), None)
    if found is None:
        return line, 1
    return found["what"].strip(), min(max(int(found["number"]), 1), MOST_OF_AN_ITEM)
