"""Every name stands on the badge whole, in its own letters: never clipped, never a box for a letter."""

from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont, features

from hardware.badge import fitting, fonts, layout_for, render
from hardware.badge.paper import Paper
from hardware.badge.render import fit_name
from hardware.badge.scripts import in_order_of_sight
from hardware.badge.words import legible
from tests.hardware.badges import HARD_NAMES, WIDTHS, a_badge, black, ink_within

NOT_LETTERS = {
    "😀",
    "🎉",
    "\u202e",
    "\x1b",
    "\x1d",
    "\x00",
    "\x10",
    "\x04",
    "\x01",
    "\u200b",
    "\ufeff",
    "\u0334",
    "\u0311",
    "\u0336",
}
"""What of the hard names is no letter, and must not be printed."""


def paper_of(width: int) -> Paper:
    return layout_for(width).paper


def fitted_name(name: str, width: int = 576) -> fitting.Fitted:
    """Return how a name stands on paper of so many dots."""
    return fit_name(legible(name, fonts.BOLD), paper_of(width).name, paper_of(width).text_width)


@lru_cache
def characters_in(font: Path) -> frozenset[int]:
    """Read a font's own list of its characters, by another library than the one that draws."""
    return frozenset(TTFont(font, lazy=True).getBestCmap())


def in_some_font(character: str, face: Path) -> bool:
    return any(ord(character) in characters_in(font) for font in fonts.FALLBACKS[face])


def test_there_are_hard_names_enough() -> None:
    assert len(set(HARD_NAMES)) > 40


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", HARD_NAMES)
def test_no_name_is_clipped(name: str, width: int) -> None:
    shown = legible(name, fonts.BOLD)
    fitted = fitted_name(name, width)
    drawn = "".join(fitted.lines)
    assert len(fitted.lines) <= 3
    assert drawn.replace("-", "").replace(" ", "") == shown.replace("-", "").replace(" ", "")
    paper = paper_of(width)
    badge, band = render(a_badge(name=name, company=""), layout_for(width)), paper.band.height
    assert not ink_within(badge, (0, band, paper.left - 4, band + paper.name.height - 1)).any()
    right = paper.left + paper.text_width
    assert not ink_within(badge, (right, band, width - 1, band + paper.name.rule[0] - 1)).any()
    assert not ink_within(badge, (0, band, width - 1, band + paper.name.three_top - 1)).any()
    foot = band + paper.name.company_foot_under_three
    assert not ink_within(badge, (0, foot, width - 1, band + paper.name.height - 1)).any()


@pytest.mark.parametrize(("width", "dots_a_mm"), [(384, 8), (512, 8), (576, 8), (696, 11.8)])
def test_a_common_name_is_9_to_12_mm_high_from_foot_to_cap(width: int, dots_a_mm: float) -> None:
    for name in ("王晓琳", "李", "Ng", "김철수"):
        size = fitted_name(name, width).size
        top, foot = fonts.ink(fonts.BOLD, size, "H")
        assert 9 <= (foot - top) / dots_a_mm <= 12


@pytest.mark.parametrize("width", WIDTHS)
def test_a_name_as_long_as_a_booking_may_have_is_still_whole(width: int) -> None:
    assert (
        not fitted_name("Wilhelmina Konstantinopolskaya " * 2 + "von der Ostermann-Hohenfels", width)
        .lines[-1]
        .endswith("…")
    )


def test_a_long_chinese_name_breaks_after_a_dot() -> None:
    assert fitted_name("阿卜杜拉·买买提江·吐尔逊") == fitting.Fitted(64, ("阿卜杜拉·", "买买提江·吐尔逊"))
    for line in fitted_name("古丽巴哈尔•阿不都热依木•阿卜杜外力•买买提吐尔逊").lines[:-1]:
        assert line.endswith("•")


def test_a_name_that_no_two_lines_hold_is_hyphenated_between_syllables() -> None:
    assert fitted_name("Hubert Wolfeschlegelsteinhausenbergerdorff").lines == (
        "Hubert",
        "Wolfeschlegelstein-",
        "hausenbergerdorff",
    )


def test_letters_that_join_are_never_parted_by_a_hyphen() -> None:
    for name in HARD_NAMES:
        for width in WIDTHS:
            for line in fitted_name(name, width).lines:
                assert not (line.endswith("-") and ord(line[-2]) > 0x590), line


@pytest.mark.parametrize("size", [112, 88, 48])
def test_what_is_measured_is_what_is_drawn(size: int) -> None:
    for text in ("Ågjp王晓", "محمد", "ใจดี", "मोदी"):
        canvas = Image.new("1", (2000, 400), 1)
        fonts.write(canvas, text, fonts.BOLD, size, (50, 200), 0)
        rows = np.nonzero(black(canvas).any(axis=1))[0]
        columns = np.nonzero(black(canvas).any(axis=0))[0]
        top, bottom = fonts.ink(fonts.BOLD, size, text)
        out = size // 30 if text != "Ågjp王晓" else 0  # fonts that are measured at one size may be a little off
        assert top <= rows[0] - 200 <= top + out
        assert bottom - out <= rows[-1] + 1 - 200 <= bottom
        # A vowel sign of Hindi leans a dot or two over the next letter.
        assert columns[-1] - 50 <= fonts.width(fonts.BOLD, size, text) + size // 40


@pytest.mark.parametrize("face", [fonts.BOLD, fonts.MEDIUM])
@pytest.mark.parametrize("name", HARD_NAMES)
def test_every_letter_prints_as_itself(name: str, face: Path) -> None:
    """No letter of the test names is transcribed, and none that is shown would be a box."""
    shown = legible(name, face)
    assert not [character for character in shown if not in_some_font(character, face) and character != " "]
    letters = [character for character in name if character not in NOT_LETTERS and not character.isspace()]
    if "Te\u0301xt" not in name:  # whose é is written as two
        assert [character for character in shown if character != " "] == letters


@pytest.mark.parametrize("name", HARD_NAMES)
def test_no_drawn_line_holds_the_box_of_a_missing_letter(name: str) -> None:
    """Asked of the engine that draws: each run is shaped, and compared with what the font shows for nothing."""
    for run in fonts._runs(fonts.BOLD, legible(name, fonts.BOLD)):
        assert ord(run.text[0]) in characters_in(run.path) or run.text.isspace(), run
        box = fonts._glyph(fonts._Run("\U0010ffff", run.path, run.is_joined), 48)
        drawn = fonts._glyph(run, 48)
        assert drawn.picture.tobytes() != box.picture.tobytes() or drawn.picture.size != box.picture.size, run


def test_a_letter_that_no_font_has_is_known_to_be_missing() -> None:
    """Else the tests above could not fail."""
    assert not fonts.can_draw(fonts.BOLD, "ᠮ")
    assert not in_some_font("ᠮ", fonts.BOLD)
    assert fonts.can_draw(fonts.BOLD, "王Aé·กع")


def test_letters_are_joined_and_read_from_the_right() -> None:
    """Four letters in a row are narrower than each for itself, and the first stands at the right."""
    assert features.check("raqm")
    assert fonts.width(fonts.BOLD, 88, "سلمن") < sum(fonts.width(fonts.BOLD, 88, letter) for letter in "سلمن")
    canvas = Image.new("1", (600, 200), 1)
    fonts.write(canvas, "אאאאi", fonts.BOLD, 88, (0, 150), 0)
    dotted_i = Image.new("1", (600, 200), 1)
    ImageDraw.Draw(dotted_i).text(
        (0, 150),
        "i",
        font=ImageFont.truetype(fonts.BOLD, 88, layout_engine=ImageFont.Layout.BASIC),
        fill=0,
        anchor="ls",
    )
    i_columns = np.nonzero(black(dotted_i).any(axis=0))[0]
    assert (black(canvas)[:, : i_columns[-1] + 1] == black(dotted_i)[:, : i_columns[-1] + 1]).all()


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("Anna", ["Anna"]),
        ("محمد Ali", ["Ali", "محمد "]),
        ("Ali محمد", ["Ali ", "محمد"]),
        ("שלום (2) דן", [" דן", "2", "שלום ("]),
        ("(2) دن", ["دن", "2", ""]),
        ("محمد Ali bin علي", ["علي", "Ali bin", "محمد "]),
    ],
)
def test_parts_of_a_line_stand_in_the_order_of_its_first_letter(typed: str, seen: list[str]) -> None:
    found = [part for part, _ in in_order_of_sight(typed)]
    assert sorted("".join(found)) == sorted(typed)
    assert [part.strip(" ()") for part in found] == [part.strip(" ()") for part in seen]


@pytest.mark.parametrize("name", HARD_NAMES)
def test_every_word_on_a_badge_is_made_legible_first(name: str) -> None:
    fields = ("name", "company", "host", "area", "purpose", "permit")
    bold, medium = legible(name, fonts.BOLD), legible(name, fonts.MEDIUM)
    raw = render(a_badge(**dict.fromkeys(fields, name)))
    cleaned = render(a_badge(**{field: medium if field == "company" else bold for field in fields}))
    assert raw.tobytes() == cleaned.tobytes()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("a\x1b@\x1dV\x00b", "a@Vb"),
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("\u2066محمد\u2069\u200f", "محمد"),
        ("  two\t\n words\u3000here ", "two words here"),
        ("Anna 😀🎉 Schmidt", "Anna Schmidt"),
        ("Łukasz Żółć", "Łukasz Żółć"),
        ("ᠪᠠᠲᠤ", "Batu"),
        ("王晓琳", "王晓琳"),
        ("A\u064ea", "Aa"),
        ("\u0e34ก", "ก"),
        ("😀", ""),
    ],
)
def test_words_are_shown_as_they_can_be(written: str, shown: str) -> None:
    assert legible(written, fonts.BOLD) == shown


def test_a_name_of_which_nothing_can_be_shown_still_makes_a_badge() -> None:
    assert render(a_badge(name="😀")).tobytes() == render(a_badge(name="VISITOR")).tobytes()
