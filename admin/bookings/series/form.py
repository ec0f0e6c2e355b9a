"""From the part of the booking form that says how a visit recurs to its dates, each with what speaks against it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from admin.asking import language
from admin.calendar.tiles import holiday_of
from admin.dates import clock, long_day
from admin.forms import Typed, day_typed
from admin.speech import Words, _, _l
from shared.bookings.recurring import MOST_DATES, Date, FreeDays, Often, UnknownRule, Window, dates_of, rule_of
from shared.bookings.rules import Wish
from shared.desk.book_many import ToBook
from shared.grades.queries import grade, lead_time
from shared.grades.rules import lead_of
from shared.resources.queries import collisions
from shared.resources.rules import Needs
from shared.sites.models import Site

OFTEN: dict[str, Words] = {
    "": _l("Once"),
    Often.DAILY: _l("Every day"),
    Often.WEEKLY: _l("Every week"),
    Often.FORTNIGHTLY: _l("Every two weeks"),
    Often.MONTHLY_BY_DAY: _l("Every month, on the same day"),
    Often.MONTHLY_BY_WEEKDAY: _l("Every month, on the same weekday"),
    "rule": _l("By an RRULE"),
}
FREE_DAYS: dict[FreeDays, Words] = {
    FreeDays.LEAVE_OUT: _l("Leave out holidays and days without work"),
    FreeDays.NEXT: _l("Put those off to the next working day"),
    FreeDays.KEEP: _l("Book them all the same"),
}


@dataclass(frozen=True)
class Row:
    """A date of a series as its preview shows it."""

    name: str
    """The day, as its booker ticks it."""
    day: str
    hours: str
    why_not: str
    """A holiday, or a day without work; empty on any other."""
    put_off_from: str
    is_urgent: bool
    is_taken: bool
    """Whether a room or piece of equipment is somebody else's then."""
    is_chosen: bool


@dataclass(frozen=True)
class Series:
    """The dates of a series, ready to be looked at and to be booked."""

    rule: str
    rows: list[Row]
    visits: list[ToBook]


def series_typed(rows: Session, typed: Typed, wish: Wish, needs: Needs, site: Site, now: datetime) -> Series | None:
    """Return the series that a form says; None if something can't be read, which is then noted beside its field."""
    rule = _rule(typed)
    if rule is None:
        return None
    starts, ends = wish.starts_at.astimezone(site.tz), wish.ends_at.astimezone(site.tz)
    window = Window(starts.date(), starts.time(), ends.time(), ends.date())
    free_days = FreeDays(typed["free_days"]) if typed["free_days"] in set(FreeDays) else FreeDays.LEAVE_OUT
    try:
        dates = dates_of(rule, window, site.hours, free_days)
    except UnknownRule:
        typed.is_wrong("rule", _("This is no RRULE that is understood, such as FREQ=WEEKLY;BYDAY=MO,TH;COUNT=10."))
        return None
    dates = [each for each in dates if each.ends_at > now]
    if not dates:
        typed.is_wrong("until", _("No visit falls into this time."))
        return None
    visits = [_visit(each, wish, needs) for each in dates]
    return Series(rule, _rows(rows, dates, visits, site, now), visits)


def _visit(each: Date, wish: Wish, needs: Needs) -> ToBook:
    one = replace(wish, starts_at=each.starts_at, ends_at=each.ends_at)
    return ToBook(each.on.isoformat(), one, needs.later(each.starts_at - wish.starts_at))


def _rows(rows: Session, dates: Sequence[Date], visits: Sequence[ToBook], site: Site, now: datetime) -> list[Row]:
    wish, needs = visits[0].wish, visits[0].needs
    ahead, letter = lead_time(rows, wish.kind).ahead, grade(rows, wish.grade)
    taken = collisions(rows, needs.resources, dates[0].starts_at, dates[-1].ends_at)
    today = now.astimezone(site.tz).date()
    shown = []
    for each in dates:
        lead = lead_of(ahead, letter.lead_days if letter else 0, each.starts_at, now, site.hours)
        is_taken = any(other.starts_at < each.ends_at and each.starts_at < other.ends_at for other in taken)
        shown.append(
            Row(
                name=each.on.isoformat(),
                day=long_day(each.on, today),
                hours=f"{clock(each.starts_at, site.tz)}–{clock(each.ends_at, site.tz)}",
                why_not="" if each.is_working else holiday_of(site, each.on, language()) or _("no working day"),
                put_off_from=long_day(each.meant, today) if each.meant != each.on else "",
                is_urgent=lead.is_urgent,
                is_taken=is_taken,
                is_chosen=each.is_chosen and not is_taken,
            )
        )
    return shown


def _rule(typed: Typed) -> str | None:
    """Return the RRULE; None if it can't be made."""
    first, until = day_typed(typed["day"]), day_typed(typed["until"]) if typed["until"] else None
    if typed["often"] == "rule":
        if not typed["rule"]:
            typed.is_wrong("rule", _("Write an RRULE, such as FREQ=WEEKLY;BYDAY=MO,TH;COUNT=10."))
        return typed["rule"] or None
    if typed["often"] not in set(Often) or first is None:
        return None
    count = _count(typed["count"])
    if typed["until"] and until is None:
        typed.is_wrong("until", _("This is not a day."))
    elif not until and count is None:
        typed.is_wrong("until", _("Say until when it recurs, or how many times (2 to %(n)s).", n=MOST_DATES))
    elif until and until <= first:
        typed.is_wrong("until", _("The last day has to come after the first one."))
    if typed.troubles:
        return None
    return rule_of(Often(typed["often"]), first, _weekdays(typed), until, count)


def _count(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and 2 <= int(text) <= MOST_DATES else None


def _weekdays(typed: Typed) -> tuple[int, ...]:
    return tuple(day for day in range(7) if typed[f"weekday.{day}"])
