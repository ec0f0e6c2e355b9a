"""How long an invitation lives, and what an answer to one may hold (R1, R17); pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.kernel.names import has_odd_characters

LONGEST_NOTE = 500
LONGEST_PLATE = 16
MOST_COMPANIONS = 20
"""More come as a group that somebody here enters from a table."""
LIVES = timedelta(days=30)


class InvitationState(StrEnum):
    """Where an invitation stands."""

    OPEN = "open"
    USED = "used"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


def state_of(
    used_at: datetime | None, withdrawn_at: datetime | None, expires_at: datetime, now: datetime
) -> InvitationState:
    """Return where an invitation stands; use and withdrawal hold, whatever time it is."""
    if used_at is not None:
        return InvitationState.USED
    if withdrawn_at is not None:
        return InvitationState.WITHDRAWN
    return InvitationState.OPEN if now < expires_at else InvitationState.EXPIRED


def expires_at(made_at: datetime, ends_at: datetime) -> datetime:
    """Return until when a link works: to the end of the visit, and at most for a month."""
    return min(made_at + LIVES, ends_at)


@dataclass(frozen=True)
class Ahead:
    """What a visitor says beyond who comes."""

    plate: str
    items: str
    needs: str
    needs_help: bool
    signature: str
    """The name that was typed below the texts."""


def troubles_with(ahead: Ahead, signs: bool) -> Mapping[str, str]:
    """Return what is wrong with an answer as codes by field; `signs`: whether texts have to be signed."""
    troubles: dict[str, str] = {}
    limits = {"plate": LONGEST_PLATE, "items": LONGEST_NOTE, "needs": LONGEST_NOTE, "signature": 120}
    for field, longest in limits.items():
        words = getattr(ahead, field)
        if len(words) > longest:
            troubles[field] = "too_long"
        elif has_odd_characters(words.replace("\n", " ")):
            troubles[field] = "odd"
    if signs and not ahead.signature:
        troubles["signature"] = "missing"
    return troubles
