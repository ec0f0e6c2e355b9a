"""From the cells of a table's line to plain values: days, hours and words as people write them in spreadsheets."""

import re
from collections.abc import Mapping
from datetime import date, time
from functools import cache

from admin.bookings.more import FACT, TRANSPORT
from admin.forms import day_typed, hour_typed
from admin.tables.words import NO, YES, by_word
from admin.wording import KIND
from shared.bookings import more as said
from shared.bookings.more import More
from shared.bookings.rules import VisitKind
from shared.companies.rules import Contact, phone_of
from shared.web.languages import NAMES

Troubles = list[tuple[str, str]]
"""What is wrong: field and code."""

_EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_HOUR = re.compile(r"(\d{1,2})[:：点](\d{2})?(?::\d{2})?分?")


def day_in(text: str) -> date | None:
    """Return a day such as 2026-12-24, 2026/12/24, 2026.12.24 or 2026年12月24日, or None."""
    match = _DAY.fullmatch(text)
    return day_typed(f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}") if match else None


def hour_in(text: str) -> time | None:
    """Return an hour such as 9:30, 09:30:00 or 9点30, or None."""
    match = _HOUR.fullmatch(text)
    return hour_typed(f"{int(match[1]):02}:{match[2] or '00'}") if match else None


def kind_in(text: str) -> VisitKind | None:
    """Return the kind of a visit by our name of it or its word in Chinese or English; nothing said: ordinary."""
    if not text:
        return VisitKind.ORDINARY
    wanted = text.casefold()
    return _kinds().get(wanted.replace(" ", "_"), _kinds().get(wanted))


def yes_in(text: str) -> bool | None:
    """Return yes or no; None for anything else."""
    wanted = text.casefold()
    return True if wanted in YES else False if wanted in NO else None


def contact_in(cells: Mapping[str, str]) -> tuple[Contact, Troubles]:
    """Return the guest whom a line names, with what is wrong with how they are reached."""
    phone, email = cells.get("phone", ""), cells.get("email", "").lower()
    number = phone_of(phone) if phone else None
    checks = (
        ("phone", "not_a_number", bool(phone) and number is None),
        ("email", "not_an_address", bool(email) and not _EMAIL.fullmatch(email)),
        ("leader", "unknown", yes_in(cells.get("leader", "")) is None),
    )
    troubles = [(field, code) for field, code, is_wrong in checks if is_wrong]
    reached = number or (phone or None)  # a number that can't be right is named once, and not as a missing one, too
    return Contact(cells.get("name", ""), cells.get("company", ""), reached, email or None), troubles


def more_in(cells: Mapping[str, str]) -> More:
    """Return the optional facts of a line (R1); what can't be read stays as it is, and is refused as such."""
    texts = {name: cells.get(name, "") for name in FACT}
    wanted = texts["transport"].casefold()
    texts["transport"] = _ways().get(wanted, wanted.replace(" ", "_"))
    decides = yes_in(texts["decides"])
    texts["decides"] = texts["decides"] if decides is None else said.YES if decides else texts["decides"] and said.NO
    texts["language"] = _LANGUAGES.get(texts["language"].casefold(), texts["language"])
    texts["items"] = re.sub(r"\s*[;；]\s*", "\n", texts["items"])
    return More(**texts).tidied()


@cache
def _kinds() -> dict[str, VisitKind]:
    return {kind.value: kind for kind in VisitKind} | by_word(KIND) | {"团队": VisitKind.GROUP}


@cache
def _ways() -> dict[str, str]:
    return by_word(TRANSPORT)


_LANGUAGES = {name.casefold(): code for code, name in NAMES.items()} | {code.casefold(): code for code in NAMES}
