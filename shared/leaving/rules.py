"""What has to be right before a visit may end, who has stayed too long, and when a site's day is over; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from shared.kernel.names import has_odd_characters
from shared.sites.rules import Hours

LONGEST_REMARK = 300
MOST_PIECES = 9999


@dataclass(frozen=True)
class Brought:
    """One line of a release pass: what somebody brought in, and how many of it."""

    id: str
    name: str
    quantity: int


@dataclass(frozen=True)
class Difference:
    """An item of which another number goes out than came in."""

    item: Brought
    taken: int

    @property
    def is_missing(self) -> bool:
        """Say whether fewer go out than came in."""
        return self.taken < self.item.quantity


def differences(brought: tuple[Brought, ...], taken: Mapping[str, int]) -> tuple[Difference, ...]:
    """Return where what goes out is not what came in (R22); an item of which nothing is said stays behind."""
    said = ((item, taken.get(item.id, 0)) for item in brought)
    return tuple(Difference(item, number) for item, number in said if number != item.quantity)


def problem_with_taken(brought: tuple[Brought, ...], taken: Mapping[str, int]) -> str | None:
    """Return what is wrong with the numbers that somebody says, or None: `unknown` or `out_of_range`."""
    if set(taken) - {item.id for item in brought}:
        return "unknown"
    return None if all(0 <= number <= MOST_PIECES for number in taken.values()) else "out_of_range"


def problem_with_remark(remark: str) -> str | None:
    """Return what is wrong with the gate's remark, or None."""
    if len(remark) > LONGEST_REMARK:
        return "too_long"
    return "odd" if has_odd_characters(remark) else None


class Step(StrEnum):
    """Who is asked about a visitor who has stayed too long, in this order."""

    HOST = "host"
    GATE = "gate"


def steps_due(ends_at: datetime, host_minutes: int, gate_minutes: int, now: datetime) -> tuple[Step, ...]:
    """Return who should have been asked by now about a visit whose time ended; the figures are the grade's."""
    due = {Step.HOST: host_minutes, Step.GATE: gate_minutes}
    return tuple(step for step, minutes in due.items() if now >= ends_at + timedelta(minutes=minutes))


@dataclass(frozen=True)
class DayEnd:
    """The end of one of a site's days."""

    day: date
    at: datetime
    midnight: datetime
    """When the day itself ends: a visit that was planned to last longer than the site is open may run until then."""


def last_day_end(hours: Hours, now: datetime) -> DayEnd:
    """Return the latest closing time that has passed; a day on which a site stays closed ends at midnight."""
    today = hours.day_of(now)
    end = day_end(hours, today)
    return end if end.at <= now else day_end(hours, today - timedelta(days=1))


def day_end(hours: Hours, day: date) -> DayEnd:
    """Return when a day ends at a site."""
    midnight = hours.day_bounds(day)[1]
    return DayEnd(day, hours.closing(day) or midnight, midnight)


def is_over(arrived_at: datetime, ends_at: datetime, end: DayEnd, now: datetime) -> bool:
    """Say whether closing time ends a visit: it began before, and was not planned to last into the same evening.

    A window of several days ends no later for that: its guest comes again with the same pass tomorrow.
    """
    over_at = ends_at if end.at < ends_at <= end.midnight else end.at
    return arrived_at < over_at <= now
