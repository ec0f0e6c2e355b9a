"""The second code of a badge, for the visitor's own phone: it is read, and stands apart from the one that counts."""

from dataclasses import replace

import numpy as np
import pytest
import zxingcpp

from hardware.badge import layout_for, render
from hardware.printers.raster import job_bytes
from shared.badges.rules import DEFAULT_LAYOUTS, BadgeLayout
from shared.desk.survey_code import is_survey_code
from tests.hardware.badges import CODE, WIDTHS, a_badge, a_photo, black
from tests.peers.escpos import printed_from

LINK = "01jq3k5m7n9p1r3s5t7v9w1x3z.1795000000.0123456789abcdef0123456789abcdef"
SHORT, LONG = (f"https://{host}/surveys/{LINK}" for host in ("a.cn", "visitors.subsidiary.example-company.com.cn:8443"))


@pytest.mark.parametrize("address", [SHORT, LONG], ids=["short", "long"])
@pytest.mark.parametrize("width", WIDTHS)
def test_both_codes_are_read_from_the_paper(width: int, address: str) -> None:
    badge = render(a_badge(survey=address, photo=a_photo()), layout_for(width, BadgeLayout(survey=True)))
    (sheet,) = printed_from(job_bytes(badge)).sheets
    found = {code.text: code.position for code in zxingcpp.read_barcodes(sheet.convert("L"))}
    assert set(found) == {CODE, address}
    assert found[CODE].bottom_left.y < found[address].top_left.y
    assert found[CODE].top_right.x < found[address].top_left.x + badge.width // 8


@pytest.mark.parametrize("width", WIDTHS)
def test_all_else_stands_where_it_stands_without_it(width: int) -> None:
    content = a_badge(survey=SHORT)
    plain = black(render(content, layout_for(width, BadgeLayout())))
    both = black(render(content, layout_for(width, BadgeLayout(survey=True))))
    bar = layout_for(width).paper.bar.height + layout_for(width).paper.bar.foot
    assert np.array_equal(both[: len(plain) - bar], plain[:-bar])
    assert np.array_equal(both[-bar:], plain[-bar:])
    words = both[len(plain) - bar : -bar, : width // 3]
    assert words.any()


def test_no_badge_has_it_unless_somebody_chose_it_and_phones_can_open_it() -> None:
    assert not any(layout.survey for layout in DEFAULT_LAYOUTS.values())
    without = render(a_badge(), layout_for(576, BadgeLayout()))
    for content, chosen in ((a_badge(survey=SHORT), BadgeLayout()), (a_badge(), BadgeLayout(survey=True))):
        assert render(content, layout_for(576, chosen)).tobytes() == without.tobytes()


@pytest.mark.parametrize(
    ("text", "is_it"),
    [
        (SHORT, True),
        (LONG.upper(), True),  # as a scanner that types is read, by the places of its keys
        (SHORT + "\n", True),
        (CODE, False),
        (SHORT.replace("/surveys/", "/other/"), False),
        (SHORT[:-1], False),
        ("", False),
    ],
)
def test_it_is_known_at_the_door_by_its_form(text: str, is_it: bool) -> None:
    assert is_survey_code(text) is is_it


def test_a_layout_of_before_has_none() -> None:
    chosen = replace(DEFAULT_LAYOUTS[next(iter(DEFAULT_LAYOUTS))]).as_json()
    del chosen["survey"]
    assert BadgeLayout.from_json(chosen, None).survey is False
