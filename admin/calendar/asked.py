"""What the address of a calendar asks for, and the addresses of what stands beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import request, url_for

from admin.asking import language, lost, me, node
from admin.forms import Typed, day_typed
from admin.narrowed import grade_options, grade_typed
from admin.speech import _
from admin.wording import BOOKING
from shared.access.rules import Permission
from shared.bookings.planned import STILL_ON, Shown
from shared.bookings.rules import State
from shared.sites.models import Site

DAY, WEEK = "day", "week"


@dataclass(frozen=True)
class Asked:
    """Which days of which site, and which visits."""

    view: str
    on: date
    """A day; the one that is shown, or one of the week."""
    today: date
    site: Site
    sites: tuple[Site, ...]
    typed: Typed
    sees_all: bool
    """Whether this person may see all visits of the site, or only their own."""
    is_named: bool
    """Whether the address names the day; else it is today."""

    @property
    def days(self) -> list[date]:
        """Return the days that are shown."""
        if self.view == DAY:
            return [self.on]
        monday = self.on - timedelta(days=self.on.weekday())
        return [monday + timedelta(days=number) for number in range(7)]

    @property
    def step(self) -> timedelta:
        """Return how far it is to the page beside this one."""
        return timedelta(days=1 if self.view == DAY else 7)

    @property
    def is_narrowed(self) -> bool:
        """Say whether any filter is on."""
        return any(self.typed[name] for name in ("state", "grade", "mine"))

    def shown(self) -> Shown:
        """Return which visits these are."""
        state = self.typed["state"]
        only_own = self.typed["mine"] or not self.sees_all
        return Shown(
            site=self.site.id,
            host=(me().employee_id or "") if only_own else None,
            states=(state,) if state in set(State) else STILL_ON,
            grade=grade_typed(self.typed),
        )


def asked(every: Sequence[Site]) -> Asked:
    """Read the address; what can't be read is as if it weren't there."""
    sites = tuple(site for site in every if site.id in me().roles)
    if not sites:
        lost()
    typed = Typed(request.args)
    chosen = next((site for site in sites if site.code == typed["site"]), None)
    if chosen is None and typed["site"]:
        lost()
    site = chosen or sites[0]
    today = node().now().astimezone(site.tz).date()
    named = day_typed(typed["on"])
    if named is not None and not _FIRST <= named <= _LAST:
        named = None
    on = named or today
    typed["on"] = on.isoformat()
    sees_all = me().may(Permission.SEE_ALL_VISITS, site.id)
    view = DAY if typed["view"] == DAY else WEEK
    return Asked(view, on, today, site, sites, typed, sees_all, is_named=named is not None)


_FIRST, _LAST = date(2000, 1, 1), date(2200, 1, 1)


def here(**changed: str | None) -> str:
    """Return the address of this page with some things asked for otherwise."""
    values = {**request.args.to_dict(), **changed}
    kept: dict[str, Any] = {name: value for name, value in values.items() if value}
    return url_for("calendar.page", **kept)


def options(this: Asked) -> dict[str, list[tuple[str, str]]]:
    """Return what the filters offer."""
    return {
        "state": [("", _("All that still stand")), *((state.value, str(said.word)) for state, said in BOOKING.items())],
        "grade": grade_options(),
        "site": [(site.code, site.named(language())) for site in this.sites],
    }
