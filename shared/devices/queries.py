"""Reading stations and printers."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.devices.models import Printer, Station


def stations_of(session: Session, site_id: str) -> Sequence[Station]:
    """Return a site's stations by code: a site has few."""
    return session.scalars(select(Station).where(Station.site_id == site_id).order_by(Station.code)).all()


def station_with_code(session: Session, site_id: str, code: str) -> Station | None:
    """Return a site's station, or None."""
    return session.scalars(select(Station).where(Station.site_id == site_id, Station.code == code)).one_or_none()


def printers_of(session: Session, site_id: str) -> Sequence[Printer]:
    """Return a site's printers by name: a site has few. Which station prefers which stands in `Station.printers`."""
    return session.scalars(select(Printer).where(Printer.site_id == site_id).order_by(Printer.name)).all()


def printer_named(session: Session, site_id: str, name: str) -> Printer | None:
    """Return the printer that print jobs call so, or None."""
    return session.scalars(select(Printer).where(Printer.site_id == site_id, Printer.name == name)).one_or_none()


def printer_elsewhere(session: Session, site_id: str, station: str, name: str | None) -> Printer | None:
    """Return the printer that a job went to if a visitor has to be told: None if it is the station's preferred one."""
    here = station_with_code(session, site_id, station)
    if name is None or here is None or not here.printers or here.printers[0] == name:
        return None
    return printer_named(session, site_id, name)


def stations_unheard_since(session: Session, moment: datetime, locked: bool = False) -> Sequence[Station]:
    """Return the stations that were last heard before a moment, and are not known to be silent."""
    unheard = select(Station).where(Station.silent_since.is_(None), Station.last_heard_at < moment)
    if locked:
        unheard = unheard.with_for_update(skip_locked=True)
    return session.scalars(unheard.order_by(Station.id)).all()
