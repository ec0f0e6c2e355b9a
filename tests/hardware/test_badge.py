"""A badge of 80 mm shows what it must where the design has it, and is never too black."""

from datetime import datetime
from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from hardware.badge import BadPhoto, render
from hardware.badge.photo import dotted
from tests.hardware.badges import SHANGHAI, a_badge, a_photo, black, ink_within

GRADE_BLOCK = (424, 12, 563, 99)
BAR = (0, 940, 575, 1011)
COPY = (300, 910, 451, 933)


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
    bar = ink_within(badge, BAR)
    assert bar[0].all()
    assert bar[-1].all()
    assert bool(bar.mean() > 0.5) is escort


@pytest.mark.parametrize(
    ("grade", "least", "most"), [("A", 0.05, 0.3), ("B", 0.2, 0.5), ("C", 0.2, 0.5), ("D", 0.6, 0.9)]
)
def test_each_grade_has_its_own_darkness(grade: str, least: float, most: float) -> None:
    block = ink_within(render(a_badge(grade=grade)), GRADE_BLOCK)
    assert least < block.mean() < most


def test_stripes_checks_and_outline_tell_the_grades_apart_without_reading() -> None:
    left_edges = {grade: ink_within(render(a_badge(grade=grade)), (424, 12, 440, 99)).tobytes() for grade in "ABCD"}
    assert len(set(left_edges.values())) == 4


def test_a_name_of_one_line_stands_over_its_rule() -> None:
    badge = render(a_badge(name="王晓琳"))
    assert ink_within(badge, (28, 264, 563, 266)).all()
    rows = np.nonzero(ink_within(badge, (28, 124, 547, 263)).any(axis=1))[0] + 124
    assert rows[0] == 132
    assert rows[-1] < 264


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
    assert not ink_within(render(a_badge(copy=1)), COPY).any()
    assert ink_within(render(a_badge(copy=2)), COPY).mean() > 0.5


def test_a_fact_that_is_not_known_leaves_its_place_empty() -> None:
    assert not ink_within(render(a_badge(area="")), (28, 430, 547, 515)).any()


def test_a_badge_without_photo_has_its_facts_at_the_left() -> None:
    assert ink_within(render(a_badge()), (28, 348, 275, 420)).any()
    framed = ink_within(render(a_badge(photo=a_photo())), (28, 348, 275, 675))
    assert framed[:4].all()
    assert framed[:, :4].all()


def test_a_photo_is_made_of_dots_and_words_are_not() -> None:
    """Dithering shows as dots that stand alone; thresholded words have hardly any."""
    badge = render(a_badge(photo=a_photo()))
    assert lone_dots(badge.crop((32, 352, 272, 672))) > 0.1
    for words in ((28, 112, 564, 348), (300, 348, 564, 676), (300, 704, 564, 940)):
        assert lone_dots(badge.crop(words)) < 0.001


def lone_dots(picture: Image.Image) -> float:
    """Return the share of dots whose four neighbours are all of the other colour."""
    dots = black(picture)
    inner = dots[1:-1, 1:-1]
    neighbours = (dots[:-2, 1:-1], dots[2:, 1:-1], dots[1:-1, :-2], dots[1:-1, 2:])
    return float(np.logical_and.reduce([inner != other for other in neighbours]).mean())


@pytest.mark.parametrize("photo", [b"", b"no picture", a_photo()[:200], b"GIF89a" + bytes(40)])
def test_what_is_no_photo_is_refused(photo: bytes) -> None:
    with pytest.raises(BadPhoto):
        render(a_badge(photo=photo))


def test_a_code_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        render(a_badge(code="A" * 200))


def a_picture(dots: NDArray[np.uint8], orientation: int = 1) -> bytes:
    """Return a JPEG of these greys, which says how the camera was held."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    out = BytesIO()
    Image.fromarray(dots).save(out, "JPEG", quality=95, exif=exif)
    return out.getvalue()


def test_a_photo_is_lightened_since_dots_on_thermal_paper_grow() -> None:
    grey = np.tile(np.linspace(0, 255, 480).astype(np.uint8), (640, 1))
    assert 0.3 < black(dotted(a_picture(grey), (240, 320))).mean() < 0.45


def test_a_wide_photo_is_cropped_and_not_squeezed() -> None:
    """Its outer thirds are black, and none of them is left."""
    wide = np.zeros((400, 900), dtype=np.uint8)
    wide[:, 300:600] = 255
    wide[150:250, 400:500] = 0
    left = black(dotted(a_picture(wide), (240, 320)))
    rows, columns = np.nonzero(left[20:-20, 20:-20])
    assert abs(np.ptp(rows) - np.ptp(columns)) <= 4
    assert np.ptp(rows) == pytest.approx(80, abs=6)


def test_a_photo_that_was_taken_sideways_stands_upright() -> None:
    """Its sky is at the left in the file, and says so."""
    lying = np.zeros((480, 640), dtype=np.uint8)
    lying[:, :320] = 255
    upright = black(dotted(a_picture(lying, orientation=6), (240, 320)))
    assert upright[:150].mean() < 0.1
    assert upright[-150:].mean() > 0.9
