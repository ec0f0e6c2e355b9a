"""Draws the list of a roll call for a badge printer: as long as it has people, a box to tick beside each."""

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageDraw

from hardware.badge import fitting
from hardware.badge.fonts import BOLD, MEDIUM
from hardware.badge.pen import BLACK, WHITE, put_centred, put_from_top
from hardware.badge.words import legible
from shared.roll_calls.rules import Sheet, SheetLine

_DESIGNED_FOR = 576
_GROUPS = (
    ("先找：需要协助 HELP FIRST", lambda line: line.needs_help),
    ("肯定在场 SURELY INSIDE", lambda line: not line.needs_help and line.is_sure),
    ("可能已离开 PROBABLY GONE", lambda line: not line.needs_help and not line.is_sure),
)


@dataclass(frozen=True)
class _Scale:
    """Sizes in dots, for paper of so many dots."""

    width: int

    def __call__(self, dots: int) -> int:
        return max(1, round(dots * min(self.width, 696) / _DESIGNED_FOR))


def draw_sheet(sheet: Sheet, width: int) -> Image.Image:
    """Return the list as a mode "1" picture as wide as the paper. Who was found has a tick."""
    size = _Scale(width)
    parts = [_band(sheet, size), _facts(sheet, size), *_people(sheet, size)]
    paper = Image.new("1", (width, sum(part.height for part in parts) + size(24)), WHITE)
    y = 0
    for part in parts:
        paper.paste(part, (0, y))
        y += part.height
    return paper


def _band(sheet: Sheet, size: _Scale) -> Image.Image:
    """Black in earnest, framed for a drill: told apart from arm's length."""
    band = Image.new("1", (size.width, size(132)), WHITE if sheet.is_drill else BLACK)
    ink = BLACK if sheet.is_drill else WHITE
    pen = ImageDraw.Draw(band)
    if sheet.is_drill:
        pen.rectangle((0, 0, size.width - 1, band.height - 1), outline=BLACK, width=size(8))
    title, kind = ("演练点名", "DRILL") if sheet.is_drill else ("紧急点名", "ROLL CALL")
    middle = size.width // 2
    put_centred(band, title, BOLD, size(60), (middle, size(46)), colour=ink)
    put_centred(band, kind, BOLD, size(34), (middle, size(104)), colour=ink)
    return band


def _facts(sheet: Sheet, size: _Scale) -> Image.Image:
    missing = sum(not line.is_safe for line in sheet.lines)
    words = [
        (f"没找到 {missing} / {len(sheet.lines)} MISSING", BOLD, 44),
        (f"{sheet.site}  {sheet.started_at:%Y-%m-%d %H:%M}", MEDIUM, 28),
        (f"名单截至 AS OF {sheet.as_of:%H:%M:%S}", MEDIUM, 28),
    ]
    if sheet.point:
        words.insert(1, (f"集合点 GATHER AT {sheet.point}", BOLD, 34))
    heights = [size(dots + 18) for _, _, dots in words]
    part = Image.new("1", (size.width, sum(heights) + size(24)), WHITE)
    y = size(18)
    for (text, face, dots), height in zip(words, heights, strict=True):
        least = max(12, size(dots) // 2)
        fitted = fitting.fit_line(legible(text, face), face, range(size(dots), least, -1), size.width - size(40))
        put_from_top(part, fitted.lines[0], face, fitted.size, (size(20), y))
        y += height
    return part


def _people(sheet: Sheet, size: _Scale) -> Iterator[Image.Image]:
    for heading, belongs in _GROUPS:
        lines = [line for line in sheet.lines if belongs(line)]
        if lines:
            yield _heading(f"{heading}  {len(lines)}", size)
            yield from (_person(line, size) for line in lines)


def _heading(text: str, size: _Scale) -> Image.Image:
    part = Image.new("1", (size.width, size(60)), WHITE)
    ImageDraw.Draw(part).rectangle((size(20), size(52), size.width - size(20), size(55)), fill=BLACK)
    put_from_top(part, text, BOLD, size(30), (size(20), size(14)))
    return part


def _person(line: SheetLine, size: _Scale) -> Image.Image:
    part = Image.new("1", (size.width, size(92)), WHITE)
    pen = ImageDraw.Draw(part)
    left, top, side = size(20), size(18), size(52)
    pen.rectangle((left, top, left + side, top + side), outline=BLACK, width=size(4))
    if line.is_safe:
        points = [(left + size(x), top + size(y)) for x, y in ((10, 28), (22, 40), (44, 10))]
        pen.line(points, fill=BLACK, width=size(8))
    x, room = left + side + size(18), size.width - left - side - size(18) - size(16)
    name = fitting.fit_line(legible(line.name, BOLD) or "VISITOR", BOLD, range(size(38), max(12, size(16)), -1), room)
    put_from_top(part, name.lines[0], BOLD, name.size, (x, size(14)))
    below = " · ".join(words for words in (line.company, line.where) if words)
    small = fitting.fit_line(legible(below, MEDIUM), MEDIUM, range(size(24), max(11, size(18)), -1), room)
    put_from_top(part, small.lines[0], MEDIUM, small.size, (x, size(60)))
    pen.line((left, part.height - 1, size.width - size(20), part.height - 1), fill=BLACK, width=1)
    return part
