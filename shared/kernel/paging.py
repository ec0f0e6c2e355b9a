"""Pages of a long list by position, so that the last page costs what the first does."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Cursor:
    """A place between two rows of a list ordered by (time, id), and the way to read from there."""

    position: tuple[datetime, str]
    backwards: bool = False

    def __str__(self) -> str:
        words = [self.position[0].isoformat(), self.position[1], self.backwards]
        return base64.urlsafe_b64encode(json.dumps(words).encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Read what `str()` wrote. Raises ValueError for any other text."""
        try:
            at, row_id, backwards = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            moment = datetime.fromisoformat(at)
            if moment.tzinfo is None or not isinstance(row_id, str) or not row_id.isprintable():
                raise ValueError
            return cls((moment.astimezone(UTC), row_id), bool(backwards))
        except (ValueError, TypeError, OverflowError, RecursionError) as trouble:  # not what `str()` writes
            raise ValueError("not a cursor") from trouble


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows, and the cursors of the pages beside them (None at an end)."""

    items: Sequence[T]
    next: Cursor | None
    previous: Cursor | None


def page_of(
    rows: Sequence[T], cursor: Cursor | None, limit: int, position: Callable[[T], tuple[datetime, str]]
) -> Page[T]:
    """Make a page of the up to limit + 1 rows read from a cursor on; the extra row only says that there is more."""
    backwards = cursor is not None and cursor.backwards
    more = len(rows) > limit
    shown = list(rows[:limit])
    if backwards:
        shown.reverse()
    if not shown:
        return Page((), None, None)
    has_next, has_previous = (True, more) if backwards else (more, cursor is not None)
    return Page(
        shown,
        Cursor(position(shown[-1])) if has_next else None,
        Cursor(position(shown[0]), backwards=True) if has_previous else None,
    )
