"""What the address narrows a list to: site, grade, days, a text.

Approvals and promises share the whole of it, other lists what they offer to choose from.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from admin.asking import language, me
from admin.forms import Typed, day_typed
from admin.speech import _
from shared.bookings.narrowed import Narrowed
from shared.grades.rules import LETTERS
from shared.sites.models import Site

FIELDS = ("q", "grade", "site", "from", "to")


@dataclass(frozen=True)
class Filter:
    """The filter that is on, as the address has it and as queries take it."""

    typed: Typed
    sites: tuple[Site, ...]
    """Those between which the reader can choose."""
    narrowed: Narrowed

    @property
    def is_on(self) -> bool:
        """Say whether any filter is on; what is typed may narrow nothing."""
        return self.narrowed.is_on

    @property
    def options(self) -> dict[str, list[tuple[str, str]]]:
        """Return what the fields with a choice offer."""
        return {"grade": grade_options(), "site": site_options(self.sites)}


def grade_typed(typed: Typed) -> str | None:
    """Return the grade that is asked for, or None."""
    return typed["grade"] if typed["grade"] in LETTERS else None


def grade_options() -> list[tuple[str, str]]:
    """Return what a field offers that narrows by grade."""
    return or_all((letter, letter) for letter in LETTERS)


def site_options(sites: Sequence[Site]) -> list[tuple[str, str]]:
    """Return what a field offers that narrows to one of these sites."""
    return or_all((site.code, site.named(language())) for site in sites)


def or_all(choices: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what a field offers, `All` before the rest."""
    return [("", _("All")), *choices]


def asked(sites: Sequence[Site]) -> Filter:
    """Read the filter from the address; days are those of the chosen site's clock, else of the reader's first one."""
    typed = Typed(request.args)
    mine = tuple(site for site in sites if site.id in me().roles)
    chosen = next((site for site in mine if site.code == typed["site"]), None)
    hours = (chosen or (*mine, *sites)[0]).hours
    first, last = day_typed(typed["from"]), day_typed(typed["to"])
    narrowed = Narrowed(
        site=chosen.id if chosen else None,
        grade=grade_typed(typed),
        starts_from=hours.day_bounds(first)[0] if first else None,
        starts_before=hours.day_bounds(last)[1] if last else None,
        text=typed["q"],
    )
    return Filter(typed, mine, narrowed)


def here(endpoint: str, **changed: str | None) -> str:
    """Return the address of the same list with the same filter, and something of it changed."""
    values = {name: request.args.get(name) for name in ("what", *FIELDS)} | changed
    kept: dict[str, Any] = {name: value for name, value in values.items() if value}
    return url_for(endpoint, **kept)
