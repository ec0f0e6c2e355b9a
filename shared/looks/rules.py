"""Colours that a company may choose: readable ones, and the shades that go with them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

HOUSE_WALL, HOUSE_LAMP = "#0d3a32", "#ffba3a"
LONGEST_GREETING = 40
READABLE = 7.0
"""The least contrast of letters with what they stand on."""

_WHITE_LETTERS, _DARK_LETTERS = "#f4f7f2", "#1b1405"
_WHITE, _BLACK = "#ffffff", "#000000"
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_PRESSED = 0.08
"""How much darker a lamp is while a finger is on it."""
_STEPS = 20


@dataclass(frozen=True)
class Look:
    """What a company chose; nothing for what is to stay as it came."""

    wall: str | None = None
    lamp: str | None = None
    logo: str | None = None
    picture: str | None = None
    greetings: Mapping[str, str] = field(default_factory=dict)
    """By language."""


@dataclass(frozen=True)
class Unreadable:
    """Why a colour won't do: the contrast that letters on it have, and the nearest colour that would do."""

    contrast: float
    instead: str


def colour_typed(text: str) -> str | None:
    """Return a colour such as #0D3A32 in one form, or None for what is none."""
    plain = text.strip().lower()
    return plain if _COLOUR.fullmatch(plain) else None


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def trouble_with_wall(colour: str) -> Unreadable | None:
    """Say why white letters cannot be read on a wall of this colour, or None."""
    reached = contrast(colour, _WHITE_LETTERS)
    return None if reached >= READABLE else Unreadable(reached, _readable(colour, _BLACK, _WHITE_LETTERS))


def trouble_with_lamp(colour: str) -> Unreadable | None:
    """Say why dark letters cannot be read on a lamp of this colour, also while it is pressed, or None."""
    reached = contrast(mixed(colour, _BLACK, _PRESSED), _DARK_LETTERS)
    return None if reached >= READABLE else Unreadable(reached, _readable(colour, _WHITE, _DARK_LETTERS, _PRESSED))


def shades_of_wall(colour: str) -> dict[str, str]:
    """Return what the design's values for the wall become."""
    second = (mixed(_WHITE_LETTERS, colour, part / 100) for part in range(25, -1, -1))
    return {
        "pine": colour,
        "pine-deep": mixed(colour, _BLACK, 0.35),
        "pine-lift": mixed(colour, _WHITE, 0.06),
        "on-pine": _WHITE_LETTERS,
        "on-pine-2": next(letters for letters in second if contrast(letters, colour) >= READABLE),
    }


def shades_of_lamp(colour: str) -> dict[str, str]:
    """Return what the design's values for the lamp become."""
    return {
        "lamp": colour,
        "lamp-pressed": mixed(colour, _BLACK, _PRESSED),
        "on-lamp": _DARK_LETTERS,
        "lamp-floor": mixed(colour, _WHITE, 0.5),
        "lamp-beam": mixed(colour, _WHITE, 0.5),
    }


def mixed(colour: str, other: str, part: float) -> str:
    """Return a colour with a part (0 to 1) of another in it."""
    channels = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * part):02x}" for one, two in channels)


def _readable(colour: str, towards: str, letters: str, pressed: float = 0) -> str:
    """Return the colour nearest to this one, on the way to black or white, on which letters can be read."""
    nearer = (mixed(colour, towards, step / _STEPS) for step in range(_STEPS + 1))
    return next(shade for shade in nearer if contrast(mixed(shade, _BLACK, pressed), letters) >= READABLE)


def _luminance(colour: str) -> float:
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in _parts(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _parts(colour: str) -> list[float]:
    return [channel / 255 for channel in _channels(colour)]


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
