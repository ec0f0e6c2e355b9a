"""An employee as somebody enters them, and what is wrong with that; pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from shared.kernel.names import has_odd_characters
from shared.people.rules import Rank, Works

LONGEST_NAME = 60
LONGEST_EMAIL = 254
_SHORTEST_EMAIL = 3


@dataclass(frozen=True)
class EmployeeWish:
    """All that is known of an employee; texts are tidy, an e-mail address is in lower case."""

    site_id: str
    department: str
    name: str
    name_en: str
    email: str
    department_en: str = ""
    phone: str | None = None
    """E.164."""
    title: str | None = None
    rank: Rank = Rank.STAFF
    delegate: str = ""
    """The e-mail address of who is asked when this one is silent or away; empty: nobody."""
    is_unlisted: bool = False
    away_from: date | None = None
    away_until: date | None = None
    """The last day away."""
    works: str = ""
    """Days and hours such as `1-5 9:00-17:30`; empty: as the site is open."""


def problems_with_employee(wish: EmployeeWish, known: Collection[str], taken: Collection[str]) -> list[tuple[str, str]]:
    """Return what is wrong with an employee: field and code.

    `known` are the addresses of those who may be delegates, `taken` those that belong to somebody else.
    """
    texts = {"name": wish.name, "name_en": wish.name_en, "department": wish.department, "title": wish.title or ""}
    checks = [
        ("name", "missing", not wish.name),
        ("department", "missing", not wish.department),
        ("email", "missing", not wish.email),
        ("email", "not_an_address", bool(wish.email) and not _is_address(wish.email)),
        ("email", "taken", wish.email in taken),
        ("delegate", "self", bool(wish.delegate) and wish.delegate == wish.email),
        ("delegate", "unknown", bool(wish.delegate) and wish.delegate not in known and wish.delegate != wish.email),
        ("works", "not_hours", bool(wish.works) and not _are_hours(wish.works)),
        ("away_until", "without_first_day", bool(wish.away_until) and not wish.away_from),
        (
            "away_until",
            "before_first_day",
            bool(wish.away_from and wish.away_until and wish.away_until < wish.away_from),
        ),
        *((field, "too_long", len(text) > LONGEST_NAME) for field, text in texts.items()),
        *((field, "odd", has_odd_characters(text)) for field, text in texts.items()),
    ]
    return [(field, code) for field, code, is_wrong in checks if is_wrong]


def _are_hours(text: str) -> bool:
    try:
        Works.parse(text)
    except ValueError:
        return False
    return True


def _is_address(text: str) -> bool:
    """Say whether a text can be an e-mail address: what only looks odd is found out by writing to it."""
    local, at, domain = text.rpartition("@")
    fits = _SHORTEST_EMAIL <= len(text) <= LONGEST_EMAIL and not has_odd_characters(text)
    return fits and bool(local and at) and "." in domain.strip(".") and not set(text) & set(' ,;<>"()\\')
