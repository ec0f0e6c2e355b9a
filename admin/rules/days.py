"""Opening hours and a site's own days: from a form to what is kept, and back."""

from collections.abc import Mapping

from admin.forms import Typed, day_typed, hour_typed
from admin.rules.words import WEEKDAYS
from admin.speech import _
from shared.sites.holidays import countries

MOST_DAYS = 60
WORKS, CLOSED = "works", "closed"


def hours_shown(typed: Typed, kept: Mapping[str, list[str]]) -> None:
    """Put opening hours into a form."""
    for day, (opens, closes) in kept.items():
        typed[f"opens.{day}"], typed[f"closes.{day}"] = opens, closes


def hours_typed(typed: Typed) -> dict[str, list[str]]:
    """Return the opening hours that were typed; a weekday of which both are empty is closed."""
    kept = {}
    for number in range(len(WEEKDAYS)):
        texts = typed[f"opens.{number}"], typed[f"closes.{number}"]
        if not any(texts):
            continue
        opens, closes = (hour_typed(text) for text in texts)
        if opens is None or closes is None or opens >= closes:
            typed.is_wrong(f"closes.{number}", _("Write two hours, the first one earlier; leave both empty: closed."))
        else:
            kept[str(number)] = [f"{opens:%H:%M}", f"{closes:%H:%M}"]
    return kept


def days_shown(typed: Typed, kept: Mapping[str, bool]) -> None:
    """Put a site's own days into a form, the earliest first."""
    for number, (day, works) in enumerate(sorted(kept.items())):
        typed[f"day.{number}"], typed[f"how.{number}"] = day, WORKS if works else CLOSED


def days_typed(typed: Typed) -> dict[str, bool]:
    """Return the days that were typed; a line without a day is none."""
    kept = {}
    for number in range(MOST_DAYS):
        if not (text := typed[f"day.{number}"]):
            continue
        day = day_typed(text)
        if day is None:
            typed.is_wrong(f"day.{number}", _("Write a day such as 2026-12-24."))
        else:
            kept[day.isoformat()] = typed[f"how.{number}"] == WORKS
    return kept


def calendar_typed(typed: Typed) -> str:
    """Return the country whose holidays are kept."""
    code = typed["calendar"]
    if code and code not in countries():
        typed.is_wrong("calendar", _("Choose one of these."))
    return code
