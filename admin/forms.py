"""Reading forms: what was typed stays as it was typed, with what is wrong with it beside each field.

Fields are named as the heart names them in a refusal: `purpose`, `guests.0.name`.
In HTML that is `purpose`, `guests-0-name`.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_A_YEAR = timedelta(days=366)


class Typed:
    """The fields of one form."""

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self._values = {name.replace("-", "."): value for name, value in (values or {}).items()}
        self.troubles: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        return self._values.get(name, "").strip()

    def __setitem__(self, name: str, value: str) -> None:
        self._values[name] = value

    def is_wrong(self, name: str, words: object) -> None:
        """Note what is wrong with a field; the first word on it stands."""
        self.troubles.setdefault(name, str(words))

    def key(self, name: str) -> str:
        """Return the name that a field has in HTML."""
        return name.replace(".", "-")

    def id(self, name: str) -> str:
        """Return the id that a field has in HTML."""
        return f"f-{self.key(name)}"

    def names(self) -> tuple[str, ...]:
        """Return the names of all that was sent."""
        return tuple(self._values)

    def drop(self, name: str) -> None:
        """Forget a field."""
        self._values.pop(name, None)


def day_typed(text: str) -> date | None:
    """Return a day such as 2026-11-23, or None; one at either end of time has no neighbours, and is none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date.min + _A_YEAR < day < date.max - _A_YEAR else None


def hour_typed(text: str) -> time | None:
    """Return an hour such as 09:30, or None."""
    try:
        hour = time.fromisoformat(text)
    except ValueError:
        return None
    return hour if hour.tzinfo is None else None


def moment_typed(on: date, hour: time, zone: tzinfo) -> datetime:
    """Return a day and an hour on the site's clock as a moment.

    An hour that the clock skips in spring is the one after the gap; one that comes twice is the first.
    """
    return datetime.combine(on, hour, zone).astimezone(UTC)


def window_typed(first: tuple[date, time], last: tuple[date, time], zone: tzinfo) -> tuple[datetime, datetime]:
    """Return from when until when, of days and hours; 0:00 at the end of a day on which it begins is its midnight."""
    on, until = first[0], last[0]
    if last == (on, time()):
        until += timedelta(days=1)
    return moment_typed(*first, zone), moment_typed(until, last[1], zone)
