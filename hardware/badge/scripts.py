"""What scripts ask of who draws them: joined letters, marks, and lines that run from the right."""

import unicodedata
from itertools import groupby

_JOINED = (("\u0590", "\u109f"), ("\u1780", "\u17ff"), ("\ufb1d", "\ufdff"), ("\ufe70", "\ufefc"))
"""Hebrew to Burmese, Khmer, and the older forms of Hebrew and Arabic letters."""
_FROM_RIGHT = ("R", "AL", "AN")
_FROM_LEFT = ("L", "EN")
_LETTERS = ("L", "R", "AL")
"""Digits have a direction and say nothing of the line's."""
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")


def is_joined(character: str) -> bool:
    """Say whether a letter's shape depends on those beside it, so that a run must be drawn as one."""
    return any(first <= character <= last for first, last in _JOINED)


def is_wide(character: str) -> bool:
    """Say whether a character fills a square, so that a line may break beside it: Han, kana, Hangul."""
    return "\u2e80" <= character <= "\u9fff" or "\uac00" <= character <= "\ud7a3" or character >= "\U00020000"


def is_mark(character: str) -> bool:
    """Say whether a character stands on the one before it."""
    return unicodedata.category(character).startswith("M")


def in_order_of_sight(text: str) -> list[tuple[str, bool]]:
    """Return the parts of a line as they stand from left to right, and whether each is read from the right.

    The letters within a part stay as they were typed. The direction of the line is that of its first letter
    that has one.
    """
    directions = _directions(text)
    kinds = (unicodedata.bidirectional(character) for character in text)
    base = next((kind != "L" for kind in kinds if kind in _LETTERS), False)
    settled = _settle(directions, base)
    groups = groupby(zip(text, settled, strict=True), lambda pair: pair[1])
    parts = [("".join(character for character, _ in part), from_right) for from_right, part in groups]
    return parts[::-1] if base else parts


def mirrored(text: str) -> str:
    """Return signs that stand in a part that is read from the right, as they stand from left to right."""
    return text[::-1].translate(_MIRRORED)


def _directions(text: str) -> list[bool | None]:
    """Say of each character whether it is read from the right; None for what goes with its neighbours."""
    found: list[bool | None] = []
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind == "NSM" and found:
            found.append(found[-1])
        elif kind in _FROM_RIGHT:
            found.append(True)
        else:
            found.append(False if kind in _FROM_LEFT else None)
    return found


def _settle(directions: list[bool | None], base: bool) -> list[bool]:
    """Give what stands between two of a direction that direction, and the rest the line's."""
    ahead = _carried(directions, base)
    behind = _carried(directions[::-1], base)[::-1]
    return [one if one == other else base for one, other in zip(ahead, behind, strict=True)]


def _carried(directions: list[bool | None], base: bool) -> list[bool]:
    last, carried = base, []
    for direction in directions:
        last = last if direction is None else direction
        carried.append(last)
    return carried
