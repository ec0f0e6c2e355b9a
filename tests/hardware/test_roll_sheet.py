"""The list of a roll call on paper."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hardware.roll_sheet import draw_sheet
from shared.roll_calls.rules import Sheet, SheetLine

NAMES = ("王晓琳", "阿卜杜拉·买买提江·吐尔逊", "Hubert Wolfeschlegelsteinhausenbergerdorff", "محمد", "\x1b@\x00")
AT = datetime(2026, 11, 23, 10, 2, 7, tzinfo=UTC)


def sheet(people: int = len(NAMES), *, drill: bool = False, safe: bool = False) -> Sheet:
    """Return a list of so many people, the first of whom needs help, the last perhaps gone."""
    lines = tuple(
        SheetLine(NAMES[n % len(NAMES)], "天路包装材料有限公司", "一楼", n == 0, n < people - 1, safe)
        for n in range(people)
    )
    return Sheet("北禾精密", drill, "南广场", AT, AT, lines)


@pytest.mark.parametrize("width", [384, 512, 576, 696])
def test_it_is_as_wide_as_its_paper_and_as_long_as_it_has_people(width: int) -> None:
    """Also with names that no paper has seen; nothing runs over the right edge."""
    few, many = draw_sheet(sheet(), width), draw_sheet(sheet(50), width)
    assert few.mode == "1"
    assert few.width == many.width == width
    assert many.height > few.height * 4
    below_the_band = few.crop((width - 4, few.height // 3, width, few.height))
    assert below_the_band.getextrema() == (1, 1), "ink beyond the edge"


def test_in_earnest_the_band_is_black_and_in_a_drill_it_is_framed() -> None:
    """Told apart from arm's length."""
    earnest, drill = draw_sheet(sheet(), 576), draw_sheet(sheet(drill=True), 576)
    spot = (40, 30)
    assert earnest.getpixel(spot) == 0
    assert drill.getpixel(spot) != 0


def test_who_was_found_has_a_tick_and_nobody_at_all_is_a_list_too() -> None:
    """The box is empty until then."""
    found, missing = draw_sheet(sheet(safe=True), 576), draw_sheet(sheet(), 576)
    assert found.size == missing.size
    assert found.tobytes() != missing.tobytes()
    assert draw_sheet(replace(sheet(), lines=()), 576).height > 300
