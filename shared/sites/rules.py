"""Days and hours as a site lives them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_A_YEAR = 366


@dataclass(frozen=True)
class Hours:
    """When a site is open, by weekday (Monday = 0), in its own zone."""

    zone: str
    by_weekday: dict[int, tuple[time, time]]

    @classmethod
    def from_json(cls, zone: str, text: dict[str, list[str]]) -> "Hours":
        """Read {"0": ["09:00", "18:00"], …}."""
        days = {
            int(day): (time.fromisoformat(opens), time.fromisoformat(closes)) for day, (opens, closes) in text.items()
        }
        return cls(zone, days)

    def day_of(self, moment: datetime) -> date:
        """Return the date that the site's calendar shows at this moment."""
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def day_bounds(self, day: date) -> tuple[datetime, datetime]:
        """Return the first moment of a day and of the next, aware."""
        zone = ZoneInfo(self.zone)
        return datetime.combine(day, time(), zone), datetime.combine(day + timedelta(days=1), time(), zone)

    def closing(self, day: date) -> datetime | None:
        """Return when the site closes on that day, or None on a day when it stays closed."""
        if day.weekday() not in self.by_weekday:
            return None
        return datetime.combine(day, self.by_weekday[day.weekday()][1], ZoneInfo(self.zone))

    def working_days_after(self, moment: datetime, days: int) -> datetime:
        """Return the closing time of the n-th working day after the day of `moment` (R5).

        A site without any working day gets plain days, since a date must come out.
        """
        day = self.day_of(moment)
        for _ in range(_A_YEAR):
            if days == 0:
                break
            day += timedelta(days=1)
            days -= not self.by_weekday or day.weekday() in self.by_weekday
        return self.closing(day) or self.day_bounds(day)[1]
