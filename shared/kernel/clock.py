"""The one place where the time of day comes from."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time; tests hand in one that stands still."""

    def now(self) -> datetime:
        """Return this moment as an aware datetime in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return this moment as an aware datetime in UTC."""
        return datetime.now(UTC)
