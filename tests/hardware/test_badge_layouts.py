"""What an administrator chose for a grade and a paper is what is printed."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw

from hardware.badge import DEFAULT, layout_for, render
from hardware.badge.plan import plan_of
from shared.badges.logos import BadLogo, kept_logo
from shared.badges.rules import DEFAULT_LAYOUTS, BadgeLayout, Fact, Roll, problems_with_layout, roll_of
from tests.hardware.badges import WIDTHS, a_badge, a_photo, black


def a_logo(size: tuple[int, int] = (400, 120), mode: str = "RGBA", ink: str = "black") -> bytes:
    """Return a PNG of a ring on nothing."""
    picture = Image.new(mode, size, (255, 255, 255, 0) if mode == "RGBA" else "white")
    ImageDraw.Draw(picture).ellipse((10, 10, size[0] - 10, size[1] - 10), outline=ink, width=18)
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("width", WIDTHS)
def test_each_paper_has_a_layout_of_its_width(width: int) -> None:
    assert render(a_badge(), layout_for(width)).width == width
    assert layout_for(width).width == width


@pytest.mark.parametrize(("printer", "badge"), [(640, 576), (432, 384), (560, 512), (720, 696), (1024, 696)])
def test_a_printer_of_another_width_gets_the_widest_badge_that_fits(printer: int, badge: int) -> None:
    assert layout_for(printer).width == badge
    assert layout_for(printer).chosen == DEFAULT_LAYOUTS[roll_of(printer)]


def test_a_printer_too_narrow_for_a_badge_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="384 dots"):
        layout_for(320)


def test_without_a_choice_a_badge_is_the_80_mm_one() -> None:
    assert render(a_badge()).tobytes() == render(a_badge(), layout_for(576)).tobytes()
    assert DEFAULT.chosen == BadgeLayout()


@pytest.mark.parametrize("width", WIDTHS)
def test_facts_stand_in_the_order_that_was_chosen(width: int) -> None:
    """The host's line of one badge is the area's line of the other, if they say the same."""
    one = render(a_badge(host="同 Same", area="x"), layout_for(width, BadgeLayout(facts=(Fact.HOST,))))
    other = render(a_badge(host="x", area="同 Same"), layout_for(width, BadgeLayout(facts=(Fact.AREA,))))
    swapped = render(a_badge(host="x", area="同 Same"), layout_for(width, BadgeLayout(facts=(Fact.AREA, Fact.HOST))))
    paper = layout_for(width).paper
    top = paper.band.height + paper.name.height + paper.facts.top + paper.facts.below_label
    line = (paper.left, top, paper.left + 300, top + paper.facts.step - paper.facts.below_label - 6)
    assert one.crop(line).tobytes() == other.crop(line).tobytes() == swapped.crop(line).tobytes()
    assert black(one.crop(line)).any()


@pytest.mark.parametrize("width", WIDTHS)
def test_what_was_not_chosen_is_not_printed(width: int) -> None:
    bare = BadgeLayout(facts=(), company=False, permit=False, photo=False)
    one = a_badge(photo=a_photo())
    other = a_badge(company="别的", host="别人", area="别处", purpose="别的", permit="OTHER")
    assert render(one, layout_for(width, bare)).tobytes() == render(other, layout_for(width, bare)).tobytes()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_badge_with_less_on_it_is_shorter_and_with_more_longer(width: int) -> None:
    heights = [
        plan_of(layout_for(width, layout), has_photo=False).height
        for layout in (
            BadgeLayout(facts=(Fact.HOST,), company=False),
            BadgeLayout(facts=(Fact.HOST,)),
            BadgeLayout(),
            BadgeLayout(facts=tuple(Fact)),
            BadgeLayout(facts=tuple(Fact), disclaimer="请佩戴胸卡，离开时交还。"),
        )
    ]
    assert heights == sorted(set(heights))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("has_photo", [True, False])
def test_no_part_of_a_full_badge_covers_another(width: int, has_photo: bool) -> None:
    """The rows just above each part are white: every part keeps to its own."""
    layout = layout_for(
        width,
        BadgeLayout(facts=tuple(Fact), logo="x", disclaimer="说明" * 60, disclaimer_en="words " * 25),
        kept_logo(a_logo()),
    )
    badge = black(
        render(
            a_badge(name="Hubert Wolfeschlegelsteinhausenbergerdorff", photo=a_photo() if has_photo else None, copy=3),
            layout,
        )
    )
    plan = plan_of(layout, has_photo and layout.chosen.photo)
    for top in (plan.facts, plan.validity, plan.bar):
        assert not badge[top - 4 : top].any()
    assert badge.shape == (plan.height, width)
    assert badge[plan.bar].all()


@pytest.mark.parametrize("width", WIDTHS)
def test_disclaimers_are_printed_whole_in_both_languages(width: int) -> None:
    chinese, english = (
        "请全程佩戴胸卡，未经许可不得拍照，离开时交还前台。" * 4,
        "Wear this badge at all times. Hand it back when you leave. " * 2,
    )
    plan = plan_of(layout_for(width, BadgeLayout(disclaimer=chinese, disclaimer_en=english)), has_photo=False)
    assert "".join(plan.small_lines).replace(" ", "") == (chinese + english).replace(" ", "")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_logo_is_black_or_white_and_as_wide_as_it_may_be(width: int) -> None:
    layout = layout_for(width, BadgeLayout(logo="x"), kept_logo(a_logo()))
    plan = plan_of(layout, has_photo=False)
    strip = black(render(a_badge(), layout))[plan.logo : plan.name]
    columns = np.nonzero(strip.any(axis=0))[0]
    assert columns[0] - layout.paper.left <= 1
    assert columns[-1] < layout.paper.left + layout.paper.text_width
    rows = np.nonzero(strip.any(axis=1))[0]
    assert len(rows) >= layout.paper.logo_height - 3


@pytest.mark.parametrize("mode", ["RGBA", "RGB", "L"])
def test_a_logo_is_kept_as_greys_cut_to_its_ink(mode: str) -> None:
    with Image.open(BytesIO(kept_logo(a_logo(mode=mode)))) as kept:
        assert (kept.format, kept.mode) == ("PNG", "L")
        assert abs(kept.width / kept.height - 380 / 100) < 0.1


def test_a_logo_of_white_letters_on_nothing_is_turned_to_black_ones() -> None:
    with Image.open(BytesIO(kept_logo(a_logo(ink="white")))) as kept:
        assert np.asarray(kept).min() < 50


def test_nothing_but_the_dots_of_an_uploaded_logo_is_kept() -> None:
    out = BytesIO()
    with Image.open(BytesIO(a_logo(mode="RGB"))) as picture:
        picture.save(out, "JPEG", comment=b"SECRET", exif=b"Exif\x00\x00SECRET")
    assert b"SECRET" in out.getvalue()
    assert b"SECRET" not in kept_logo(out.getvalue())


@pytest.mark.parametrize(
    ("uploaded", "code"),
    [
        (b"", "no_picture"),
        (b"<svg/>", "no_picture"),
        (b"GIF89a" + bytes(40), "no_picture"),
        (a_logo()[:90], "no_picture"),
        (bytes(1_000_001), "too_large"),
        (a_logo(ink="white", mode="RGB"), "empty"),
    ],
)
def test_what_is_no_logo_is_refused_with_a_reason(uploaded: bytes, code: str) -> None:
    with pytest.raises(BadLogo, match=f"^{code}$"):
        kept_logo(uploaded)


def test_a_small_file_that_claims_to_be_a_huge_picture_is_refused() -> None:
    out = BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000
    with pytest.raises(BadLogo, match="too_large"):
        kept_logo(out.getvalue())


def test_a_layout_that_is_wrong_is_told_field_by_field() -> None:
    wrong = BadgeLayout(facts=(Fact.HOST, Fact.HOST), disclaimer="长" * 161, disclaimer_en="a\x1bb")
    found = [(problem.field, problem.code) for problem in problems_with_layout(wrong)]
    assert found == [("facts", "twice"), ("disclaimer", "too_long"), ("disclaimer_en", "odd")]
    assert problems_with_layout(BadgeLayout()) == []


@pytest.mark.parametrize(
    "layout", [*DEFAULT_LAYOUTS.values(), BadgeLayout((Fact.PERMIT,), False, False, False, "x", "一", "b")]
)
def test_a_layout_comes_back_from_its_row_as_it_was(layout: BadgeLayout) -> None:
    assert BadgeLayout.from_json(layout.as_json(), layout.logo) == layout


@pytest.mark.parametrize(
    ("width", "roll"), [(576, Roll.WIDE), (512, Roll.NARROW), (384, Roll.NARROW), (696, Roll.LABEL), (200, Roll.NARROW)]
)
def test_a_width_belongs_to_a_paper(width: int, roll: Roll) -> None:
    assert roll_of(width) is roll
