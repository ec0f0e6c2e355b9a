"""An itinerary as its reader reads it: on paper and by mail, in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from babel.dates import format_skeleton

from admin.reception.words import ITEM
from shared.reception.itinerary import Item, ItemKind
from shared.web.languages import locale_of


@dataclass(frozen=True)
class SheetRow:
    """An item; `day` is the day's name on its first row."""

    day: str
    start: str
    end: str
    what: str
    place: str
    people: str


def sheet_rows(items: Sequence[Item], zone: tzinfo, language: str) -> list[SheetRow]:
    """Return an itinerary's rows; to be called while this language is spoken."""
    rows, shown = [], None
    for item in items:
        starts, ends = item.starts_at.astimezone(zone), item.ends_at.astimezone(zone)
        day = "" if starts.date() == shown else day_in(starts.date(), language)
        shown = starts.date()
        rows.append(SheetRow(day, f"{starts:%H:%M}", f"{ends:%H:%M}", _what(item, language), item.place, item.people))
    return rows


def _what(item: Item, language: str) -> str:
    """Return what an item is: its kind, and what was written about it; something else is only what was written."""
    word = str(ITEM[item.kind])
    if item.kind is ItemKind.OTHER or not item.words:
        return item.words or word
    return f"{word}：{item.words}" if language.startswith("zh") else f"{word}: {item.words}"


def day_in(day: date, language: str) -> str:
    """Return a date with year and weekday in a language."""
    return str(format_skeleton("yMMMEd", day, locale=locale_of(language)))
