"""Visits that recur (RRULE of RFC 5545) on a site's clock, with its holidays (R2, R5); pure.

What recurs is an hour on the wall: a visit at nine is at nine also after the clocks have changed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

from shared.sites.rules import Hours

MOST_DATES = 100
FARTHEST = timedelta(days=731)
"""No series goes on for longer than two years: hosts and rooms are other ones by then."""
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_ONE_DAY = "(MO|TU|WE|TH|FR|SA|SU)"
_PARTS_OF: dict[str, dict[str, str]] = {
    "DAILY": {},
    "WEEKLY": {"BYDAY": rf"{_ONE_DAY}(,{_ONE_DAY})*", "WKST": _ONE_DAY},
    "MONTHLY": {"BYDAY": rf"([+-]?[1-4]){_ONE_DAY}", "BYMONTHDAY": r"-?([1-9]|[12]\d|3[01])"},
    "YEARLY": {},
}
"""What may be said beside the frequency. All of it comes true sooner or later: a rule that never does, such as each
31st of February, would be looked for day by day until the year 9999."""
_ALWAYS = {"FREQ": r"\w+", "INTERVAL": r"[1-9]\d?", "COUNT": r"[1-9]\d{0,2}", "UNTIL": r"\d{8}(T\d{6}Z?)?"}
_LAST_WEEK = 5


class Often(StrEnum):
    """How often a visit recurs, as a form offers it."""

    DAILY = "daily"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY_BY_DAY = "monthly_by_day"
    """On the same day of each month."""
    MONTHLY_BY_WEEKDAY = "monthly_by_weekday"
    """On the same weekday of each month, such as the second Tuesday; the last one, where it is the fifth."""


class FreeDays(StrEnum):
    """What becomes of a visit that would fall on a day without work."""

    LEAVE_OUT = "leave_out"
    KEEP = "keep"
    NEXT = "next"
    """It takes place on the next working day."""


class UnknownRule(ValueError):
    """This is no RRULE that is understood here."""


@dataclass(frozen=True)
class Window:
    """When the first visit of a series is, on the site's clock."""

    first: date
    starts: time
    ends: time
    last: date
    """The day on which the first visit ends."""


@dataclass(frozen=True)
class Date:
    """One visit of a series."""

    on: date
    """The day on which it begins."""
    starts_at: datetime
    ends_at: datetime
    meant: date
    """The day on which the rule has it, another one where that is no working day."""
    is_working: bool
    is_chosen: bool
    """Whether it is booked, unless a person says otherwise."""


def rule_of(
    often: Often, first: date, weekdays: Sequence[int] = (), until: date | None = None, count: int | None = None
) -> str:
    """Return the RRULE of what a form says; `weekdays` (Monday = 0) are for those that recur by the week."""
    days = ",".join(WEEKDAYS[day] for day in sorted(set(weekdays) | {first.weekday()}))
    number = -1 if (first.day - 1) // 7 + 1 == _LAST_WEEK else (first.day - 1) // 7 + 1
    parts = {
        Often.DAILY: "FREQ=DAILY",
        Often.WEEKLY: f"FREQ=WEEKLY;BYDAY={days}",
        Often.FORTNIGHTLY: f"FREQ=WEEKLY;INTERVAL=2;BYDAY={days}",
        Often.MONTHLY_BY_DAY: f"FREQ=MONTHLY;BYMONTHDAY={first.day}",
        Often.MONTHLY_BY_WEEKDAY: f"FREQ=MONTHLY;BYDAY={number:+d}{WEEKDAYS[first.weekday()]}",
    }
    end = f";UNTIL={until:%Y%m%d}" if until else f";COUNT={count}" if count else ""
    return parts[often] + end


def dates_of(rule: str, window: Window, hours: Hours, free_days: FreeDays) -> list[Date]:
    """Return the visits of a series in the order of time, at most 100 in two years. Raises UnknownRule.

    A day without work stands in the list also where it is left out, so that a person sees it and may choose it.
    Where a visit is put off to the next working day and one is there already, it is that one.
    """
    found: dict[date, Date] = {}
    for meant in _days(rule, window):
        on = _next_working(meant, hours) if free_days is FreeDays.NEXT else meant
        if on not in found:
            found[on] = _date(on, meant, window, hours, free_days)
    return [found[on] for on in sorted(found)]


def moved(
    before: tuple[datetime, datetime], after: tuple[datetime, datetime], each: tuple[datetime, datetime], hours: Hours
) -> tuple[datetime, datetime]:
    """Return when another visit of a series is, if one of them moves from `before` to `after`.

    It moves by as many days, to the hours on the wall that the one moves to.
    """
    zone = ZoneInfo(hours.zone)
    start, end = (
        _at(
            one.astimezone(zone).date() + (new.astimezone(zone).date() - old.astimezone(zone).date()),
            new.astimezone(zone).time(),
            hours,
        )
        for old, new, one in zip(before, after, each, strict=True)
    )
    return start, end


def _days(rule: str, window: Window) -> Iterator[date]:
    parts = _parts(rule)
    number = min(int(parts.pop("COUNT", MOST_DATES)), MOST_DATES)
    until = min(_until(parts.pop("UNTIL", "")) or date.max, window.first + FARTHEST)
    plain = ";".join(f"{name}={value}" for name, value in parts.items())
    noon = datetime.combine(window.first, time(12))
    every = rrulestr(plain, dtstart=noon)
    assert isinstance(every, rrule), "one rule, as the parts are checked"
    ends = every.replace(until=datetime.combine(until, time(23)))
    return (moment.date() for moment in islice(ends, number))


def _parts(rule: str) -> dict[str, str]:
    text = rule.strip().upper().removeprefix("RRULE:")
    pairs = [part.partition("=") for part in text.split(";") if part]
    parts = {name: value for name, _sign, value in pairs}
    patterns = _PARTS_OF.get(parts.get("FREQ", ""))
    if patterns is None or len(parts) != len(pairs) or {"BYDAY", "BYMONTHDAY"} <= set(parts):
        raise UnknownRule(rule)
    allowed = _ALWAYS | patterns
    if not all(name in allowed and re.fullmatch(allowed[name], value, re.ASCII) for name, value in parts.items()):
        raise UnknownRule(rule)
    return parts


def _until(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text[:8])
    except ValueError as trouble:
        raise UnknownRule(text) from trouble


def _date(on: date, meant: date, window: Window, hours: Hours, free_days: FreeDays) -> Date:
    is_working = hours.is_working(on)
    return Date(
        on=on,
        starts_at=_at(on, window.starts, hours),
        ends_at=_at(on + (window.last - window.first), window.ends, hours),
        meant=meant,
        is_working=is_working,
        is_chosen=is_working or free_days is FreeDays.KEEP,
    )


def _next_working(day: date, hours: Hours) -> date:
    return next(
        (day + timedelta(days=later) for later in range(60) if hours.is_working(day + timedelta(days=later))), day
    )


def _at(on: date, hour: time, hours: Hours) -> datetime:
    """Return a moment; an hour that the clock skips in spring is the one after the gap, of one twice the first."""
    return datetime.combine(on, hour, ZoneInfo(hours.zone)).astimezone(UTC)
