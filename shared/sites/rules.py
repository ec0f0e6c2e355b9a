"""Days and hours as a site lives them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from shared.sites.holidays import public_days

_A_YEAR = 366
_CODE = re.compile("[A-Z][A-Z0-9]{1,5}")
_ZONE = re.compile("(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)/.+|UTC")


def is_site_code(text: str) -> bool:
    """Say whether a site may be called that: permit numbers begin with it, and people type it."""
    return _CODE.fullmatch(text) is not None


@lru_cache(maxsize=1)
def zones() -> tuple[str, ...]:
    """Return the names of zones that a site may have: those that are called after a place, in order."""
    return tuple(sorted(name for name in available_timezones() if _ZONE.fullmatch(name)))


@dataclass(frozen=True)
class Hours:
    """When a site is open: by weekday (Monday = 0) in its own zone, but for holidays and days of its own."""

    zone: str
    by_weekday: dict[int, tuple[time, time]]
    country: str = ""
    """Whose public holidays it keeps (ISO 3166-1); empty: nobody's."""
    own_days: Mapping[date, bool] = field(default_factory=dict)
    """Days on which it works, or doesn't, whatever the calendar says."""

    @classmethod
    def from_json(
        cls, zone: str, text: dict[str, list[str]], country: str = "", own_days: Mapping[str, bool] | None = None
    ) -> "Hours":
        """Read {"0": ["09:00", "18:00"], …} and {"2026-12-24": false, …}."""
        days = {
            int(day): (time.fromisoformat(opens), time.fromisoformat(closes)) for day, (opens, closes) in text.items()
        }
        own = {date.fromisoformat(day): works for day, works in (own_days or {}).items()}
        return cls(zone, days, country, own)

    def day_of(self, moment: datetime) -> date:
        """Return the date that the site's calendar shows at this moment."""
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def day_bounds(self, day: date) -> tuple[datetime, datetime]:
        """Return the first moment of a day and of the next, aware."""
        zone = ZoneInfo(self.zone)
        return datetime.combine(day, time(), zone), datetime.combine(day + timedelta(days=1), time(), zone)

    def is_working(self, day: date) -> bool:
        """Say whether people work on a day: the site's own word before the country's, that before the weekday's (R5).

        A site without any working day has plain days, since something must be counted.
        """
        if not self.by_weekday:
            return True
        if day in self.own_days:
            return self.own_days[day]
        if self.country:
            public = public_days(self.country, day.year)
            if day in public.off:
                return False
            if day in public.made_up:
                return True
        return day.weekday() in self.by_weekday

    def closing(self, day: date) -> datetime | None:
        """Return when the site closes on that day, or None on a day when it stays closed.

        A working day that is no weekday of the site's, such as a made-up Sunday, keeps the hours of its week's last.
        """
        if not self.by_weekday or not self.is_working(day):
            return None
        _, closes = self.by_weekday.get(day.weekday()) or self.by_weekday[max(self.by_weekday)]
        return datetime.combine(day, closes, ZoneInfo(self.zone))

    def working_days_between(self, first: date, last: date) -> int:
        """Return how many working days come after the first day, up to and with the last; 0 if it is no later (R5)."""
        days = range(1, (last - first).days + 1)
        return sum(self.is_working(first + timedelta(days=number)) for number in days)

    def working_days_after(self, moment: datetime, days: int) -> datetime:
        """Return the closing time of the n-th working day after the day of `moment` (R5)."""
        day = self.day_of(moment)
        for _ in range(_A_YEAR):
            if days == 0:
                break
            day += timedelta(days=1)
            days -= self.is_working(day)
        return self.closing(day) or self.day_bounds(day)[1]

    def working_days_before(self, moment: datetime, days: int) -> datetime:
        """Return the closing time of the n-th working day before the day of `moment` (R18)."""
        day = self.day_of(moment)
        for _ in range(_A_YEAR):
            if days == 0:
                break
            day -= timedelta(days=1)
            days -= self.is_working(day)
        return self.closing(day) or self.day_bounds(day)[1]
