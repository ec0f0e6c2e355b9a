"""What is the same on all badges of a layout, a grade and its rules: drawn once, then copied."""

from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

from hardware.badge import fitting
from hardware.badge.fonts import BOLD, MEDIUM
from hardware.badge.layout import Layout
from hardware.badge.logo import logo_dots
from hardware.badge.paper import GradeBlock
from hardware.badge.pen import BLACK, WHITE, put, put_centred, put_from_top
from hardware.badge.plan import LOGO_MARGIN, SMALL_MARGIN, Plan, photo_rule_top, small_step

PHOTO_RULE_WORDS = {True: ("可以拍照", "PHOTOS OK"), False: ("禁止拍照", "NO PHOTOS")}
BAR_WORDS = {True: "全程陪同 ESCORT REQUIRED", False: "限指定区域 AREA ONLY"}


@lru_cache(maxsize=64)
def ground_of(layout: Layout, plan: Plan, grade: str, escort: bool, photos_allowed: bool) -> Image.Image:
    """Return the badge before its visitor is known."""
    paper = layout.paper
    ground = Image.new("1", (paper.width, plan.height), WHITE)
    pen = ImageDraw.Draw(ground)
    pen.rectangle((0, 0, paper.width - 1, paper.band.height - 1), fill=BLACK)
    for word, size, x, baseline in paper.band.words:
        put(ground, word, BOLD, size, (x, baseline), colour=WHITE)
    _grade_block(ground, pen, paper.band.grade, grade)
    if layout.logo is not None:
        dots = logo_dots(layout.logo, (paper.text_width, paper.logo_height))
        ground.paste(dots, (paper.left, plan.logo + LOGO_MARGIN))
    _photo_rule(ground, pen, layout, plan, photos_allowed)
    at = (paper.validity.x, plan.validity + paper.validity.label_top)
    put_from_top(ground, paper.validity.label, MEDIUM, paper.label_size, at)
    _disclaimers(ground, layout, plan)
    _bar(ground, pen, layout, plan, escort)
    return ground


def on_grade(grade: str) -> int:
    """Return the colour of words on a grade's block."""
    return WHITE if grade == "D" else BLACK


def _grade_block(ground: Image.Image, pen: ImageDraw.ImageDraw, block: GradeBlock, grade: str) -> None:
    if grade == "D":
        pen.rectangle(block.box, fill=BLACK, outline=WHITE, width=block.outline)
    else:
        ground.paste(_pattern(block, grade), block.box[:2])
        pen.rectangle(block.box if grade == "A" else block.field, fill=WHITE)
    size = block.letter_size_d if grade == "D" else block.letter_size
    put_centred(ground, grade, BOLD, size, block.letter, colour=on_grade(grade))


def _pattern(block: GradeBlock, grade: str) -> Image.Image:
    """Return the block of B (diagonal stripes) or C (checks): a grade is seen by who can't read its letter."""
    x0, y0, x1, y1 = block.box
    rows, columns = np.indices((y1 - y0 + 1, x1 - x0 + 1))
    if grade == "B":
        white = (rows + columns) // block.stripes % 2 == 0
    else:
        white = (rows // block.checks + columns // block.checks) % 2 == 0
    return Image.fromarray(white)


def _photo_rule(
    ground: Image.Image, pen: ImageDraw.ImageDraw, layout: Layout, plan: Plan, photos_allowed: bool
) -> None:
    """R10: the badge says whether its wearer may take pictures."""
    facts = layout.paper.facts
    top = plan.facts + photo_rule_top(layout, plan.has_photo)
    x0, x1 = facts.rule_x
    pen.rectangle((x0, top, x1, top + facts.rule_height - 1), outline=BLACK, width=layout.paper.frame)
    words = zip(PHOTO_RULE_WORDS[photos_allowed], facts.rule_sizes, facts.rule_centres, strict=True)
    for word, size, y in words:
        put_centred(ground, word, BOLD, size, ((x0 + x1 + 1) // 2, top + y))


def _disclaimers(ground: Image.Image, layout: Layout, plan: Plan) -> None:
    size = layout.paper.small_size
    for number, line in enumerate(plan.small_lines):
        baseline = plan.small + SMALL_MARGIN + number * small_step(layout) + size
        put(ground, line, MEDIUM, size, (layout.paper.left, baseline))


def _bar(ground: Image.Image, pen: ImageDraw.ImageDraw, layout: Layout, plan: Plan, escort: bool) -> None:
    """R20: seen from afar whether this visitor may walk alone."""
    paper = layout.paper
    foot = plan.bar + paper.bar.height
    pen.rectangle(
        (0, plan.bar, paper.width - 1, foot - 1), fill=BLACK if escort else WHITE, outline=BLACK, width=paper.frame
    )
    words = fitting.fit_line(BAR_WORDS[escort], BOLD, paper.bar.sizes, paper.width - 2 * paper.left)
    centre = (paper.width // 2, (plan.bar + foot) // 2)
    put_centred(ground, words.lines[0], BOLD, words.size, centre, colour=WHITE if escort else BLACK)
