"""Opening a site, and changing how it is run."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from shared.kernel.figures import change_figures
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


def history_of_site(site_id: str) -> str:
    """Return under what name a site's changes are kept."""
    return f"site {site_id}"


def change_site(
    session: Session, site: Site, wanted: Mapping[str, Any], reason: str, by: str, now: datetime
) -> list[str]:
    """Run a site otherwise; return the names of what changed, and keep what it was before."""
    changed = change_figures(session, history_of_site(site.id), site, wanted, reason, by, now)
    if changed:
        note(session, Kind.SiteChanged, About(site.id), at=now, by=by, figures=changed)
    return changed
