"""A badge shows what it must, where it must, to whom it must: never clipped, never a box for a letter."""

import struct
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray
from PIL import Image

from hardware.badge import BadPhoto, fitting, fonts, layout, render
from hardware.badge.render import fit_name
from hardware.badge.words import legible
from hardware.printers.raster import as_printed, job_bytes
from tests.hardware.badges import CODE, HARD_NAMES, SHANGHAI, a_badge, a_photo
from tests.peers.escpos import printed_from


def black(picture: Image.Image) -> NDArray[np.bool_]:
    """Return rows of dots, True where there is ink."""
    return ~np.asarray(picture)


def ink_within(picture: Image.Image, box: tuple[int, int, int, int]) -> NDArray[np.bool_]:
    """Return the dots of a box whose last column and row count."""
    x0, y0, x1, y1 = box
    return black(picture)[y0 : y1 + 1, x0 : x1 + 1]


def test_a_badge_is_80_mm_wide_and_has_one_bit_a_dot() -> None:
    badge = render(a_badge())
    assert (badge.size, badge.mode) == ((576, 1016), "1")


def test_the_same_content_gives_the_same_dots() -> None:
    assert render(a_badge(photo=a_photo())).tobytes() == render(a_badge(photo=a_photo())).tobytes()


@pytest.mark.parametrize("escort", [True, False])
def test_bars_and_edges_stand_where_the_design_has_them(escort: bool) -> None:
    badge = render(a_badge(escort=escort))
    assert ink_within(badge, (0, 0, 575, 11)).all()
    assert not ink_within(badge, (0, 112, 575, 123)).any()
    assert not ink_within(badge, (0, 676, 575, 703)).any()
    assert not ink_within(badge, (0, 1012, 575, 1015)).any()
    bar = ink_within(badge, layout.BAR)
    assert bar[0].all()
    assert bar[-1].all()
    assert bool(bar.mean() > 0.5) is escort


@pytest.mark.parametrize(
    ("grade", "least", "most"), [("A", 0.05, 0.3), ("B", 0.2, 0.5), ("C", 0.2, 0.5), ("D", 0.6, 0.9)]
)
def test_each_grade_has_its_own_darkness(grade: str, least: float, most: float) -> None:
    block = ink_within(render(a_badge(grade=grade)), layout.GRADE)
    assert least < block.mean() < most


def test_stripes_checks_and_outline_tell_the_grades_apart_without_reading() -> None:
    left_edges = {grade: ink_within(render(a_badge(grade=grade)), (424, 12, 440, 99)).tobytes() for grade in "ABCD"}
    assert len(set(left_edges.values())) == 4


def test_a_name_of_one_line_stands_over_its_rule() -> None:
    badge = render(a_badge(name="王晓琳"))
    assert ink_within(badge, layout.NAME_RULE).all()
    rows = np.nonzero(ink_within(badge, (28, 124, 547, 263)).any(axis=1))[0] + 124
    assert rows[0] == layout.NAME_TOP
    assert rows[-1] < 264


def test_a_long_chinese_name_breaks_after_a_dot() -> None:
    assert fit_name("阿卜杜拉·买买提江·吐尔逊") == fitting.Fitted(64, ("阿卜杜拉·", "买买提江·吐尔逊"))


def test_a_name_that_no_two_lines_hold_is_hyphenated_between_syllables() -> None:
    assert fit_name("Hubert Wolfeschlegelsteinhausenbergerdorff").lines == (
        "Hubert",
        "Wolfeschlegelstein-",
        "hausenbergerdorff",
    )


@pytest.mark.parametrize("name", HARD_NAMES)
def test_no_name_is_clipped(name: str) -> None:
    shown = legible(name, fonts.BOLD)
    fitted = fit_name(shown)
    drawn = "".join(fitted.lines)
    if not drawn.endswith("…"):
        assert drawn.replace("-", "").replace(" ", "") == shown.replace("-", "").replace(" ", "")
    else:
        assert len(fitted.lines) == 3  # only what three lines of 48 can't hold is cut, and says so
    badge = render(a_badge(name=name, company=""))
    assert not ink_within(badge, (0, 112, 25, 347)).any()  # an A reaches two dots to the left of its origin
    assert not ink_within(badge, (548, 112, 575, 263)).any()
    assert not ink_within(badge, (0, 112, 575, 123)).any()
    assert not ink_within(badge, (0, 288, 575, 347)).any()


@pytest.mark.parametrize("size", [112, 88, 48])
def test_what_is_measured_is_what_is_drawn(size: int) -> None:
    canvas = Image.new("1", (2000, 300), 1)
    fonts.write(canvas, "Ågjp王晓", fonts.BOLD, size, (50, 200), 0)
    rows = np.nonzero(black(canvas).any(axis=1))[0]
    columns = np.nonzero(black(canvas).any(axis=0))[0]
    assert (rows[0] - 200, rows[-1] + 1 - 200) == fonts.ink(fonts.BOLD, size, "Ågjp王晓")
    assert columns[-1] - 50 <= fonts.width(fonts.BOLD, size, "Ågjp王晓")


@lru_cache
def characters_in(font: Path) -> frozenset[int]:
    """Read a font's own list of the characters that it has (`cmap`, format 12)."""
    data = font.read_bytes()
    tables = {data[at : at + 4]: struct.unpack(">II", data[at + 8 : at + 16]) for at in range(12, 12 + 16 * 30, 16)}
    cmap = data[tables[b"cmap"][0] :]
    count = struct.unpack(">H", cmap[2:4])[0]
    places = [struct.unpack(">HHI", cmap[4 + 8 * i : 12 + 8 * i]) for i in range(count)]
    place = next(offset for platform, encoding, offset in places if (platform, encoding) == (3, 10))
    groups = struct.unpack(">I", cmap[place + 12 : place + 16])[0]
    found: set[int] = set()
    for i in range(groups):
        first, last, _ = struct.unpack(">III", cmap[place + 16 + 12 * i : place + 28 + 12 * i])
        found.update(range(first, last + 1))
    return frozenset(found)


@pytest.mark.parametrize("face", [fonts.BOLD, fonts.MEDIUM])
@pytest.mark.parametrize("name", HARD_NAMES)
def test_no_letter_becomes_a_box(name: str, face: Path) -> None:
    shown = legible(name, face)
    assert shown
    assert "?" not in shown
    has = frozenset().union(*(characters_in(font) for font in fonts.FALLBACKS[face]))
    assert not {character for character in shown if ord(character) not in has}


def test_a_letter_that_the_font_lacks_is_known_to_be_missing() -> None:
    """Else the test above could not fail."""
    assert not fonts.can_draw(fonts.BOLD, "ก")
    assert fonts.can_draw(fonts.BOLD, "王Aé·")


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
        ("  two\t\n words\u3000here ", "two words here"),
        ("Anna 😀🎉 Schmidt", "Anna Schmidt"),
        ("محمد", "Mhmd"),
        ("김철수", "GimCheolSu"),
        ("王晓琳", "王晓琳"),
        ("😀", ""),
    ],
)
def test_words_are_shown_as_they_can_be(written: str, shown: str) -> None:
    assert legible(written, fonts.BOLD) == shown


def test_a_name_of_which_nothing_can_be_shown_still_makes_a_badge() -> None:
    assert render(a_badge(name="😀")).tobytes() == render(a_badge(name="VISITOR")).tobytes()


def test_the_hour_is_the_sites_hour() -> None:
    nine = render(a_badge(valid_until=datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)))
    ten = render(a_badge(valid_until=datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)))
    differ = np.argwhere(black(nine) != black(ten))
    assert (differ.min(axis=0) >= (756, 300)).all()
    assert (differ.max(axis=0) <= (830, 575)).all()


@pytest.mark.parametrize("grade", "ABCD")
@pytest.mark.parametrize("photo", [None, a_photo()])
def test_a_badge_is_not_too_black_for_the_print_head(grade: str, photo: bytes | None) -> None:
    assert black(render(a_badge(grade=grade, photo=photo))).mean() < 0.35


def test_the_first_copy_has_no_copy_chip_and_the_second_has() -> None:
    assert not ink_within(render(a_badge(copy=1)), layout.COPY).any()
    assert ink_within(render(a_badge(copy=2)), layout.COPY).mean() > 0.5


def test_a_fact_that_is_not_known_leaves_its_place_empty() -> None:
    assert not ink_within(render(a_badge(area="")), (28, 430, 547, 515)).any()


def test_a_badge_without_photo_has_its_facts_at_the_left() -> None:
    assert ink_within(render(a_badge()), (28, 348, 275, 420)).any()
    framed = ink_within(render(a_badge(photo=a_photo())), layout.PHOTO_FRAME)
    assert framed[:4].all()
    assert framed[:, :4].all()


@pytest.mark.parametrize("photo", [b"", b"no picture", a_photo()[:200], b"GIF89a" + bytes(40)])
def test_what_is_no_photo_is_refused(photo: bytes) -> None:
    with pytest.raises(BadPhoto):
        render(a_badge(photo=photo))


def test_a_code_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        render(a_badge(code="A" * 200))


@pytest.mark.parametrize("photo", [None, a_photo()])
def test_the_code_is_read_back_from_the_bytes_that_the_printer_gets(photo: bytes | None) -> None:
    printer = printed_from(job_bytes(render(a_badge(photo=photo))))
    (sheet,) = printer.sheets
    found = zxingcpp.read_barcodes(sheet.convert("L"))
    assert [code.text for code in found] == [CODE]


def test_every_dot_arrives_as_it_was_drawn() -> None:
    badge = render(a_badge(photo=a_photo()))
    printer = printed_from(job_bytes(badge))
    assert [sheet.tobytes() for sheet in printer.sheets] == [as_printed(badge).tobytes()]
    assert not printer.not_understood
    assert max(printer.fragments) <= 128


def test_no_command_stands_inside_a_picture() -> None:
    """Of random dots one in 300 pairs of bytes would be one; the code's own dots are never touched."""
    for seed in range(60):
        noise = np.random.default_rng(seed).integers(0, 256, (1016, 72), dtype=np.uint8)
        noise[:, ::3] = 0x10
        noise[:, 1::3] = np.random.default_rng(seed).choice([4, 5, 0x14, 0x10], (1016, 24))
        picture = Image.frombytes("1", (576, 1016), (~noise).tobytes())
        picture.paste(render(a_badge(code=CODE[:-2] + f"{seed:02}")).crop((24, 700, 256, 930)), (24, 700))
        printer = printed_from(job_bytes(picture))
        assert printer.obeyed_inside_pictures == 0
        code = (48, 724, 230, 906)
        assert printer.sheets[0].crop(code).tobytes() == picture.crop(code).tobytes()


def test_a_job_is_hardly_longer_than_its_dots() -> None:
    assert len(job_bytes(render(a_badge()))) < 1016 * 72 * 1.02
