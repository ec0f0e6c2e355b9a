"""Moments as a person at the door says them: 13:30, tomorrow 13:30, 24 November 13:30."""

from datetime import datetime, timedelta, tzinfo

from babel.dates import format_date, format_skeleton
from flask_babel import gettext as _

from shared.web.languages import CHINESE, ENGLISH, TAIWANESE, locale_of

_DAY_AND_WEEKDAY = {
    CHINESE: "M月d日 EEEE",
    TAIWANESE: "M月d日 EEEE",
    ENGLISH: "EEEE d MMMM",
    "ja": "M月d日 EEEE",
    "ko": "M월 d일 EEEE",
    "de": "EEEE, d. MMMM",
    "fr": "EEEE d MMMM",
    "es": "EEEE, d 'de' MMMM",
}
"""Babel knows no pattern with the whole weekday and no year."""


def hour(moment: datetime, zone: tzinfo) -> str:
    """Return the time of day, such as 09:05."""
    return f"{moment.astimezone(zone):%H:%M}"


def when(moment: datetime, now: datetime, zone: tzinfo, language: str) -> str:
    """Return the time of day, with the day in front unless that is today."""
    here = moment.astimezone(zone)
    days = (here.date() - now.astimezone(zone).date()) / timedelta(days=1)
    time = hour(moment, zone)
    if days == 0:
        return time
    if days == 1:
        return str(_("tomorrow %(time)s", time=time))
    if days == -1:
        return str(_("yesterday %(time)s", time=time))
    day = format_skeleton("MMMMd", here.date(), locale=locale_of(language))
    return f"{day} {time}"


def today(now: datetime, zone: tzinfo, language: str) -> str:
    """Return the date as the lintel shows it: 11月23日 星期一, Monday 23 November."""
    return format_date(now.astimezone(zone).date(), _DAY_AND_WEEKDAY[language], locale_of(language))


def day(moment: datetime, zone: tzinfo, language: str) -> str:
    """Return the date: 11月3日, 3 November."""
    return str(format_skeleton("MMMMd", moment.astimezone(zone), locale=locale_of(language)))


def is_same_day(one: datetime, other: datetime, zone: tzinfo) -> bool:
    """Say whether two moments fall on one day of a zone's calendar."""
    return one.astimezone(zone).date() == other.astimezone(zone).date()
