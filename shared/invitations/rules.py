"""How long an invitation lives, and what an answer to one may hold (R1, R17); pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.bookings.more import More, problems_with_more
from shared.kernel.names import has_odd_characters

LONGEST_SIGNATURE = 120
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

    more: More
    needs_help: bool
    signature: str
    """The name that was typed below the texts."""


def troubles_with(ahead: Ahead, signs: bool) -> Mapping[str, str]:
    """Return what is wrong with an answer as codes by field; `signs`: whether texts have to be signed."""
    troubles = {f"more.{field}": code for field, code in problems_with_more(ahead.more)}
    if len(ahead.signature) > LONGEST_SIGNATURE:
        troubles["signature"] = "too_long"
    elif has_odd_characters(ahead.signature):
        troubles["signature"] = "odd"
    elif signs and not ahead.signature:
        troubles["signature"] = "missing"
    return troubles
