"""Draws a badge: one part of the badge a function, top to bottom."""

from io import BytesIO

from PIL import Image, ImageDraw

from hardware.badge import fitting, fonts
from hardware.badge.code import qr_picture, survey_picture
from hardware.badge.fonts import BOLD, MEDIUM
from hardware.badge.ground import ground_of, on_grade
from hardware.badge.layout import DEFAULT, Layout, layout_for
from hardware.badge.paper import Name, Paper
from hardware.badge.pen import BLACK, WHITE, put, put_centred, put_from_top
from hardware.badge.photo import dotted
from hardware.badge.plan import plan_of
from hardware.badge.survey import put_survey
from hardware.badge.words import legible
from shared.badges.rules import BadgeContent, BadgeLayout, Fact

FACT_LABELS = {
    Fact.HOST: "被访人 HOST",
    Fact.AREA: "区域 AREA",
    Fact.PURPOSE: "事由 PURPOSE",
    Fact.COMPANY: "单位 COMPANY",
    Fact.PERMIT: "许可编号 PERMIT",
}
WEEKDAYS = "一二三四五六日"
_NAMELESS = "VISITOR"


def render(content: BadgeContent, layout: Layout = DEFAULT) -> Image.Image:
    """Return the badge as a mode "1" picture as wide as the layout, as long as its parts need.

    Raises BadPhoto if the photo is none, ValueError if the code is too long for its box.
    """
    paper = layout.paper
    photo = content.photo if layout.chosen.photo else None
    survey = survey_picture(content.survey, layout.paper.survey_dots) if _shows_survey(content, layout) else None
    plan = plan_of(layout, photo is not None, survey.height if survey else 0)
    badge = ground_of(layout, plan, content.grade, content.escort, content.photos_allowed).copy()
    _grade_word(badge, paper, content)
    lines = _name(badge, paper, plan.name, legible(content.name, BOLD) or _NAMELESS)
    if layout.chosen.company:
        _company(badge, paper, plan.name, legible(content.company, MEDIUM), lines)
    _photo(badge, paper, plan.facts, photo)
    _facts(badge, layout, plan.facts, content, beside_photo=photo is not None)
    x, y = paper.validity.code_at
    badge.paste(BLACK, (x, plan.validity + y), qr_picture(content.code, paper.validity.code_dots))
    _validity(badge, layout, plan.validity, content)
    _copy(badge, paper, plan.validity, content.copy)
    if survey is not None:
        put_survey(badge, paper, plan.survey, survey)
    return badge


def _shows_survey(content: BadgeContent, layout: Layout) -> bool:
    return layout.chosen.survey and bool(content.survey)


def badge_png(content: BadgeContent, width: int, chosen: BadgeLayout, logo: bytes | None) -> bytes:
    """Return a badge on paper of so many dots as a PNG: dot for dot what is printed. Raises as `render` does."""
    out = BytesIO()
    render(content, layout_for(width, chosen, logo)).save(out, "PNG")
    return out.getvalue()


def fit_name(name: str, box: Name, width: int) -> fitting.Fitted:
    """Return one line, two or three, whichever first holds the whole name; the sizes are the paper's."""
    one = fitting.fit_whole_line(name, BOLD, box.one, width, box.one_height)
    two = one or fitting.fit_two_lines(name, BOLD, box.two, width, box.two_height)
    return two or fitting.fit_lines(name, BOLD, box.three, width, lines=3, height=box.three_height)


def _grade_word(badge: Image.Image, paper: Paper, content: BadgeContent) -> None:
    block, grade = paper.band.grade, content.grade
    width = block.word_width.get(grade, block.word_width["C"])
    word = fitting.fit_line(legible(content.grade_word, BOLD), BOLD, block.word_sizes, width)
    centre = block.word_d if grade == "D" else block.word
    put_centred(badge, word.lines[0], BOLD, word.size, centre, colour=on_grade(grade))


def _name(badge: Image.Image, paper: Paper, top: int, name: str) -> int:
    """Draw the name as large as it fits; return its number of lines."""
    fitted = fit_name(name, paper.name, paper.text_width)
    offset = paper.name.three_top if len(fitted.lines) > 2 else paper.name.top
    baseline = top + offset - fonts.ink(BOLD, fitted.size, fitted.lines[0])[0]
    step = fitting.step(fitted.lines, BOLD, fitted.size)
    for number, line in enumerate(fitted.lines):
        put(badge, line, BOLD, fitted.size, (paper.left, baseline + number * step))
    if len(fitted.lines) == 1:
        first, last = paper.name.rule
        ImageDraw.Draw(badge).rectangle((paper.left, top + first, paper.right, top + last), fill=BLACK)
    return len(fitted.lines)


def _company(badge: Image.Image, paper: Paper, top: int, company: str, name_lines: int) -> None:
    if not company:
        return
    fitted = fitting.fit_line(company, MEDIUM, paper.name.company, paper.text_width)
    foot = paper.name.company_foot_under_three if name_lines > 2 else paper.name.company_foot
    baseline = top + foot - fonts.font(MEDIUM, fitted.size).getmetrics()[1]
    put(badge, fitted.lines[0], MEDIUM, fitted.size, (paper.left, baseline))


def _photo(badge: Image.Image, paper: Paper, top: int, photo: bytes | None) -> None:
    if photo is None:
        return
    x0, y0, x1, y1 = paper.facts.photo
    frame = paper.frame
    ImageDraw.Draw(badge).rectangle((x0, top + y0, x1, top + y1), outline=BLACK, width=frame)
    size = (x1 - x0 + 1 - 2 * frame, y1 - y0 + 1 - 2 * frame)
    badge.paste(dotted(photo, size), (x0 + frame, top + y0 + frame))


def _facts(badge: Image.Image, layout: Layout, top: int, content: BadgeContent, beside_photo: bool) -> None:
    box = layout.paper.facts
    x, width = (box.x_beside_photo, box.width_beside_photo) if beside_photo else (layout.paper.left, box.width)
    for number, fact in enumerate(layout.chosen.facts):
        words = legible(str(getattr(content, fact)), BOLD)
        if not words:
            continue
        y = top + box.top + number * box.step
        put_from_top(badge, FACT_LABELS[fact], MEDIUM, layout.paper.label_size, (x, y))
        fitted = fitting.fit_line(words, BOLD, box.sizes, width)
        put_from_top(badge, fitted.lines[0], BOLD, fitted.size, (x, y + box.below_label))


def _validity(badge: Image.Image, layout: Layout, top: int, content: BadgeContent) -> None:
    box, until = layout.paper.validity, content.valid_until
    day = f"{until:%Y-%m-%d} 周{WEEKDAYS[until.weekday()]}"
    put_from_top(badge, f"{until:%H:%M}", BOLD, box.time_size, (box.x, top + box.time_top))
    date = fitting.fit_line(day, MEDIUM, box.dates, box.width)
    put_from_top(badge, date.lines[0], MEDIUM, date.size, (box.x, top + box.date_top))
    if layout.chosen.permit:
        permit = fitting.fit_line(legible(content.permit, BOLD), BOLD, box.permits, box.width)
        put_from_top(badge, permit.lines[0], BOLD, permit.size, (box.x, top + box.permit_top))


def _copy(badge: Image.Image, paper: Paper, top: int, copy: int) -> None:
    if copy < 2:
        return
    x0, y0, x1, y1 = paper.validity.copy
    ImageDraw.Draw(badge).rectangle((x0, top + y0, x1, top + y1), fill=BLACK)
    centre = ((x0 + x1) // 2, top + (y0 + y1) // 2)
    put_centred(badge, f"副本 COPY {copy}", BOLD, paper.validity.copy_size, centre, colour=WHITE)
