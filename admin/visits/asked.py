"""What the address of a list of visits asks for: from the fields that somebody typed to a search."""

from dataclasses import dataclass, replace
from datetime import datetime

from flask import request
from sqlalchemy.orm import Session

from admin.asking import lost, me
from admin.forms import Typed, day_typed
from admin.narrowed import grade_options, grade_typed, or_all, site_options
from admin.speech import _
from admin.wording import VISIT
from shared.access.rules import Permission, Person
from shared.kernel.plates import tidy_plate
from shared.people.queries import employees_called
from shared.sites.models import Site
from shared.sites.queries import every_site
from shared.visits.finding import SHORTEST_TAIL, Search, guests_of_phone, guests_of_plate, only_guests
from shared.visits.rules import VisitState

FIELDS = ("q", "host", "phone", "plate", "from", "to", "state", "grade", "site")
_MOST_HOSTS = 10


@dataclass(frozen=True)
class VisitsAsked:
    """Which visits are asked for, and what is wrong with that."""

    typed: Typed
    sites: tuple[Site, ...]
    """Where the reader has any role."""
    search: Search

    @property
    def is_narrowed(self) -> bool:
        """Say whether any filter is on."""
        return any(self.typed[name] for name in FIELDS)

    @property
    def has_more(self) -> bool:
        """Say whether a filter is on that is not seen at once."""
        return any(self.typed[name] for name in ("host", "phone", "plate"))


def my_sites(rows: Session) -> tuple[Site, ...]:
    """Return the sites at which the reader has any role; whoever has none sees no lists."""
    return tuple(site for site in every_site(rows) if site.id in me().roles) or lost()


def scope_of(who: Person, site: Site | None) -> Search:
    """Return a search of all that somebody may see, or of what they may see of one site."""
    sites = who.sites_where(Permission.SEE_ALL_VISITS)
    if site is None:
        return Search(sites=sites, host=who.employee_id)
    # One site was chosen: what is one's own elsewhere is not meant.
    return Search(sites=(site.id,)) if site.id in sites else Search(sites=(), host=who.employee_id)


def asked_of(rows: Session) -> VisitsAsked:
    """Return what this request's address asks for."""
    typed = Typed(request.args)
    sites = my_sites(rows)
    chosen = next((site for site in sites if site.code == typed["site"]), None)
    search = replace(scope_of(me(), chosen), text=typed["q"], grade=grade_typed(typed))
    if typed["state"] in set(VisitState):
        search = replace(search, state=typed["state"])
    since, before = _stretch(typed, chosen or sites[0])
    search = replace(search, since=since, before=before)
    return VisitsAsked(typed, sites, _of_guests(rows, typed, _of_hosts(rows, typed, search)))


def nobody(search: Search) -> Search:
    """Return a search that finds nothing, for what cannot be looked for."""
    return replace(search, guests=())


def _stretch(typed: Typed, site: Site) -> tuple[datetime | None, datetime | None]:
    """Return the days that were typed as moments, on the clock of the site."""
    first, last = day_typed(typed["from"]), day_typed(typed["to"])
    for name, day in (("from", first), ("to", last)):
        if typed[name] and day is None:
            typed.is_wrong(name, _("Write a day such as 2026-12-24."))
    if first and last and first > last:
        typed.is_wrong("to", _("The last day has to be the first one or later."))
    return (
        site.hours.day_bounds(first)[0] if first else None,
        site.hours.day_bounds(last)[1] if last else None,
    )


def _of_hosts(rows: Session, typed: Typed, search: Search) -> Search:
    if not typed["host"]:
        return search
    hosts = tuple(employees_called(rows, typed["host"], _MOST_HOSTS + 1))
    if not hosts:
        typed.is_wrong("host", _("Nobody of this name works here."))
    elif len(hosts) > _MOST_HOSTS:
        typed.is_wrong("host", _("More than %(n)s people are called so. Write more of the name.", n=_MOST_HOSTS))
    return replace(search, hosts=hosts[:_MOST_HOSTS])


def _of_guests(rows: Session, typed: Typed, search: Search) -> Search:
    if typed["phone"]:
        digits = "".join(sign for sign in typed["phone"] if sign.isdigit() and sign.isascii())
        if len(digits) < SHORTEST_TAIL:
            typed.is_wrong("phone", _("Write the last four digits, or more of them."))
            return nobody(search)
        search = only_guests(search, guests_of_phone(rows, digits))
    if typed["plate"]:
        plate = tidy_plate(typed["plate"])
        if len(plate) < SHORTEST_TAIL:
            typed.is_wrong("plate", _("Write the last four characters, or more of them."))
            return nobody(search)
        search = only_guests(search, guests_of_plate(rows, plate))
    return search


def options(asked: VisitsAsked) -> dict[str, list[tuple[str, str]]]:
    """Return what the form's lists offer."""
    return {
        "state": or_all((state.value, str(said.word)) for state, said in VISIT.items()),
        "grade": grade_options(),
        "site": site_options(asked.sites),
    }
