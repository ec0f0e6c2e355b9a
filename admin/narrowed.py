"""What the address narrows a list of open things to: site, grade, days, a text. Approvals and promises share it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from admin.asking import language, me
from admin.forms import Typed, day_typed
from admin.speech import _
from shared.bookings.narrowed import Narrowed
from shared.sites.models import Site

FIELDS = ("q", "grade", "site", "from", "to")
GRADES = "ABCD"


@dataclass(frozen=True)
class Asked:
    """The filter that is on, as the address has it and as queries take it."""

    typed: Typed
    sites: tuple[Site, ...]
    """Those between which the reader can choose."""
    narrowed: Narrowed

    @property
    def is_on(self) -> bool:
        """Say whether any filter is on."""
        return any(self.typed[name] for name in FIELDS)

    @property
    def options(self) -> dict[str, list[tuple[str, str]]]:
        """Return what the fields with a choice offer."""
        anything = [("", _("All"))]
        return {
            "grade": anything + [(letter, letter) for letter in GRADES],
            "site": anything + [(site.code, site.named(language())) for site in self.sites],
        }


def asked(sites: Sequence[Site]) -> Asked:
    """Read the filter from the address; days are those of the chosen site's clock, else of the reader's first one."""
    typed = Typed(request.args)
    mine = tuple(site for site in sites if site.id in me().roles)
    chosen = next((site for site in mine if site.code == typed["site"]), None)
    hours = (chosen or (*mine, *sites)[0]).hours
    first, last = day_typed(typed["from"]), day_typed(typed["to"])
    narrowed = Narrowed(
        site=chosen.id if chosen else None,
        grade=typed["grade"] if typed["grade"] in tuple(GRADES) else None,
        starts_from=hours.day_bounds(first)[0] if first else None,
        starts_before=hours.day_bounds(last)[1] if last else None,
        text=typed["q"],
    )
    return Asked(typed, mine, narrowed)


def here(endpoint: str, **changed: str | None) -> str:
    """Return the address of the same list with the same filter, and something of it changed."""
    values = {name: request.args.get(name) for name in ("what", *FIELDS)} | changed
    kept: dict[str, Any] = {name: value for name, value in values.items() if value}
    return url_for(endpoint, **kept)
