"""Public holidays by country, and the weekend days on which people work instead (调休; R5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from holidays import country_holidays, list_supported_countries

_LANGUAGES = {"zh": "zh_CN", "en": "en_US"}


@dataclass(frozen=True)
class PublicDays:
    """A country's year."""

    off: Mapping[date, str]
    """Days without work, by name."""
    made_up: frozenset[date]
    """Weekend days that are worked, since another day near them is free."""


def countries() -> tuple[str, ...]:
    """Return the codes (ISO 3166-1) of the countries whose holidays are known."""
    return tuple(sorted(code for code in list_supported_countries(include_aliases=False) if len(code) == 2))


_LOOKS_BACK = 5
"""A country that made up days in one of so many years before is expected to make up some again."""


class Gap(StrEnum):
    """What is not known of a country's year."""

    NO_HOLIDAYS = "no_holidays"
    NO_MADE_UP_DAYS = "no_made_up_days"


@lru_cache(maxsize=64)
def public_days(country: str, year: int, language: str = "zh") -> PublicDays:
    """Return a country's holidays of a year; made-up days only where the country has announced them.

    Names come in the language that is asked for where the country's table has it, else in its own.
    """
    table = country_holidays(country, years=[year])
    wanted = _LANGUAGES.get(language, language)
    if wanted in table.supported_languages:
        table = country_holidays(country, years=[year], language=wanted)
    made_up = frozenset(day for day in getattr(table, "weekend_workdays", ()) if day.year == year)
    return PublicDays({day: name for day, name in table.items() if day.year == year}, made_up)


def gap_in(country: str, year: int) -> Gap | None:
    """Return what is not known of a year, which may be that nobody has announced it yet; None: it looks whole."""
    days = public_days(country, year)
    if not days.off:
        return Gap.NO_HOLIDAYS
    makes_up = any(public_days(country, year - back).made_up for back in range(1, _LOOKS_BACK + 1))
    return Gap.NO_MADE_UP_DAYS if makes_up and not days.made_up else None
