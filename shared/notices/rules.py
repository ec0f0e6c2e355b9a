"""What is told, when to try again, and when to give up."""

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum

LEASE = timedelta(seconds=60)
"""How long a courier may take over one notice before another may try it."""

ATTEMPTS = 12
"""The tries of a notice before it is given up and said to be not told: about four hours."""

_FIRST = 5.0
_LONGEST = 1800.0


class Urgency(IntEnum):
    """What goes out first."""

    NOW = 0
    """Somebody waits at the door."""
    TODAY = 1


def wait_before(attempt: int, jitter: float) -> timedelta | None:
    """Return how long to wait after a failed attempt (1 is the first), or None to give up.

    `jitter` in 0..1 spreads the tries, so that a mail server that comes back isn't met by all at once.
    """
    if attempt >= ATTEMPTS:
        return None
    seconds = min(_FIRST * 2 ** (attempt - 1), _LONGEST)
    return timedelta(seconds=seconds * (0.75 + 0.5 * jitter))


@dataclass(frozen=True)
class Attachment:
    """A file in a letter."""

    name: str
    media_type: str
    """Such as image/png."""
    content: bytes


@dataclass(frozen=True)
class Letter:
    """What a channel carries to one person. The front door that knows the words makes it; channels only carry it."""

    to: str
    """An e-mail address."""
    subject: str
    text: str
    html: str | None = None
    attachments: tuple[Attachment, ...] = ()
    calendar: bytes | None = None
    """An iCalendar object (RFC 5545) that mail programs offer to accept."""
    calendar_method: str = "REQUEST"
