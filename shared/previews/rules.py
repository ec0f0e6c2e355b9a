"""When the coming week's visits go to those who prepare them (R28); pure."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_WEEK = timedelta(days=7)


def week_to_preview(zone: ZoneInfo, weekday: int, hour: str, now: datetime) -> date | None:
    """Return the Monday of the week whose preview is due, None if none is.

    It is due from the set weekday (Monday = 0) and hour of the week before, until the week begins: a house that was
    shut down on Friday still sends it on Saturday, but nobody needs a preview of days that are over.
    """
    if not hour:
        return None
    today = now.astimezone(zone).date()
    this_week = today - timedelta(days=today.weekday())
    due_at = datetime.combine(this_week + timedelta(days=weekday), time.fromisoformat(hour), zone)
    return this_week + _WEEK if now >= due_at else None


def week_days(monday: date) -> list[date]:
    """Return the seven days of a week."""
    return [monday + timedelta(days=number) for number in range(7)]
