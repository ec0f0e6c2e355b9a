"""Opening a site, and changing how it is run."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from shared.kernel.figures import FigureChange, change_figures
from shared.kernel.logbook import About, Kind, note
from shared.sites.models import Site

OFFICE_HOURS = {str(weekday): ["09:00", "18:00"] for weekday in range(5)}
"""Monday to Friday, nine to six: what a new site starts with."""


def open_site(
    session: Session, code: str, name: str, name_en: str, zone: str = "Asia/Shanghai", calendar: str = "CN"
) -> Site:
    """Add a site with office hours and a country's holidays; its permits begin with its code."""
    names = {"name": name, "name_en": name_en}
    site = Site(
        code=code, zone=zone, permit_prefix=code, hours_text=OFFICE_HOURS, calendar=calendar, own_days={}, **names
    )
    session.add(site)
    session.flush()
    return site


@dataclass(frozen=True)
class NewSite:
    """What an administrator says of a site that the house is to have."""

    code: str
    name: str
    name_en: str
    zone: str
    calendar: str
    hours_text: dict[str, list[str]]
    """As the table keeps it: {"0": ["09:00", "18:00"]}."""


def add_site(session: Session, wanted: NewSite, reason: str, by: str, now: datetime) -> Site:
    """Open one more site; its history begins with that."""
    site = open_site(session, wanted.code, wanted.name, wanted.name_en, wanted.zone, wanted.calendar)
    site.hours_text = wanted.hours_text
    begun = {"figure": "code", "before": None, "after": site.code, "reason": reason}
    session.add(FigureChange(of=history_of_site(site.id), by=by, at=now, **begun))
    note(session, Kind.SiteOpened, About(site.id), at=now, by=by)
    return site


def history_of_site(site_id: str) -> str:
    """Return under what name a site's changes are kept."""
    return f"site {site_id}"


def change_site(
    session: Session, site: Site, wanted: Mapping[str, Any], reason: str, by: str, now: datetime
) -> list[str]:
    """Run a site otherwise; return the names of what changed, and keep what it was before."""
    changed = change_figures(session, history_of_site(site.id), site, wanted, reason, by, now)
    if "code" in changed:
        site.permit_prefix = site.code
    if changed:
        note(session, Kind.SiteChanged, About(site.id), at=now, by=by, figures=changed)
    return changed
