"""Public holidays by country, and the weekend days on which people work instead (调休; R5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
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
