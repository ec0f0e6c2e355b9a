"""What the gate may say of a guest, and why; pure."""

from datetime import timedelta
from enum import StrEnum

from shared.kernel.names import has_odd_characters

LONGEST_WORDS = 300
LONGEST_PLACE = 40
NOTE_KEPT = timedelta(days=30)
"""R29: how long after it was written a note to reception is kept."""


class Stop(StrEnum):
    """The gate's word that keeps a guest out. Stored, so never renamed."""

    HELD = "held"
    """For a while: something has to be looked at first."""
    REFUSED = "refused"


class StopReason(StrEnum):
    """Why the gate holds or refuses somebody. Stored, so never renamed."""

    IDENTITY = "identity"
    ITEMS = "items"
    VEHICLE = "vehicle"
    HOST = "host"
    PAPERS = "papers"
    SAFETY = "safety"
    OTHER = "other"


class Identification(StrEnum):
    """What officials on an inspection have shown (R12). Stored, so never renamed."""

    POLICE = "police"
    FIRE = "fire"
    MARKET = "market"
    LABOUR = "labour"
    TAX = "tax"
    ENVIRONMENT = "environment"
    OTHER = "other"


def problem_with_text(text: str, longest: int) -> str | None:
    """Return what is wrong with a few typed words, or None."""
    if len(text) > longest:
        return "too_long"
    return "odd" if has_odd_characters(text) else None
