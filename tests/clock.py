"""A clock for tests: it stands at nine in the morning until a test moves it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY_AT_NINE = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)


class StandingClock:
    """Stands still, and moves only when told to."""

    def __init__(self, at: datetime = MONDAY_AT_NINE) -> None:
        self._at = at

    def now(self) -> datetime:
        """Return the moment where it stands, in UTC."""
        return self._at.astimezone(UTC)

    def passes(self, **duration: float) -> None:
        """Let time go by: `clock.passes(minutes=5)`; the words are those of timedelta."""
        self._at += timedelta(**duration)

    def moves_to(self, at: datetime) -> None:
        """Stand at another moment, earlier or later; it must know its zone."""
        if at.tzinfo is None:
            raise ValueError(f"{at!r} has no zone")
        self._at = at
