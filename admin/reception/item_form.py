"""The itinerary's form: one row an item, everything typed kept, doubts shown beside the rows."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo

from admin.forms import Typed, day_typed, hour_typed, moment_typed
from admin.speech import _
from shared.kernel.names import has_odd_characters
from shared.reception.itinerary import LONGEST_WORDS, MOST_ITEMS, Item, ItemKind

_TEXTS = ("words", "place", "people")
_TYPED = ("start", "end", *_TEXTS)
_BLANK_ROWS = 3
_LONGEST_OVERNIGHT = timedelta(hours=12)


def show_items(typed: Typed, items: Sequence[Item], zone: tzinfo) -> None:
    """Put items into the form."""
    for number, item in enumerate(items):
        starts, ends = item.starts_at.astimezone(zone), item.ends_at.astimezone(zone)
        values = {"kind": item.kind.value, "day": starts.date().isoformat(), "start": f"{starts:%H:%M}"}
        texts = {"words": item.words, "place": item.place, "people": item.people}
        for name, value in {**values, "end": f"{ends:%H:%M}", **texts}.items():
            typed[f"item.{number}.{name}"] = value


def item_rows(typed: Typed) -> list[int]:
    """Return the numbers of the rows that a form shows: the filled ones, and a few to fill."""
    filled = [number for number in range(MOST_ITEMS) if _is_filled(typed, number)]
    return list(range(min((max(filled) + 1 if filled else 0) + _BLANK_ROWS, MOST_ITEMS)))


def items_typed(typed: Typed, first_day: date, zone: tzinfo) -> list[Item]:
    """Return the items that were typed; what is wrong with one is noted at its row.

    What ends at an earlier hour than it starts goes on past midnight, where that is no more than half a day.
    """
    rows = [number for number in range(MOST_ITEMS) if _is_filled(typed, number) and not typed[f"item.{number}.gone"]]
    items = [_item(typed, number, first_day, zone) for number in rows]
    if not rows:
        typed.is_wrong("item.0.start", _("Write at least one item."))
    return [item for item in items if item is not None]


def _is_filled(typed: Typed, number: int) -> bool:
    return any(typed[f"item.{number}.{name}"] for name in _TYPED)


def _item(typed: Typed, number: int, first_day: date, zone: tzinfo) -> Item | None:
    row = f"item.{number}."
    start, end = hour_typed(typed[f"{row}start"]), hour_typed(typed[f"{row}end"])
    day = day_typed(typed[f"{row}day"]) if typed[f"{row}day"] else first_day
    if start is None:
        typed.is_wrong(f"{row}start", _("Write an hour such as 14:30."))
    lasts = _lasting(start, end) if start and end else None
    if end is None or (start and lasts is None):
        typed.is_wrong(f"{row}end", _("Write an hour after the start, such as 15:00."))
    if day is None:
        typed.is_wrong(f"{row}day", _("Choose a day."))
    for name in _TEXTS:
        _check(typed, f"{row}{name}")
    if typed[f"{row}kind"] not in set(ItemKind):
        typed.is_wrong(f"{row}kind", _("Choose one of these."))
    if typed[f"{row}kind"] == ItemKind.OTHER and not typed[f"{row}words"]:
        typed.is_wrong(f"{row}words", _("Say what it is."))
    if start is None or lasts is None or day is None or any(name.startswith(row) for name in typed.troubles):
        return None
    words, place, people = (" ".join(typed[f"{row}{name}"].split()) for name in _TEXTS)
    ends = datetime.combine(day, start) + lasts
    times = moment_typed(day, start, zone), moment_typed(ends.date(), ends.time(), zone)
    return Item(ItemKind(typed[f"{row}kind"]), *times, words, place, people)


def _lasting(start: time, end: time) -> timedelta | None:
    """Return the time from one hour to the other, on the next day if need be; None if they make no sense."""
    from_midnight = [timedelta(hours=hour.hour, minutes=hour.minute) for hour in (start, end)]
    lasts = from_midnight[1] - from_midnight[0]
    if lasts > timedelta(0):
        return lasts
    overnight = lasts + timedelta(days=1)
    return overnight if lasts and overnight <= _LONGEST_OVERNIGHT else None


def _check(typed: Typed, name: str) -> None:
    if len(typed[name]) > LONGEST_WORDS:
        typed.is_wrong(name, _("This is too long: %(n)s characters at most.", n=LONGEST_WORDS))
    elif has_odd_characters(typed[name]):
        typed.is_wrong(
            name, _("There is a character in this that cannot be shown. Type it anew instead of pasting it.")
        )
