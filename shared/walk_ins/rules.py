"""What a walk-in is asked, in which order, and what can't be right (R12, R13, R16, R17); pure."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.bookings.rules import LONGEST_EMAIL, LONGEST_NAME
from shared.companies.rules import Contact, phone_said, phone_shown
from shared.grades.door import DoorStep, in_order
from shared.kernel.names import has_odd_characters, without_marks
from shared.kernel.plates import tidy_plate

DRAFT_LIVES = timedelta(hours=2)
"""How long what was typed is kept when no kiosk says that nobody goes on: longer than a clock jumps (an hour)."""
NAMES_AT_ONCE = 5
GIVEN_BACK = 10
"""Of the names that a visitor was shown, so many count no more once the registration is finished."""
QUOTA_COUNTS_FOR = timedelta(hours=1)
NAMES_KEPT_FOR = DRAFT_LIVES
"""Also those that count no more: who was shown a name may choose it as long as their draft lives."""
LONGEST_ITEM = 80
LONGEST_PLATE = 12
MOST_ITEMS = 12
MOST_PIECES = 999
HIDDEN = "•••"
"""In place of what a masked plate doesn't show."""
RECEPTION = "reception"
"""In place of an employee's id: the visitor does not know whom to ask for."""

_SHORTEST_NUMBER = 7
_SHOWN_AT_THE_END, _HIDDEN_BEFORE = 4, 4
_SHORTEST_VISIT = timedelta(minutes=30)
_USUAL_VISIT = timedelta(hours=2)
_ADDRESS = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_PLATE = re.compile(r"[\w-]+")


class Purpose(StrEnum):
    """Why somebody comes. The codes are promised to programs: never renamed."""

    BUSINESS = "business"
    TOUR = "tour"
    INTERVIEW = "interview"
    MAINTENANCE = "maintenance"
    DELIVERY = "delivery"
    OTHER = "other"


@dataclass(frozen=True)
class PurposePlan:
    """What follows from a purpose."""

    words: str
    """What stands in the booking and on the badge, in the house's language."""
    steps: tuple[DoorStep, ...] = ()
    """What it asks besides what the grade does."""
    asks_reception: bool = False
    """Whether reception arranges it, so that nobody is asked whom it is for."""


PURPOSES: dict[Purpose, PurposePlan] = {
    Purpose.BUSINESS: PurposePlan("商务洽谈"),
    Purpose.TOUR: PurposePlan("参观考察"),
    Purpose.INTERVIEW: PurposePlan("面试"),
    Purpose.MAINTENANCE: PurposePlan("施工维护", steps=(DoorStep.ITEMS, DoorStep.VEHICLE)),
    Purpose.DELIVERY: PurposePlan("送货取件", steps=(DoorStep.VEHICLE,), asks_reception=True),
    Purpose.OTHER: PurposePlan("其他", asks_reception=True),
}

WHO, PURPOSE, HOST, CHECK = "who", "purpose", "host", "check"


def steps_for(purpose: Purpose | None, asked: Sequence[DoorStep], *, has_questions: bool) -> tuple[str, ...]:
    """Return the steps of a registration in order: `asked` is what the grade asks at the door.

    Questions come only where there are any. Without a purpose yet, it is the way of one that asks nothing more.
    """
    plan = PURPOSES[purpose] if purpose else PurposePlan("")
    wanted = [step for step in (*asked, *plan.steps) if has_questions or step is not DoorStep.QUESTIONS]
    whom = () if plan.asks_reception else (HOST,)
    return (WHO, PURPOSE, *whom, *(step.value for step in in_order(wanted)), CHECK)


@dataclass(frozen=True)
class Trouble:
    """One thing that is wrong with what was typed: the field and a stable code."""

    field: str
    code: str


def contact_typed(name: str, company: str, reach: str, language: str = "zh-CN") -> Contact:
    """Return who somebody says they are; `reach` is a phone number or an e-mail address, `language` what they read."""
    reached = tidy(reach)
    email = reached.lower() if "@" in reached else None
    return Contact(tidy(name), tidy(company), None if email else phone_said(reached, language), email)


def troubles_with_contact(contact: Contact, reach: str) -> list[Trouble]:
    """Return everything that is wrong with who somebody says they are; nothing if they can be registered."""
    checks = [
        (field, code, is_wrong)
        for field, text in (("name", contact.name), ("company", contact.company))
        for code, is_wrong in (
            ("missing", not text),
            ("too_long", len(text) > LONGEST_NAME),
            ("odd", has_odd_characters(text)),
        )
    ]
    is_reached = bool(contact.phone) or (
        len(contact.email or "") <= LONGEST_EMAIL
        and not has_odd_characters(contact.email or "")
        and bool(_ADDRESS.fullmatch(contact.email or ""))
    )
    checks += [
        ("reach", "missing", not reach.strip()),
        ("reach", _no_contact(reach), bool(reach.strip()) and not is_reached),
    ]
    return [Trouble(field, code) for field, code, is_wrong in checks if is_wrong]


def _no_contact(reach: str) -> str:
    """Say what is wrong with a contact: a number may only lack its country."""
    digits = sum(each.isdigit() for each in reach)
    is_number = digits >= _SHORTEST_NUMBER and not any(each.isalpha() for each in reach)
    return "no_country" if is_number and not tidy(reach).startswith(("+", "00")) else "no_contact"


@dataclass(frozen=True)
class Item:
    """Something carried in."""

    what: str
    quantity: int


def troubles_with_items(items: Sequence[tuple[str, str]]) -> list[Trouble]:
    """Return what is wrong with items as typed: pairs of what it is and how many."""
    troubles = [Trouble("items", "too_many")] if len(items) > MOST_ITEMS else []
    for number, (typed, quantity) in enumerate(items):
        what = tidy(typed)
        for field, code, is_wrong in (
            (f"what.{number}", "missing", not what),
            (f"what.{number}", "too_long", len(what) > LONGEST_ITEM),
            (f"what.{number}", "odd", has_odd_characters(what)),
            (f"quantity.{number}", "no_quantity", quantity_typed(quantity) is None),
        ):
            if is_wrong:
                troubles.append(Trouble(field, code))
    return troubles


def quantity_typed(text: str) -> int | None:
    """Return how many, of 1 to 999; None for anything else."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain.isascii() or not plain.isdigit() or len(plain) > len(str(MOST_PIECES)):
        return None
    return int(plain) or None


def troubles_with_plate(text: str) -> list[Trouble]:
    """Return what is wrong with a plate; none at all is right."""
    plate = tidy_plate(text)
    if len(plate) > LONGEST_PLATE:
        return [Trouble("plate", "too_long")]
    return [Trouble("plate", "odd")] if plate and not _PLATE.fullmatch(plate) else []


def window(now: datetime, closing: datetime | None) -> tuple[datetime, datetime]:
    """Return the time of a visit that nobody planned: until the site closes, else two hours."""
    ends = closing if closing and closing - now >= _SHORTEST_VISIT else now + _USUAL_VISIT
    return now, ends


def masked(text: str) -> str:
    """Return a contact as somebody behind the visitor may read it: +86 138 •••• 0001, w•••@qihang.example."""
    if "@" in text:
        name, _, house = text.partition("@")
        return f"{name[:1]}•••@{house}"
    shown = phone_shown(text)
    digits = [place for place, each in enumerate(shown) if each.isdigit()]
    if len(digits) <= _SHOWN_AT_THE_END + _HIDDEN_BEFORE:
        return f"•••• {shown[-2:]}"
    hidden = digits[-_SHOWN_AT_THE_END - _HIDDEN_BEFORE : -_SHOWN_AT_THE_END]
    return "".join("•" if place in hidden else each for place, each in enumerate(shown))


def masked_plate(plate: str) -> str:
    """Return a plate with its middle hidden."""
    return f"{plate[:2]}{HIDDEN}{plate[-2:]}"


def tidy(text: str) -> str:
    """Return a text without what nobody sees, with single blanks."""
    return " ".join(without_marks(text).split())


def without_odd(text: str) -> str:
    """Return a text without control characters and overrides of direction, to be looked at by who typed it."""
    return "".join(c for c in text if not has_odd_characters(c))
