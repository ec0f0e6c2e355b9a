"""Reading what goes out, and who was still in when a site's day ended."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.leaving.models import Closing, Release
from shared.leaving.rules import day_end
from shared.sites.rules import Hours
from shared.visits.models import Visit
from shared.visits.queries import visits_with_ids


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


def still_in_at_closing(session: Session, site_id: str, hours: Hours, day: date) -> list[Visit]:
    """Return whom the end of a day found inside, also who has signed out since; the longest stay first."""
    found_from, found_before = day_end(hours, day).at, day_end(hours, day + timedelta(days=1)).at
    wanted = select(Visit.id).where(
        Visit.site_id == site_id, Visit.expired_at >= found_from, Visit.expired_at < found_before
    )
    ids = session.scalars(wanted.order_by(Visit.expired_at, Visit.id)).all()
    return sorted(visits_with_ids(session, ids), key=lambda stay: (stay.arrived_at, stay.id))
