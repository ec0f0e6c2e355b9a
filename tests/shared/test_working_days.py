"""Working days: weekdays, public holidays, days made up for them, and a site's own (R5)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.grades.rules import Ahead, lead_of
from shared.sites.holidays import Gap, countries, gap_in, public_days
from shared.sites.rules import Hours

WEEKDAYS = {day: (time(9), time(18)) for day in range(5)}
CHINA = Hours("Asia/Shanghai", WEEKDAYS, "CN")
GERMANY = Hours("Europe/Berlin", WEEKDAYS, "DE")
OWN = Hours("Asia/Shanghai", WEEKDAYS, "CN", {date(2026, 11, 24): False, date(2026, 11, 28): True})
KEY = Ahead(days=3, minutes=0, papers_days=1)

DAYS = [  # site, day, whether people work
    ("a Monday", CHINA, date(2026, 11, 23), True),
    ("a Sunday", CHINA, date(2026, 11, 22), False),
    ("New Year", CHINA, date(2026, 1, 1), False),
    ("the eve of the Spring Festival", CHINA, date(2026, 2, 16), False),
    ("a Saturday made up for the Spring Festival", CHINA, date(2026, 2, 14), True),
    ("a Sunday made up for the National Day", CHINA, date(2026, 9, 20), True),
    ("a day in lieu in the National Day's week", CHINA, date(2026, 10, 7), False),
    ("the Spring Festival abroad", GERMANY, date(2026, 2, 17), True),
    ("German Unity, a Saturday", GERMANY, date(2026, 10, 3), False),
    ("Christmas in Germany", GERMANY, date(2026, 12, 25), False),
    ("Christmas in China", CHINA, date(2026, 12, 25), True),
    ("a Tuesday that the company gives its people", OWN, date(2026, 11, 24), False),
    ("a Saturday on which the company works", OWN, date(2026, 11, 28), True),
]


@pytest.mark.parametrize(("case", "hours", "day", "works"), DAYS, ids=[row[0] for row in DAYS])
def test_which_days_are_worked(case: str, hours: Hours, day: date, works: bool) -> None:
    assert hours.is_working(day) is works, case
    assert (hours.closing(day) is not None) is works


LEADS = [  # R5: asked on, for, in time?, papers due
    ("two days over the Spring Festival", date(2026, 2, 13), date(2026, 2, 24), False, date(2026, 2, 25)),
    ("the third is Wednesday", date(2026, 2, 13), date(2026, 2, 25), True, None),
    ("the made-up Sunday counts", date(2026, 9, 17), date(2026, 9, 21), True, None),
    ("papers are due after the National Day", date(2026, 9, 30), date(2026, 9, 30), False, date(2026, 10, 8)),
]


@pytest.mark.parametrize(("case", "asked", "wanted", "in_time", "due"), LEADS, ids=[row[0] for row in LEADS])
def test_lead_times_count_working_days(case: str, asked: date, wanted: date, in_time: bool, due: date | None) -> None:
    zone = ZoneInfo(CHINA.zone)
    now, starts = datetime.combine(asked, time(9), zone), datetime.combine(wanted, time(14), zone)
    lead = lead_of(KEY, 0, starts, now, CHINA)
    assert lead.is_urgent is not in_time, case
    assert lead.papers_due == (due and datetime.combine(due, time(18), zone))


def test_a_made_up_sunday_closes_like_the_last_day_of_its_week() -> None:
    short_friday = Hours("Asia/Shanghai", WEEKDAYS | {4: (time(9), time(16))}, "CN")
    closing = short_friday.closing(date(2026, 9, 20))
    assert closing is not None
    assert closing.time() == time(16)


def test_a_site_without_opening_hours_counts_plain_days() -> None:
    assert Hours("Asia/Shanghai", {}, "CN").working_days_between(date(2026, 2, 13), date(2026, 2, 24)) == 11


def test_holidays_are_known_of_every_country_that_is_offered_and_have_names() -> None:
    assert {"CN", "DE", "US", "JP", "KR", "FR", "ES", "TW"} <= set(countries())
    assert public_days("CN", 2026, "zh").off[date(2026, 10, 1)] == "国庆节"
    assert "National Day" in public_days("CN", 2026, "en").off[date(2026, 10, 1)]


ANNOUNCED = max(year for year in range(2020, 2050) if public_days("CN", year).made_up)
GAPS = [  # R5: country, year → what nobody knows of it yet
    ("China, the last year that was announced", "CN", ANNOUNCED, None),
    ("China, the year after", "CN", ANNOUNCED + 1, Gap.NO_MADE_UP_DAYS),
    ("China, by a library of long ago", "CN", ANNOUNCED + 5, Gap.NO_MADE_UP_DAYS),
    ("Germany makes no days up", "DE", 2040, None),
    ("Sri Lanka follows the moon", "LK", 2040, Gap.NO_HOLIDAYS),
]


@pytest.mark.parametrize(("case", "country", "year", "gap"), GAPS, ids=[row[0] for row in GAPS])
def test_what_is_not_known_of_a_year_is_known_to_be_unknown(
    case: str, country: str, year: int, gap: Gap | None
) -> None:
    assert gap_in(country, year) is gap, case


DATES = st.dates(date(2020, 1, 1), date(2030, 12, 31))
SITES = st.sampled_from([CHINA, GERMANY, OWN, Hours("America/New_York", WEEKDAYS, "US"), Hours("Asia/Tokyo", {})])


@given(SITES, DATES, st.integers(0, 40), st.integers(0, 40))
def test_working_days_add_up(hours: Hours, first: date, some: int, more: int) -> None:
    middle, last = first + timedelta(days=some), first + timedelta(days=some + more)
    parts = hours.working_days_between(first, middle) + hours.working_days_between(middle, last)
    assert hours.working_days_between(first, last) == parts <= (last - first).days


@given(SITES, DATES, st.integers(0, 86_399), st.integers(1, 15))
def test_what_is_due_in_working_days_is_due_on_the_last_of_them(
    hours: Hours, day: date, second: int, days: int
) -> None:
    moment = datetime.combine(day, time(), UTC) + timedelta(seconds=second)
    due = hours.working_days_after(moment, days)
    last = hours.day_of(due - timedelta(microseconds=1))
    assert hours.is_working(last)
    assert hours.working_days_between(hours.day_of(moment), last) == days
