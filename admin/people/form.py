"""From a form, or a line of a table, to an employee and back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from admin.forms import day_typed
from admin.people.words import RANK
from admin.tables.words import NO, YES, by_word
from shared.companies.rules import phone_of
from shared.people.models import Employee
from shared.people.rules import Rank
from shared.people.wishes import EmployeeWish, problems_with_employee
from shared.sites.models import Site

Troubles = list[tuple[str, str]]
"""What is wrong: field and code."""


@dataclass(frozen=True)
class House:
    """What an entry is held against."""

    sites: Sequence[Site]
    present: Collection[str]
    """Addresses of those who may be delegates."""
    taken: Collection[str]
    """Addresses that belong to somebody else."""


def as_cells(found: Employee, site: Site) -> dict[str, str]:
    """Return the texts that would enter this employee, by field."""
    days = {"away_from": found.away_from, "away_until": found.away_until}
    texts = {
        "site": site.code,
        "name": found.name,
        "name_en": found.name_en,
        "email": found.email,
        "phone": found.phone or "",
        "title": found.title or "",
        "department": found.department.name,
        "department_en": found.department.name_en,
        "rank": Rank(found.rank).name.lower(),
        "delegate": found.delegate.email if found.delegate else "",
        "works": found.works,
        "is_unlisted": "yes" if found.is_unlisted else "",
    }
    return texts | {name: day.isoformat() if day else "" for name, day in days.items()}


def wish_of(cells: Mapping[str, str], house: House) -> tuple[EmployeeWish | None, Troubles]:
    """Return the employee that a form or a line says, None with all that is wrong."""
    texts = {name: " ".join(cells.get(name, "").split()) for name in FIELDS}
    site = _site(texts["site"], house.sites)
    rank = _rank(texts["rank"])
    phone = phone_of(texts["phone"]) if texts["phone"] else None
    unlisted = texts["is_unlisted"].casefold()
    checks = [
        ("site", "unknown", site is None),
        ("rank", "unknown", rank is None),
        ("phone", "not_a_number", bool(texts["phone"]) and phone is None),
        ("is_unlisted", "unknown", unlisted not in YES | NO),
        *((name, "not_a_day", bool(texts[name]) and day_typed(texts[name]) is None) for name in _DAYS),
    ]
    troubles = [(field, code) for field, code, is_wrong in checks if is_wrong]
    wish = EmployeeWish(
        site_id=site.id if site else "",
        department=texts["department"],
        name=texts["name"] or texts["name_en"],
        name_en=texts["name_en"],
        email=texts["email"].lower(),
        department_en=texts["department_en"],
        phone=phone,
        title=texts["title"] or None,
        rank=rank or Rank.STAFF,
        delegate=texts["delegate"].lower(),
        is_unlisted=unlisted in YES,
        works=texts["works"],
        away_from=_day(texts["away_from"]),
        away_until=_day(texts["away_until"]),
    )
    troubles += problems_with_employee(wish, house.present, house.taken)
    return (None, troubles) if troubles else (wish, [])


_DAYS = ("away_from", "away_until")
FIELDS = (
    *("site", "name", "name_en", "email", "phone", "title", "department", "department_en"),
    *("rank", "delegate", "is_unlisted", "works", *_DAYS),
)


def _day(text: str) -> date | None:
    return day_typed(text) if text else None


def _site(text: str, sites: Sequence[Site]) -> Site | None:
    """Return a site by its code or either name; a house with one site needs none."""
    if not text and len(sites) == 1:
        return sites[0]
    wanted = text.casefold()
    return next(
        (each for each in sites if wanted in {n.casefold() for n in (each.code, each.name, each.name_en)}), None
    )


def _rank(text: str) -> Rank | None:
    """Return a rank by our name of it or its word in Chinese or English; nothing said: staff."""
    if not text:
        return Rank.STAFF
    wanted = text.casefold().replace(" ", "_")
    return _ranks().get(wanted, _ranks().get(text.casefold()))


@cache
def _ranks() -> dict[str, Rank]:
    return {rank.name.casefold(): rank for rank in Rank} | by_word(RANK)
