"""Days and hours in words, on a site's own clock and in the reader's language."""

from datetime import date, datetime, tzinfo

from babel.dates import format_interval, format_skeleton

from admin.asking import language
from admin.speech import _
from shared.web.languages import locale_of


def clock(moment: datetime, zone: tzinfo) -> str:
    """Return the hour that the site's clocks show, such as 09:41."""
    return moment.astimezone(zone).strftime("%H:%M")


def day(on: date, today: date) -> str:
    """Return a day as people say it: today, tomorrow, yesterday, or its date; the year only when it is another."""
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}.get((on - today).days)
    return near or _date(on, "MMMd" if on.year == today.year else "yMMMd")


def long_day(on: date, today: date, said_in: str | None = None) -> str:
    """Return a day with its date and weekday, for the head of a list; a letter's language is its reader's."""
    said = _date(on, "MMMEd" if on.year == today.year else "yMMMEd", said_in)
    near = {-1: _("Yesterday"), 0: _("Today"), 1: _("Tomorrow")}.get((on - today).days)
    return _("%(near)s, %(date)s", near=near, date=said) if near else said


def moment_words(moment: datetime, zone: tzinfo, now: datetime) -> str:
    """Return day and hour; only the hour if it is today."""
    is_today = moment.astimezone(zone).date() == now.astimezone(zone).date()
    return clock(moment, zone) if is_today else day_and_hour(moment, zone, now)


def day_unless_today(moment: datetime, zone: tzinfo, now: datetime) -> str:
    """Return the day that an hour is of, to stand beside it; nothing if it is today."""
    on, today = moment.astimezone(zone).date(), now.astimezone(zone).date()
    return "" if on == today else day(on, today)


def day_and_hour(moment: datetime, zone: tzinfo, now: datetime) -> str:
    """Return day and hour, also if it is today."""
    return f"{day(moment.astimezone(zone).date(), now.astimezone(zone).date())} {clock(moment, zone)}"


def window(start: datetime, end: datetime, zone: tzinfo, now: datetime) -> str:
    """Return a stretch of time: 'today 09:00 to 18:00', or both days where it is longer than one."""
    starts, ends, today = (moment.astimezone(zone).date() for moment in (start, end, now))
    first, last = day(starts, today), day(ends, today) if ends != starts else ""
    return _stretch(first, clock(start, zone), last, clock(end, zone))


def span(first: date, last: date) -> str:
    """Return the days from the first to the last with their year, or the one that both are."""
    if first == last:
        return _date(first, "yMMMEd")
    return str(format_interval(first, last, "yMMMd", locale=locale_of(language())))


def window_on_paper(start: datetime, end: datetime, zone: tzinfo) -> str:
    """Return a stretch of time with its dates: paper is read on another day than it is printed."""
    starts, ends = start.astimezone(zone).date(), end.astimezone(zone).date()
    last = _date(ends, "yMMMEd") if ends != starts else ""
    return _stretch(_date(starts, "yMMMEd"), clock(start, zone), last, clock(end, zone))


def _stretch(first: str, start: str, last: str, end: str) -> str:
    if not last:
        return _("%(day)s %(start)s to %(end)s", day=first, start=start, end=end)
    return _("%(day)s %(start)s to %(last)s %(end)s", day=first, start=start, last=last, end=end)


def ending(start: datetime, end: datetime, zone: tzinfo) -> str:
    """Return the hour at which something ends, after its date where that is another one than the start's."""
    last = end.astimezone(zone).date()
    at = clock(end, zone)
    return at if last == start.astimezone(zone).date() else f"{short_day(last)} {at}"


def short_day(on: date, said_in: str | None = None) -> str:
    """Return a date without its year, such as 11月23日 or Nov 23; a letter's language is its reader's."""
    return _date(on, "MMMd", said_in)


def moment_on_paper(moment: datetime, zone: tzinfo) -> str:
    """Return day, year and hour: what is printed is read on another day than it is written."""
    return f"{_date(moment.astimezone(zone).date(), 'yMMMd')} {clock(moment, zone)}"


def minutes_between(start: datetime, end: datetime) -> int:
    """Return whole minutes, never fewer than none."""
    return max(0, int((end - start).total_seconds() // 60))


def duration(minutes: int) -> str:
    """Return a length of time in words."""
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return _("%(n)s min", n=minutes)
    return _("%(h)s h %(m)s min", h=minutes // 60, m=minutes % 60) if minutes % 60 else _("%(h)s h", h=minutes // 60)


def _date(on: date, skeleton: str, said_in: str | None = None) -> str:
    return str(format_skeleton(skeleton, on, locale=locale_of(said_in or language())))
