"""Reading sites."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.sites.models import Site


def every_site(session: Session) -> Sequence[Site]:
    """Return all sites by code: a company has few."""
    return session.scalars(select(Site).order_by(Site.code)).all()


def site_by_code(session: Session, code: str) -> Site | None:
    """Return the site with this code."""
    return session.scalars(select(Site).where(Site.code == code)).one_or_none()


def the_site(session: Session, code: str | None) -> Site | None:
    """Return the site with this code; without a code, the only one there is."""
    if code is not None:
        return site_by_code(session, code)
    sites = session.scalars(select(Site).limit(2)).all()
    return sites[0] if len(sites) == 1 else None
