"""Draws a badge: one part of the badge a function, top to bottom."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from hardware.badge import fitting, fonts, layout
from hardware.badge.code import qr_picture
from hardware.badge.fonts import BOLD, MEDIUM
from hardware.badge.layout import HEIGHT, WIDTH
from hardware.badge.photo import dotted
from hardware.badge.words import legible
from shared.badges.rules import BadgeContent

BLACK, WHITE = 0, 1
_NAMELESS = "VISITOR"


def render(content: BadgeContent) -> Image.Image:
    """Return the badge as a mode "1" picture of 576 × 1016 dots.

    Raises BadPhoto if the photo is none, ValueError if the code is too long for its box.
    """
    badge = _ground(content.grade, content.escort, content.photos_allowed).copy()
    _grade_word(badge, content)
    lines = _name(badge, legible(content.name, BOLD) or _NAMELESS)
    _company(badge, legible(content.company, MEDIUM), lines)
    _photo(badge, content.photo)
    _facts(badge, content)
    badge.paste(BLACK, layout.QR_AT, qr_picture(content.code, layout.QR_DOTS))
    _validity(badge, content)
    _copy(badge, content.copy)
    return badge


@lru_cache(maxsize=16)
def _ground(grade: str, escort: bool, photos_allowed: bool) -> Image.Image:
    """Return what is the same on all badges of a grade and its rules."""
    ground = Image.new("1", (WIDTH, HEIGHT), WHITE)
    pen = ImageDraw.Draw(ground)
    pen.rectangle(layout.BAND, fill=BLACK)
    for word, size, x, baseline in layout.BAND_WORDS:
        _put(ground, word, BOLD, size, (x, baseline), colour=WHITE)
    _grade_block(ground, pen, grade)
    _photo_rule(ground, pen, photos_allowed)
    _put_from_top(ground, layout.VALID_LABEL, MEDIUM, layout.LABEL_SIZE, (layout.VALID_X, layout.VALID_LABEL_TOP))
    _bar(ground, pen, escort)
    return ground


def _grade_block(ground: Image.Image, pen: ImageDraw.ImageDraw, grade: str) -> None:
    if grade == "D":
        pen.rectangle(layout.GRADE, fill=BLACK, outline=WHITE, width=layout.GRADE_OUTLINE)
    else:
        ground.paste(_pattern(grade), layout.GRADE[:2])
        pen.rectangle(layout.GRADE if grade == "A" else layout.GRADE_FIELD, fill=WHITE)
    size = layout.LETTER_SIZE.get(grade, layout.LETTER_SIZE_ELSE)
    _put_centred(ground, grade, BOLD, size, layout.LETTER_CENTRE, colour=_on_grade(grade))


def _pattern(grade: str) -> Image.Image:
    """Return the block of B (diagonal stripes) or C (checks): a grade is seen by who can't read its letter."""
    x0, y0, x1, y1 = layout.GRADE
    rows, columns = np.indices((y1 - y0 + 1, x1 - x0 + 1))
    if grade == "B":
        white = (rows + columns) // layout.STRIPES % 2 == 0
    else:
        white = (rows // layout.CHECKS + columns // layout.CHECKS) % 2 == 0
    return Image.fromarray(white)


def _on_grade(grade: str) -> int:
    return WHITE if grade == "D" else BLACK


def _grade_word(badge: Image.Image, content: BadgeContent) -> None:
    grade = content.grade
    width = layout.GRADE_WORD_WIDTH.get(grade, layout.GRADE_WORD_WIDTH_ELSE)
    centre = layout.GRADE_WORD_CENTRE_D if grade == "D" else layout.GRADE_WORD_CENTRE
    word = fitting.fit_line(legible(content.grade_word, BOLD), BOLD, layout.GRADE_WORD_SIZES, width)
    _put_centred(badge, word.lines[0], BOLD, word.size, centre, colour=_on_grade(grade))


def _name(badge: Image.Image, name: str) -> int:
    """Draw the name as large as it fits; return its number of lines."""
    fitted = fit_name(name)
    top = layout.NAME_THREE_TOP if len(fitted.lines) > 2 else layout.NAME_TOP
    baseline = top - fonts.ink(BOLD, fitted.size, fitted.lines[0])[0]
    for number, line in enumerate(fitted.lines):
        _put(badge, line, BOLD, fitted.size, (layout.LEFT, baseline + number * fitting.step(fitted.size)))
    if len(fitted.lines) == 1:
        ImageDraw.Draw(badge).rectangle(layout.NAME_RULE, fill=BLACK)
    return len(fitted.lines)


def fit_name(name: str) -> fitting.Fitted:
    """Return one line of 112 to 76 dots, two of 88 to 60, or three of 48, whichever first holds the whole name."""
    one = fitting.fit_line(name, BOLD, layout.NAME_SIZES, layout.TEXT_WIDTH)
    if one.lines == (name,):
        return one
    two = fitting.fit_two_lines(name, BOLD, layout.NAME_TWO_SIZES, layout.TEXT_WIDTH, layout.NAME_TWO_HEIGHT)
    return two or fitting.fill_lines(name, BOLD, layout.NAME_THREE_SIZE, layout.TEXT_WIDTH, lines=3)


def _company(badge: Image.Image, company: str, name_lines: int) -> None:
    if not company:
        return
    fitted = fitting.fit_line(company, MEDIUM, layout.COMPANY_SIZES, layout.TEXT_WIDTH)
    foot = layout.COMPANY_FOOT_UNDER_THREE if name_lines > 2 else layout.COMPANY_FOOT
    baseline = foot - fonts.font(MEDIUM, fitted.size).getmetrics()[1]
    _put(badge, fitted.lines[0], MEDIUM, fitted.size, (layout.LEFT, baseline))


def _photo(badge: Image.Image, photo: bytes | None) -> None:
    if photo is None:
        return
    ImageDraw.Draw(badge).rectangle(layout.PHOTO_FRAME, outline=BLACK, width=layout.FRAME)
    badge.paste(dotted(photo, layout.PHOTO_SIZE), layout.PHOTO_AT)


def _facts(badge: Image.Image, content: BadgeContent) -> None:
    x, width = layout.FACTS_X_WITHOUT_PHOTO, layout.FACTS_WIDTH_WITHOUT_PHOTO
    if content.photo is not None:
        x, width = layout.FACTS_X, layout.FACTS_WIDTH
    facts: Sequence[str] = (content.host, content.area, content.purpose)
    for top, label, fact in zip(layout.FACT_TOPS, layout.FACT_LABELS, facts, strict=True):
        words = legible(fact, BOLD)
        if not words:
            continue
        _put_from_top(badge, label, MEDIUM, layout.LABEL_SIZE, (x, top))
        fitted = fitting.fit_line(words, BOLD, layout.FACT_SIZES, width)
        _put_from_top(badge, fitted.lines[0], BOLD, fitted.size, (x, top + layout.FACT_BELOW_LABEL))


def _photo_rule(ground: Image.Image, pen: ImageDraw.ImageDraw, allowed: bool) -> None:
    """R10: the badge says whether its wearer may take pictures."""
    pen.rectangle(layout.PHOTO_RULE, outline=BLACK, width=layout.FRAME)
    middle = (layout.PHOTO_RULE[0] + layout.PHOTO_RULE[2] + 1) // 2
    words = zip(layout.PHOTO_RULE_WORDS[allowed], layout.PHOTO_RULE_SIZES, layout.PHOTO_RULE_CENTRES, strict=True)
    for word, size, y in words:
        _put_centred(ground, word, BOLD, size, (middle, y))


def _validity(badge: Image.Image, content: BadgeContent) -> None:
    until = content.valid_until
    day = f"{until:%Y-%m-%d} 周{layout.WEEKDAYS[until.weekday()]}"
    _put_from_top(badge, f"{until:%H:%M}", BOLD, layout.TIME_SIZE, (layout.VALID_X, layout.TIME_TOP))
    _put_from_top(badge, day, MEDIUM, layout.DATE_SIZE, (layout.VALID_X, layout.DATE_TOP))
    permit = fitting.fit_line(legible(content.permit, BOLD), BOLD, layout.PERMIT_SIZES, layout.RIGHT_WIDTH)
    _put_from_top(badge, permit.lines[0], BOLD, permit.size, (layout.VALID_X, layout.PERMIT_TOP))


def _copy(badge: Image.Image, copy: int) -> None:
    if copy < 2:
        return
    ImageDraw.Draw(badge).rectangle(layout.COPY, fill=BLACK)
    x0, y0, x1, y1 = layout.COPY
    _put_centred(badge, f"副本 COPY {copy}", BOLD, layout.COPY_SIZE, ((x0 + x1) // 2, (y0 + y1) // 2), colour=WHITE)


def _bar(ground: Image.Image, pen: ImageDraw.ImageDraw, escort: bool) -> None:
    """R20: seen from afar whether this visitor may walk alone."""
    pen.rectangle(layout.BAR, fill=BLACK if escort else WHITE, outline=BLACK, width=layout.FRAME)
    x0, y0, x1, y1 = layout.BAR
    centre = ((x0 + x1 + 1) // 2, (y0 + y1 + 1) // 2)
    _put_centred(ground, layout.BAR_WORDS[escort], BOLD, layout.BAR_SIZE, centre, colour=WHITE if escort else BLACK)


def _put(badge: Image.Image, text: str, face: Path, size: int, at: tuple[int, int], colour: int = BLACK) -> None:
    """Write with the first letter's origin at x, on a baseline y."""
    fonts.write(badge, text, face, size, at, colour)


def _put_from_top(badge: Image.Image, text: str, face: Path, size: int, at: tuple[int, int]) -> None:
    """Write with the highest dot in row y."""
    if text:
        _put(badge, text, face, size, (at[0], at[1] - fonts.ink(face, size, text)[0]))


def _put_centred(
    badge: Image.Image, text: str, face: Path, size: int, centre: tuple[int, int], colour: int = BLACK
) -> None:
    """Write with the middle of the line at a point."""
    ascent, descent = fonts.font(face, size).getmetrics()
    x = centre[0] - fonts.width(face, size, text) // 2
    _put(badge, text, face, size, (x, centre[1] + (ascent - descent) // 2), colour)
