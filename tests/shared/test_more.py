"""The optional facts of a visit (R1), its items on a release pass (R11), lead times over zones and DST (R5)."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.bookings.more import MOST_OF_AN_ITEM, More, items_in, problems_with_more
from shared.grades.rules import Ahead, lead_of
from shared.sites.rules import Hours

ITEMS = [  # R11: what was written → what, and how many
    ("laptop × 2", [("laptop", 2)]),
    ("2 laptops", [("laptops", 2)]),
    ("box x3", [("box", 3)]),
    ("样品 3 件", [("样品", 3)]),
    ("电脑2台；样品1箱", [("电脑", 2), ("样品", 1)]),
    ("2台电脑", [("电脑", 2)]),
    ("MacBook M3\niPhone 15", [("MacBook M3", 1), ("iPhone 15", 1)]),
    ("3D printer", [("3D printer", 1)]),
    ("bolts × 9999", [("bolts", MOST_OF_AN_ITEM)]),
    ("样品 0 件", [("样品", 1)]),
    ("5", [("5", 1)]),
    ("", []),
]


@pytest.mark.parametrize(("text", "items"), ITEMS, ids=[row[0] or "nothing" for row in ITEMS])
def test_r11_items_are_read_as_people_write_them(text: str, items: list[tuple[str, int]]) -> None:
    assert list(items_in(text)) == items


@given(st.text(max_size=80))
def test_whatever_is_written_is_something_and_at_least_one_of_it(text: str) -> None:
    assert all(what and 1 <= number <= MOST_OF_AN_ITEM for what, number in items_in(text))


PROBLEMS = [  # R1: facts → field and code
    (More(plate="x" * 17), [("plate", "too_long")]),
    (More(items="\n".join("abc")), []),
    (More(items="\n".join("x" * 21)), [("items", "too_many")]),
    (More(transport="rocket", decides="maybe"), [("transport", "unknown"), ("decides", "unknown")]),
    (More(meals="m" * 201, needs="n" * 501), [("meals", "too_long"), ("needs", "too_long")]),
    (More(needs="a\u202eb"), [("needs", "odd")]),
]


@pytest.mark.parametrize(("more", "problems"), PROBLEMS)
def test_r1_what_is_wrong_with_the_optional_facts(more: More, problems: list[tuple[str, str]]) -> None:
    assert problems_with_more(more) == problems


@given(st.builds(More, *[st.text(max_size=20)] * 9))
@example(More(plate="r-\u0327"))  # two letters that become one where the dash is gone
def test_what_was_said_is_kept_as_it_was_said(more: More) -> None:
    tidy = more.tidied()
    assert More.from_json(tidy.as_json()) == tidy == tidy.tidied()


FIRST = datetime(2024, 1, 1, tzinfo=UTC)
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia")
WEEKDAYS = {day: (time(9), time(18)) for day in range(5)}


@settings(deadline=None)  # the first look at a year reads its holidays
@given(
    st.sampled_from(ZONES),
    st.sampled_from(["", "CN", "DE", "US"]),
    st.integers(0, 5 * 365 * 24 * 60).map(lambda minute: FIRST + timedelta(minutes=minute)),
    st.integers(0, 20 * 24 * 60),
    st.integers(0, 5),
)
def test_r5_a_lead_time_is_the_days_on_the_site_s_calendar_whatever_its_clocks_do(
    zone: str, country: str, now: datetime, minutes: int, days: int
) -> None:
    """Booking later never makes an urgent visit a timely one; papers fall due at the close of a working day."""
    hours, starts = Hours(zone, WEEKDAYS, country), now + timedelta(minutes=minutes)
    lead = lead_of(Ahead(days, 60, 1), 0, starts, now, hours)
    if days:
        between = hours.working_days_between(hours.day_of(now), hours.day_of(starts))
        assert lead.is_urgent == (between < days)
    else:
        assert lead.is_urgent == (minutes < 60)
    later = lead_of(Ahead(days, 60, 1), 0, starts, min(starts, now + timedelta(days=1)), hours)
    assert later.is_urgent or not lead.is_urgent
    if lead.papers_due is not None:
        due = lead.papers_due.astimezone(ZoneInfo(zone))
        assert lead.papers_due > starts
        assert due.time() == time(18)
        assert hours.is_working(due.date())
