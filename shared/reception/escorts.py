"""How many escort a guest and share a meal, what is offered, and who goes along (R20). Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Refreshment(StrEnum):
    """What stands on the table."""

    COFFEE = "coffee"
    """Coffee, pastries, fruit."""
    TEA = "tea"
    TEA_IF_SEATED = "tea_if_seated"
    """Tea when the meeting room holds them, else nothing."""
    NOTHING = "nothing"


class EscortBy(StrEnum):
    """Who goes along with a visitor."""

    CUSTOMER_SERVICE = "customer_service"
    """As the notice of customer service says."""
    OF_GRADE = "of_grade"
    """Escorts of the visit's grade."""
    SERVICE_STAFF = "service_staff"
    """Staff of customer service."""


@dataclass(frozen=True)
class MealLimits:
    """Up to so many guests at most so many escorts; two steps, and never more escorts than guests."""

    few_guests: int
    few_escorts: int
    some_guests: int
    some_escorts: int


def most_at_table(guests: int, limits: MealLimits) -> int:
    """Return how many of ours may share a meal with so many guests (R20)."""
    if guests <= limits.few_guests:
        return min(guests, limits.few_escorts)
    if guests <= limits.some_guests:
        return min(guests, limits.some_escorts)
    return guests


def refreshment_for(rule: Refreshment, guests: int, seats: int | None) -> Refreshment:
    """Return what is offered: a group gets tea where the room holds it (R20); of a room whose seats nobody knows
    it is taken that it does."""
    if rule is not Refreshment.TEA_IF_SEATED:
        return rule
    return Refreshment.TEA if seats is None or guests <= seats else Refreshment.NOTHING


def is_escort_missing(escorts: int, *, tours: bool, is_escorted: bool) -> bool:
    """Say whether somebody has to be named: visitors on a tour are accompanied, and whom the grade escorts (R20)."""
    return escorts == 0 and (tours or is_escorted)
