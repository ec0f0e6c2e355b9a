"""What stands on a badge: pure values."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class BadgeContent:
    """All that a badge shows; the renderer decides where and how large."""

    name: str
    company: str
    host: str
    area: str
    purpose: str
    grade: str
    """One letter, A to D (R3)."""
    grade_word: str
    permit: str
    valid_until: datetime
    """Aware, in the site's zone: the badge shows the hour on the visitor's own watch."""
    code: str
    """The check-out code, as the QR carries it."""
    escort: bool
    copy: int = 1
    photos_allowed: bool = False
    """R10: photos are forbidden unless the permit allows them."""
    photo: bytes | None = None
