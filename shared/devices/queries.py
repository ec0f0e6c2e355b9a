"""Reading stations."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.devices.models import Station


def stations_of(session: Session, site_id: str) -> Sequence[Station]:
    """Return a site's stations by code: a site has few."""
    return session.scalars(select(Station).where(Station.site_id == site_id).order_by(Station.code)).all()
