"""What a printer gets is the badge, dot for dot, on every width; and scanners read its code from bad prints."""

import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageFilter

from hardware.badge import layout_for, render
from hardware.badge.code import MODULES
from hardware.printers.raster import as_printed, job_bytes
from tests.hardware.badges import CODE, WIDTHS, a_badge, a_photo, black
from tests.peers.escpos import printed_from

PHOTOS = [None, a_photo()]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("grade", "ABCD")
@pytest.mark.parametrize("photo", PHOTOS, ids=["no photo", "photo"])
def test_every_dot_arrives_as_it_was_drawn(width: int, grade: str, photo: bytes | None) -> None:
    badge = render(a_badge(grade=grade, photo=photo, copy=2), layout_for(width))
    printer = printed_from(job_bytes(badge))
    (sheet,) = printer.sheets
    assert sheet.size == badge.size
    assert sheet.tobytes() == as_printed(badge).tobytes()
    assert not printer.not_understood
    assert printer.obeyed_inside_pictures == 0
    assert max(printer.fragments) <= 128


@pytest.mark.parametrize("width", WIDTHS)
def test_only_dots_of_the_photo_are_nudged(width: int) -> None:
    """A real-time command in the raster is broken by one dot more; words and the code stay as they were drawn."""
    layout = layout_for(width)
    for seed in range(16):
        badge = render(a_badge(photo=a_photo(seed)), layout)
        nudged = np.argwhere(black(badge) != black(as_printed(badge)))
        if layout.chosen.photo:
            top = layout.paper.band.height + layout.paper.name.height
            x0, y0, x1, y1 = layout.paper.facts.photo
            assert ((nudged >= (top + y0, x0)) & (nudged <= (top + y1, x1))).all()
        else:
            assert not len(nudged)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("photo", PHOTOS, ids=["no photo", "photo"])
def test_a_job_is_hardly_longer_than_its_dots(width: int, photo: bytes | None) -> None:
    badge = render(a_badge(photo=photo), layout_for(width))
    assert len(job_bytes(badge)) <= badge.height * badge.width // 8 * 1.02


@pytest.mark.parametrize(("width", "dots_a_mm"), [(384, 8.0), (512, 8.0), (576, 8.0), (696, 11.8)])
def test_a_module_of_the_code_is_whole_dots_and_half_a_millimetre_or_more(width: int, dots_a_mm: float) -> None:
    dots = layout_for(width).paper.validity.code_dots
    assert dots / dots_a_mm >= 0.5
    code = code_of(render(a_badge(), layout_for(width)), width)
    modules = black(code).reshape(MODULES, dots, MODULES, dots)
    assert (modules == modules[:, :1, :, :1]).all()


@pytest.mark.parametrize("width", WIDTHS)
def test_four_modules_around_the_code_are_white(width: int) -> None:
    badge = render(a_badge(name="古丽巴哈尔•阿不都热依木", photo=a_photo(), copy=2), layout_for(width))
    quiet = black(code_of(badge, width, margin=4))
    dots = 4 * layout_for(width).paper.validity.code_dots
    quiet[dots:-dots, dots:-dots] = False
    assert not quiet.any()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("photo", PHOTOS, ids=["no photo", "photo"])
@pytest.mark.parametrize("spoiled", ["as printed", "blurred", "skewed", "noisy", "all of it"])
def test_the_code_is_read_from_a_bad_print(width: int, photo: bytes | None, spoiled: str) -> None:
    """From the bytes that the printer gets: 2 dots of blur, 3 degrees of skew, 5 % of noise, and all at once.

    For itself the noise is that of a camera, 5 % of its range. All at once, one dot in twenty is wrong on the
    paper, which no decoder reads without the blur that every lens adds.
    """
    (sheet,) = printed_from(job_bytes(render(a_badge(photo=photo), layout_for(width)))).sheets
    paper = sheet.convert("L")
    if spoiled == "noisy":
        paper = grainy(paper)
    if spoiled == "all of it":
        paper = worn(paper)
    if spoiled in ("skewed", "all of it"):
        paper = paper.rotate(3, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    if spoiled in ("blurred", "all of it"):
        paper = paper.filter(ImageFilter.GaussianBlur(2))
    assert [code.text for code in zxingcpp.read_barcodes(paper)] == [CODE]


def grainy(paper: Image.Image) -> Image.Image:
    """Add a camera's noise."""
    grain = np.random.default_rng(7).normal(0, 0.05 * 255, (paper.height, paper.width))
    return Image.fromarray(np.clip(np.asarray(paper) + grain, 0, 255).astype(np.uint8))


def worn(paper: Image.Image) -> Image.Image:
    """Turn one dot in twenty over."""
    dots = np.asarray(paper).copy()
    wrong = np.random.default_rng(7).random(dots.shape) < 0.05
    dots[wrong] = 255 - dots[wrong]
    return Image.fromarray(dots)


def code_of(badge: Image.Image, width: int, margin: int = 0) -> Image.Image:
    """Cut the code out of a badge, with so many modules around it."""
    validity = layout_for(width).paper.validity
    x, y = validity.code_at
    y += badge.height - layout_for(width).paper.bar.height - layout_for(width).paper.bar.foot - validity.height
    around, size = margin * validity.code_dots, MODULES * validity.code_dots
    return badge.crop((x - around, y - around, x + size + around, y + size + around))


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
