"""Words as a badge can show them: nothing invisible, nothing that no font has."""

import unicodedata
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from anyascii import anyascii

from hardware.badge.fonts import can_draw
from hardware.badge.scripts import is_mark

_DROPPED_IF_UNDRAWABLE = {"So", "Sk", "Sc", "Sm"}
"""Emoji and signs: a name is whole without those that no font has."""
_SPACES = {"Zs", "Zl", "Zp"}
_NEVER = {"Cc", "Cf", "Cs", "Co", "Cn"}
"""Control characters (ESC among them), direction overrides, halves of characters, private use."""


@lru_cache(maxsize=4096)
def legible(text: str, face: Path) -> str:
    """Return the text as this face can draw it.

    Control and format characters go, white space becomes one space, and a word with letters
    that no font has is transcribed into Latin ones: never a box, never a question mark.
    """
    plain = "".join(_visible(character) for character in unicodedata.normalize("NFC", text))
    words = (_drawable(_with_founded_marks(word), face) for word in plain.split())
    return " ".join(word for word in words if word)


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in _SPACES or character in "\t\n\r\v\f":
        return " "
    return "" if category in _NEVER or _is_variation(character) else character


def _is_variation(character: str) -> bool:
    """Variation selectors choose a shape; they have none of their own."""
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _with_founded_marks(word: str) -> str:
    """Drop marks that stand on no letter of their own script: they would be drawn on a dotted circle."""
    founded = ""
    for character in word:
        if not is_mark(character) or (founded and _script(character) == _script(founded[-1])):
            founded += character
    return founded


def _script(character: str) -> str:
    return unicodedata.name(character, "").split(" ")[0]


def _drawable(word: str, face: Path) -> str:
    """Keep the word; else write it without its marks; else transcribe the letters that are missing."""
    nearest = "".join(_nearest(character, face) for character in word)
    written = ""
    for drawable, part in groupby(nearest, lambda character: can_draw(face, character)):
        letters = "".join(part)
        written += letters if drawable else _in_latin(letters, begins=not written)
    return written


def _nearest(character: str, face: Path) -> str:
    """Return the character, its base letter (ǟ → a), nothing for a mere sign, or itself if none will do."""
    if unicodedata.name(character, "").startswith("COMBINING"):
        return ""  # a mark for which there is no letter: it would stand askew
    if can_draw(face, character):
        return character
    if unicodedata.category(character) in _DROPPED_IF_UNDRAWABLE:
        return ""
    base = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
    return base if base and can_draw(face, base) else character


def _in_latin(letters: str, begins: bool) -> str:
    """Transcribe; a name in a script without capitals gets one where it begins."""
    latin = "".join(character for character in anyascii(letters) if character.isprintable())
    return latin[:1].upper() + latin[1:] if begins else latin
