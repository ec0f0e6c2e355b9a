"""The badge's fonts. They come with the project: a bare machine has none."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

_VENDORED = Path(__file__).parents[2] / "static" / "vendor"
_CHINESE = _VENDORED / "noto-sans-sc" / "0.4.3"
_EUROPEAN = _VENDORED / "noto-sans" / "0.4.2"
BOLD = _CHINESE / "700Bold" / "NotoSansSC_700Bold.ttf"
MEDIUM = _CHINESE / "500Medium" / "NotoSansSC_500Medium.ttf"

FALLBACKS: dict[Path, tuple[Path, ...]] = {
    BOLD: (BOLD, _EUROPEAN / "700Bold" / "NotoSans_700Bold.ttf"),
    MEDIUM: (MEDIUM, _EUROPEAN / "500Medium" / "NotoSans_500Medium.ttf"),
}
"""For each face the fonts to look a character up in, the face itself first."""

_NO_CHARACTER = "\U0010ffff"
_LOOK_AT_SIZE = 24
_FIRST_OF_JOINED, _LAST_OF_JOINED = "\u0590", "\u109f"
"""Hebrew to Burmese: written from the right, or with letters that join and stack, which this does not draw."""
_WORDS = re.compile(r"\s+|\S+")


@lru_cache(maxsize=256)
def font(face: Path, size: int) -> ImageFont.FreeTypeFont:
    """Return a face at a size in dots, loaded once. Basic layout: the same on every machine."""
    return ImageFont.truetype(face, size, layout_engine=ImageFont.Layout.BASIC)


def can_draw(face: Path, text: str) -> bool:
    """Say whether every character of the text can be drawn in this face."""
    return all(_font_with(face, character) for character in text)


def width(face: Path, size: int, text: str) -> int:
    """Return how many dots wide a line of text is."""
    return sum(_advance(path, size, character) for path, character in _spelled(face, text))


def ink(face: Path, size: int, text: str) -> tuple[int, int]:
    """Return the first row with ink and the first one below it, counted from the baseline down."""
    spelled = _spelled(face, text)
    glyphs = [_glyph(path, size, character) for path, character in spelled if not character.isspace()]
    return min(glyph.y for glyph in glyphs), max(glyph.y + glyph.picture.height for glyph in glyphs)


def write(canvas: Image.Image, text: str, face: Path, size: int, at: tuple[int, int], colour: int) -> None:
    """Write on a mode "1" picture, the first character's origin at x, on a baseline y. Nothing is smoothed."""
    x, baseline = at
    for path, character in _spelled(face, text):
        glyph = _glyph(path, size, character)
        canvas.paste(colour, (x + glyph.x, baseline + glyph.y), glyph.picture)
        x += _advance(path, size, character)


@dataclass(frozen=True)
class _Glyph:
    """A character's ink, and where it begins, seen from its origin on the baseline."""

    picture: Image.Image
    x: int
    y: int


@lru_cache(maxsize=4096)
def _spelled(face: Path, text: str) -> tuple[tuple[Path, str], ...]:
    """Return each character with its font: one font for a whole word, where one has all its letters."""
    spelled: list[tuple[Path, str]] = []
    for word in _WORDS.findall(text):
        whole = next((path for path in FALLBACKS[face] if all(_draws(path, character) for character in word)), None)
        spelled += [(whole or _font_with(face, character) or face, character) for character in word]
    return tuple(spelled)


def _font_with(face: Path, character: str) -> Path | None:
    """Return the first font of the face's that can draw the character; None: it would be a box."""
    return next((path for path in FALLBACKS[face] if _draws(path, character)), None)


@lru_cache(maxsize=65_536)
def _advance(path: Path, size: int, character: str) -> int:
    return round(font(path, size).getlength(character, mode="1"))


# Drawing a character takes 0.05 ms and most badges use the same ones again: 4,096 are some 10 MB.
@lru_cache(maxsize=4096)
def _glyph(path: Path, size: int, character: str) -> _Glyph:
    canvas = Image.new("1", (3 * size, 3 * size), 0)
    origin = (size, 2 * size)  # room enough for accents upon accents
    ImageDraw.Draw(canvas).text(origin, character, font=font(path, size), fill=1, anchor="ls")
    box = canvas.getbbox() or (*origin, *origin)
    return _Glyph(canvas.crop(box), box[0] - origin[0], box[1] - origin[1])


@lru_cache(maxsize=65_536)
def _draws(path: Path, character: str) -> bool:
    """Say whether the font has a glyph of its own for a character: not the box that stands for a missing one."""
    if _FIRST_OF_JOINED <= character <= _LAST_OF_JOINED:
        return False
    return character.isspace() or _drawn(path, character) != _drawn(path, _NO_CHARACTER)


@lru_cache(maxsize=1024)
def _drawn(path: Path, character: str) -> tuple[tuple[int, int], bytes]:
    mask = font(path, _LOOK_AT_SIZE).getmask(character, mode="1")
    return mask.size, bytes(mask)
