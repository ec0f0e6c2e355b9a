"""Opening a site and changing what it is called."""

from sqlalchemy.orm import Session

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
