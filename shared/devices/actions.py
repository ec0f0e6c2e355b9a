"""Writing down which stations there are."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.devices.models import Station


def station_starts(session: Session, site_id: str, code: str, printers: Sequence[str], now: datetime) -> Station:
    """Return the station, made at its first start; its printers are what its settings say today."""
    wanted = select(Station).where(Station.site_id == site_id, Station.code == code)
    station = session.scalars(wanted).one_or_none()
    if station is None:
        station = Station(site_id=site_id, code=code, printers=list(printers), started_at=now)
        session.add(station)
    station.printers = list(printers)
    station.started_at = now
    session.flush()
    return station
