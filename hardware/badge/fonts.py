"""The badge's fonts. They come with the project: a bare machine has none."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from math import ceil, floor
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from hardware.badge.scripts import in_order_of_sight, is_joined, is_wide, mirrored

_VENDORED = Path(__file__).parents[2] / "static" / "vendor"
_CHINESE = _VENDORED / "noto-sans-sc" / "0.4.3"
_EUROPEAN = _VENDORED / "noto-sans" / "0.4.2"
BOLD = _CHINESE / "700Bold" / "NotoSansSC_700Bold.ttf"
MEDIUM = _CHINESE / "500Medium" / "NotoSansSC_500Medium.ttf"


_SCRIPTS = (
    "arabic thai hebrew georgian armenian bengali gujarati gurmukhi kannada malayalam oriya tamil telugu sinhala lao "
    "khmer myanmar ethiopic tibetan"
).split()


def _bold(script: str, part: str) -> Path:
    family = f"noto-{'serif' if script == 'tibetan' else 'sans'}-{script}"
    return _VENDORED / family / "5.3.0" / "files" / f"{family}-{part}-700-normal.woff2"


_PACKED = {
    **{_bold(script, script): script.upper() for script in _SCRIPTS},
    _bold("kr", "korean"): "HANGUL",
    **{_bold("jp", str(part)): "CJK" for part in range(2)},
    **{_bold("hk", str(part)): "CJK" for part in range(11)},
}
"""Fonts for web pages, in one weight, and how the Unicode names of their characters begin.

Opening one unpacks it, which takes up to a tenth of a second and six megabytes: only what a name needs is opened.
The last two are the rare Han characters that Japanese and Cantonese names have.
"""

FALLBACKS: dict[Path, tuple[Path, ...]] = {
    BOLD: (BOLD, _EUROPEAN / "700Bold" / "NotoSans_700Bold.ttf", *_PACKED),
    MEDIUM: (MEDIUM, _EUROPEAN / "500Medium" / "NotoSans_500Medium.ttf", *_PACKED),
}
"""For each face the fonts to look a character up in, the face itself first."""

_NO_CHARACTER = "\U0010ffff"
_LOOK_AT_SIZE = 24
_MEASURED_AT = 96
_QUOTES = "‘’“”"
_WORDS = re.compile(r"\s+|\S+")


@dataclass(frozen=True)
class _Run:
    """What is drawn at once: one character, or all of a word whose letters join."""

    text: str
    path: Path
    is_joined: bool


@dataclass(frozen=True)
class _Glyph:
    """A run's ink, and where it begins, seen from its origin on the baseline."""

    picture: Image.Image
    x: int
    y: int


@lru_cache(maxsize=256)
def font(face: Path, size: int) -> ImageFont.FreeTypeFont:
    """Return a face at a size in dots, loaded once. Basic layout: the same on every machine."""
    return _open(face, size, joins=False)


@lru_cache(maxsize=24)
def _packed(path: Path, size: int, joins: bool, /) -> ImageFont.FreeTypeFont:
    """Return a packed font at a size: few are kept, since each is large, and its glyphs are kept anyway."""
    return _open(path, size, joins)


@cache
def _measure(path: Path, joins: bool, /) -> ImageFont.FreeTypeFont:
    """Return a packed font at the one size at which it is looked at and measured."""
    return _open(path, _MEASURED_AT, joins)


def _open(path: Path, size: int, joins: bool) -> ImageFont.FreeTypeFont:
    """Open a font. Letters that join are shaped by Raqm, in Pillow's own wheel; all others are set one by one."""
    engine = ImageFont.Layout.RAQM if joins else ImageFont.Layout.BASIC
    return ImageFont.truetype(path, size, layout_engine=engine)


def can_draw(face: Path, text: str) -> bool:
    """Say whether every character of the text can be drawn in this face."""
    return all(_font_with(face, character) for character in text)


@lru_cache(maxsize=4096)
def width(face: Path, size: int, text: str) -> int:
    """Return how many dots wide a line of text is."""
    return sum(_advance(run, size) for run in _runs(face, text))


@lru_cache(maxsize=4096)
def ink(face: Path, size: int, text: str) -> tuple[int, int]:
    """Return the first row with ink and the first one below it, counted from the baseline down.

    Of packed fonts both may be a few rows too far out.
    """
    inks = [_ink(run, size) for run in _runs(face, text) if not run.text.isspace()]
    return min(top for top, _ in inks), max(bottom for _, bottom in inks)


def write(canvas: Image.Image, text: str, face: Path, size: int, at: tuple[int, int], colour: int) -> None:
    """Write on a mode "1" picture, the first character's origin at x, on a baseline y. Nothing is smoothed."""
    line = _line(face, size, text)
    canvas.paste(colour, (at[0] + line.x, at[1] + line.y), line.picture)


# Most lines of a badge (host, area, purpose, day) stand on others too: 512 are some 4 MB.
@lru_cache(maxsize=512)
def _line(face: Path, size: int, text: str) -> _Glyph:
    """Return a whole line as if it were one glyph."""
    placed, x = [], 0
    for run in _runs(face, text):
        glyph = _glyph(run, size)
        placed.append((x + glyph.x, glyph.y, glyph.picture))
        x += _advance(run, size)
    left = min((x for x, _, _ in placed), default=0)
    top = min((y for _, y, _ in placed), default=0)
    right = max((x + picture.width for x, _, picture in placed), default=0)
    foot = max((y + picture.height for _, y, picture in placed), default=0)
    line = Image.new("1", (max(right - left, 1), max(foot - top, 1)), 0)
    for x, y, picture in placed:
        line.paste(1, (x - left, y - top), picture)
    return _Glyph(line, left, top)


@lru_cache(maxsize=4096)
def _runs(face: Path, text: str) -> tuple[_Run, ...]:
    """Return what is drawn, in the order of sight."""
    if text.isascii():
        return tuple(_spelled(face, text))
    runs: list[_Run] = []
    for part, from_right in in_order_of_sight(text):
        spelled = _spelled(face, part)
        runs += [_turned(run) for run in reversed(spelled)] if from_right else spelled
    return tuple(runs)


def _turned(run: _Run) -> _Run:
    return run if run.is_joined else _Run(mirrored(run.text), run.path, is_joined=False)


def _spelled(face: Path, text: str) -> list[_Run]:
    """Return each character, or each word that joins, with its font: one for a whole word, where one has all of it."""
    spelled: list[_Run] = []
    for word in _WORDS.findall(text):
        whole = next((path for path in FALLBACKS[face] if all(_draws(path, character) for character in word)), None)
        with_fonts = [
            (character, _quote(face, word, character) or whole or _font_with(face, character) or face)
            for character in word
        ]
        for (path, joins), part in groupby(with_fonts, lambda pair: (pair[1], is_joined(pair[0]))):
            letters = "".join(character for character, _ in part)
            spelled += [_Run(letters, path, is_joined=True)] if joins else [_Run(c, path, False) for c in letters]
    return spelled


def _quote(face: Path, word: str, character: str) -> Path | None:
    """Return the European font for a quotation mark in a word without Chinese: Chinese ones fill a square."""
    is_narrow = character in _QUOTES and not any(is_wide(letter) for letter in word)
    return FALLBACKS[face][1] if is_narrow else None


@lru_cache(maxsize=4096)
def _font_with(face: Path, character: str) -> Path | None:
    """Return the first font of the face's that can draw the character; None: it would be a box."""
    return next((path for path in FALLBACKS[face] if _draws(path, character)), None)


@lru_cache(maxsize=65_536)
def _advance(run: _Run, size: int) -> int:
    if run.path in _PACKED:
        return round(_measure(run.path, run.is_joined).getlength(run.text) * size / _MEASURED_AT)
    return round(_drawing_font(run, size).getlength(run.text, mode="1"))


def _drawing_font(run: _Run, size: int) -> ImageFont.FreeTypeFont:
    if run.path in _PACKED or run.is_joined:
        return _packed(run.path, size, run.is_joined)
    return font(run.path, size)


@lru_cache(maxsize=65_536)
def _ink(run: _Run, size: int) -> tuple[int, int]:
    if run.path not in _PACKED:
        glyph = _glyph(run, size)
        return glyph.y, glyph.y + glyph.picture.height
    _, top, _, bottom = _measure(run.path, run.is_joined).getbbox(run.text, anchor="ls")
    return floor(top * size / _MEASURED_AT), ceil(bottom * size / _MEASURED_AT)


# Drawing a character takes 0.05 ms and most badges use the same ones again: 4,096 are some 10 MB.
@lru_cache(maxsize=4096)
def _glyph(run: _Run, size: int) -> _Glyph:
    canvas = Image.new("1", (2 * size + max(size, _advance(run, size)), 4 * size), 0)
    origin = (size, 2 * size)  # room enough for accents upon accents
    ImageDraw.Draw(canvas).text(origin, run.text, font=_drawing_font(run, size), fill=1, anchor="ls")
    box = canvas.getbbox() or (*origin, *origin)
    return _Glyph(canvas.crop(box), box[0] - origin[0], box[1] - origin[1])


@lru_cache(maxsize=65_536)
def _draws(path: Path, character: str) -> bool:
    """Say whether the font has a glyph of its own for a character: not the box that stands for a missing one."""
    if path in _PACKED and not unicodedata.name(character, "").startswith(_PACKED[path]):
        return False
    return character.isspace() or _drawn(path, character) != _drawn(path, _NO_CHARACTER)


@lru_cache(maxsize=1024)
def _drawn(path: Path, character: str) -> tuple[tuple[int, int], bytes]:
    looked_at = _measure(path, False) if path in _PACKED else font(path, _LOOK_AT_SIZE)
    mask = looked_at.getmask(character, mode="1")
    return mask.size, bytes(mask)
