"""News: what someone may read of the logbook, in the one shape of sockets, long polls and the API."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from shared.access.queries import lines_in_sight
from shared.access.rules import Sight
from shared.kernel.logbook import LogLine, last_number

LARGEST_NUMBER = 2**53 - 1
"""The largest whole number that every JSON reader keeps exactly."""


@dataclass(frozen=True)
class News:
    """Some lines, and the number up to which their reader has now read everything."""

    items: list[dict[str, Any]]
    last: int

    def as_json(self) -> dict[str, Any]:
        """Return it as it is sent."""
        return {"items": self.items, "last": self.last}


def item_of(line: LogLine) -> dict[str, Any]:
    """Return a line as it is sent. `data` begins with whom it concerns and who did it, where there is any."""
    whom = {"site": line.site_id, "host": line.host_id, "by": line.by}
    return {
        "n": line.n,
        "kind": line.kind,
        "at": line.at.isoformat(),
        "visit": line.visit_id,
        "booking": line.booking_id,
        "data": {name: value for name, value in whom.items() if value is not None} | line.facts,
    }


def news_after(session: Session, sight: Sight, after: int, limit: int, up_to: int | None = None) -> News:
    """Return what these eyes may see after a number, at most `limit` lines, and none beyond `up_to`.

    Whoever asks again from `last` on misses nothing: where the page is full, `last` is its last line's number.
    """
    newest = last_number(session) if up_to is None else up_to
    lines = lines_in_sight(session, sight, after, newest, limit)
    return News([item_of(line) for line in lines], lines[-1].n if len(lines) == limit else newest)


def number_in(text: str | None) -> int | None:
    """Return the line's number that a query string names, None if it names none. Raises ValueError."""
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_NUMBER))):
        raise ValueError("not the number of a line")
    number = int(text)
    if number > LARGEST_NUMBER:
        raise ValueError("not the number of a line")
    return number
