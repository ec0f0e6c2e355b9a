"""Reading what goes out, and who was still in when a site's day ended."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.leaving.models import Closing, Release


def release_of(session: Session, visit_id: str, locked: bool = False) -> Release | None:
    """Return what was said of a visit's items; `locked`, so that nobody else changes it meanwhile."""
    return session.get(Release, visit_id, with_for_update=True if locked else None)


def open_releases(session: Session, site_id: str, limit: int = 20) -> Sequence[Release]:
    """Return the differences that wait for the gate's word at a site, the oldest first."""
    wanted = select(Release).where(Release.site_id == site_id, Release.settled_at.is_(None))
    return session.scalars(wanted.order_by(Release.said_at).limit(limit)).all()


def closing_of(session: Session, site_id: str, day: date) -> Closing | None:
    """Return the closing of a site's day, if it has been closed."""
    return session.get(Closing, (site_id, day))


def latest_closings(session: Session, site_id: str, limit: int = 14) -> Sequence[Closing]:
    """Return a site's closings, the latest first."""
    wanted = select(Closing).where(Closing.site_id == site_id).order_by(Closing.day.desc())
    return session.scalars(wanted.limit(limit)).all()
