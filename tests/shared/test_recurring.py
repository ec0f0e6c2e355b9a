"""Visits that recur, over zones, changes of the clock and holidays (R2, R5)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.bookings.recurring import (
    FARTHEST,
    MOST_DATES,
    FreeDays,
    Often,
    UnknownRule,
    Window,
    dates_of,
    moved,
    rule_of,
)
from shared.sites.rules import Hours

WEEK = {day: (time(9), time(18)) for day in range(5)}
CHINA = Hours("Asia/Shanghai", WEEK, "CN")
GERMANY = Hours("Europe/Berlin", WEEK, "DE")
NEW_YORK = Hours("America/New_York", WEEK, "US")


def window(first: date, starts: str = "09:00", ends: str = "11:00", days: int = 0) -> Window:
    return Window(first, time.fromisoformat(starts), time.fromisoformat(ends), first + timedelta(days=days))


@pytest.mark.parametrize(
    ("often", "first", "weekdays", "rule"),
    [
        (Often.DAILY, date(2026, 11, 23), (), "FREQ=DAILY;COUNT=3"),
        (Often.WEEKLY, date(2026, 11, 24), (), "FREQ=WEEKLY;BYDAY=TU;COUNT=3"),
        (Often.WEEKLY, date(2026, 11, 24), (3, 0), "FREQ=WEEKLY;BYDAY=MO,TU,TH;COUNT=3"),
        (Often.FORTNIGHTLY, date(2026, 11, 24), (), "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=3"),
        (Often.MONTHLY_BY_DAY, date(2026, 11, 24), (), "FREQ=MONTHLY;BYMONTHDAY=24;COUNT=3"),
        (Often.MONTHLY_BY_WEEKDAY, date(2026, 11, 10), (), "FREQ=MONTHLY;BYDAY=+2TU;COUNT=3"),
        (Often.MONTHLY_BY_WEEKDAY, date(2026, 11, 30), (), "FREQ=MONTHLY;BYDAY=-1MO;COUNT=3"),
    ],
)
def test_r2_a_form_says_a_rule(often: Often, first: date, weekdays: tuple[int, ...], rule: str) -> None:
    assert rule_of(often, first, weekdays, count=3) == rule
    assert dates_of(rule, window(first), CHINA, FreeDays.KEEP)[0].on == first


@pytest.mark.parametrize(
    ("rule", "free_days", "days"),
    [
        # Friday the 1st of January 2027 is a holiday in Germany; Saturdays and Sundays are free.
        ("FREQ=DAILY;COUNT=5", FreeDays.KEEP, ["12-30", "12-31", "01-01", "01-02", "01-03"]),
        ("FREQ=DAILY;COUNT=5", FreeDays.LEAVE_OUT, ["12-30", "12-31"]),
        ("FREQ=DAILY;COUNT=5", FreeDays.NEXT, ["12-30", "12-31", "01-04"]),
        ("FREQ=WEEKLY;BYDAY=FR;COUNT=2", FreeDays.NEXT, ["01-04", "01-08"]),
        ("FREQ=DAILY;UNTIL=20261231", FreeDays.KEEP, ["12-30", "12-31"]),
        ("RRULE:FREQ=MONTHLY;BYDAY=-1WE;COUNT=2", FreeDays.KEEP, ["12-30", "01-27"]),
        ("FREQ=YEARLY;COUNT=2", FreeDays.KEEP, ["12-30", "12-30"]),
    ],
)
def test_r5_days_without_work_are_left_out_kept_or_put_off(rule: str, free_days: FreeDays, days: list[str]) -> None:
    found = dates_of(rule, window(date(2026, 12, 30)), GERMANY, free_days)
    assert [f"{each.on:%m-%d}" for each in found if each.is_chosen] == days


def test_r5_a_made_up_sunday_is_worked_and_the_holiday_before_it_is_not() -> None:
    found = dates_of("FREQ=DAILY;COUNT=12", window(date(2025, 9, 28)), CHINA, FreeDays.LEAVE_OUT)
    assert [each.on.day for each in found if each.is_chosen] == [28, 29, 30, 9], (
        "a made-up Sunday; then eight free days"
    )


@pytest.mark.parametrize(
    "rule",
    [
        *("", "FREQ=SECONDLY;COUNT=3", "FREQ=DAILY;FREQ=WEEKLY", "FREQ=DAILY;COUNT=0", "FREQ=DAILY;COUNT=-1"),
        *(
            "FREQ=DAILY;INTERVAL=x",
            "FREQ=DAILY;BYDAY=XX",
            "FREQ=DAILY;UNTIL=soon",
            "DTSTART:20260101\nRRULE:FREQ=DAILY",
        ),
        *("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31", "FREQ=DAILY;INTERVAL=7;BYDAY=MO", "FREQ=MONTHLY;BYDAY=5MO;BYSETPOS=2"),
        *("FREQ=DAILY;BYHOUR=3", "FREQ=MONTHLY;BYMONTHDAY=99", "FREQ=DAILY;COUNT=99999999999"),
    ],
)
def test_what_is_no_rule_is_refused(rule: str) -> None:
    with pytest.raises(UnknownRule):
        dates_of(rule, window(date(2026, 11, 23)), CHINA, FreeDays.KEEP)


@given(
    often=st.sampled_from(Often),
    first=st.dates(date(2024, 1, 1), date(2029, 1, 1)),
    hours=st.sampled_from([CHINA, GERMANY, NEW_YORK]),
    starts=st.times(max_value=time(22)),
    days=st.integers(0, 3),
    count=st.integers(1, 200),
    free_days=st.sampled_from(FreeDays),
    weekdays=st.sets(st.integers(0, 6)),
)
def test_every_visit_of_a_series_is_at_the_same_hour_on_the_wall_and_on_a_day_that_is_allowed(
    often: Often,
    first: date,
    hours: Hours,
    starts: time,
    days: int,
    count: int,
    free_days: FreeDays,
    weekdays: set[int],
) -> None:
    starts = starts.replace(second=0, microsecond=0)
    ends = time(starts.hour + 1, starts.minute)
    rule = rule_of(often, first, tuple(weekdays), count=count)
    found = dates_of(rule, Window(first, starts, ends, first + timedelta(days=days)), hours, free_days)
    zone = ZoneInfo(hours.zone)
    assert len(found) <= min(count, MOST_DATES)
    assert [each.on for each in found] == sorted({each.on for each in found})
    for each in found:
        local = each.starts_at.astimezone(zone)
        wanted = datetime.combine(each.on, starts, zone)
        assert local == wanted
        assert each.starts_at < each.ends_at
        assert local.time() == starts or not _exists(wanted)
        assert first <= each.on <= first + FARTHEST + timedelta(days=60)
        if free_days is FreeDays.NEXT:
            assert each.is_working
        assert each.is_chosen == (each.is_working or free_days is FreeDays.KEEP)


def _exists(moment: datetime) -> bool:
    """Say whether a clock on the wall ever shows this hour."""
    return moment.astimezone(UTC).astimezone(moment.tzinfo).time() == moment.time()


@given(
    first=st.dates(date(2026, 1, 1), date(2027, 12, 1)),
    days=st.integers(-3, 3),
    hours=st.sampled_from([CHINA, GERMANY, NEW_YORK]),
)
def test_those_that_follow_move_by_as_many_days_to_the_same_hour(first: date, days: int, hours: Hours) -> None:
    zone = ZoneInfo(hours.zone)

    def at(on: date, hour: int) -> datetime:
        return datetime.combine(on, time(hour), zone).astimezone(UTC)

    later, week = first + timedelta(days=days), timedelta(days=7)
    found = moved(
        (at(first, 9), at(first, 11)),
        (at(later, 14), at(later, 15)),
        (at(first + week, 9), at(first + week, 11)),
        hours,
    )
    assert found == (at(later + week, 14), at(later + week, 15))
