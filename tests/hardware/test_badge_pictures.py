"""Sheets of badges to look at: every paper and grade, with much on it and little, and the hard names."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from hardware.badge import Layout, layout_for, render
from shared.badges.logos import kept_logo
from shared.badges.rules import BadgeLayout, Fact
from tests.conftest import OUTPUT
from tests.hardware.badges import HARD_NAMES, WIDTHS, a_badge

BADGES = OUTPUT / "badges"
WORDS = {"A": "贵宾", "B": "重点", "C": "客户", "D": "供应商"}
MOST = BadgeLayout(
    facts=tuple(Fact),
    logo="x",
    disclaimer="请全程佩戴胸卡，未经许可不得拍照，离开时交还前台。",
    disclaimer_en="Wear this badge at all times. No pictures without consent. Hand it back when you leave.",
)
LEAST = BadgeLayout(facts=(Fact.HOST,), company=False, permit=False, photo=False)


def a_face() -> bytes:
    """Return a JPEG of a simple face before a bright wall."""
    picture = Image.new("L", (480, 640), 200)
    pen = ImageDraw.Draw(picture)
    for row in range(640):
        pen.line((0, row, 480, row), fill=150 + row * 70 // 640)
    pen.ellipse((90, 430, 390, 900), fill=70)
    pen.ellipse((110, 60, 370, 470), fill=50)
    pen.ellipse((140, 120, 340, 430), fill=215)
    pen.polygon([(200, 420), (280, 420), (300, 640), (180, 640)], fill=250)
    pen.ellipse((185, 240, 215, 262), fill=40)
    pen.ellipse((265, 240, 295, 262), fill=40)
    pen.arc((200, 300, 280, 370), 20, 160, fill=90, width=6)
    out = BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()


def a_door() -> bytes:
    """Return a logo: an open door in a rounded square."""
    picture = Image.new("RGBA", (300, 100), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((0, 0, 99, 99), 18, fill="black")
    pen.polygon([(28, 80), (28, 18), (74, 34), (74, 80)], fill="white")
    pen.rectangle((120, 20, 299, 44), fill="black")
    pen.rectangle((120, 60, 240, 78), fill="black")
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def lay_side_by_side(pictures: Sequence[Image.Image], columns: int) -> Image.Image:
    """Return a sheet of pictures, each in a cell as large as the largest."""
    width = max(picture.width for picture in pictures) + 24
    height = max(picture.height for picture in pictures) + 24
    sheet = Image.new("L", (width * columns, height * -(-len(pictures) // columns)), 150)
    for number, picture in enumerate(pictures):
        sheet.paste(picture.convert("L"), (number % columns * width + 12, number // columns * height + 12))
    return sheet


def keep(sheet: Image.Image, name: str) -> Path:
    BADGES.mkdir(parents=True, exist_ok=True)
    sheet.save(BADGES / name)
    return BADGES / name


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("much", ["usual", "most", "least"])
def test_badges_of_all_grades(width: int, much: str) -> None:
    layout = layout_for(width)
    if much != "usual":
        layout = layout_for(width, MOST if much == "most" else LEAST, kept_logo(a_door()) if much == "most" else None)
    pictures = [
        render(a_badge(grade=grade, grade_word=WORDS[grade], photo=photo, escort=grade != "D", copy=copy), layout)
        for grade, photo, copy in (("A", a_face(), 1), ("B", None, 2), ("C", a_face(), 1), ("D", None, 1))
    ]
    assert len({picture.tobytes() for picture in pictures}) == 4
    assert keep(lay_side_by_side(pictures, 4), f"{width}-{much}.png").stat().st_size > 1000


@pytest.mark.parametrize("width", WIDTHS)
def test_badges_of_all_hard_names(width: int) -> None:
    layout = layout_for(width)
    pictures = [_top_of(render(a_badge(name=name), layout), layout) for name in HARD_NAMES]
    assert all((~np.asarray(picture)).any() for picture in pictures)
    assert keep(lay_side_by_side(pictures, 5), f"{width}-names.png").stat().st_size > 1000


def _top_of(badge: Image.Image, layout: Layout) -> Image.Image:
    band, name = layout.paper.band.height, layout.paper.name.height
    return badge.crop((0, band, badge.width, band + name))
