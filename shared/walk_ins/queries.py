"""Reading drafts, and how many names a kiosk has shown."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shared.walk_ins.models import Draft, DraftPicture, NameShown
from shared.walk_ins.rules import QUOTA_COUNTS_FOR


def draft(session: Session, draft_id: str, site_id: str, now: datetime, locked: bool = False) -> Draft | None:
    """Return a draft of a site that is not forgotten yet; `locked`, so that nobody else changes it meanwhile."""
    found = session.get(Draft, draft_id, with_for_update=True if locked else None)
    if found is None or found.site_id != site_id or (found.forget_at is not None and found.forget_at <= now):
        return None
    return found


def picture_of(session: Session, draft_id: str, name: str) -> bytes | None:
    """Return a draft's photo or signature."""
    kept = session.get(DraftPicture, (draft_id, name))
    return kept.picture if kept else None


def pictures_of(session: Session, draft_id: str) -> dict[str, bytes]:
    """Return all pictures of a draft by name."""
    wanted = select(DraftPicture).where(DraftPicture.draft_id == draft_id)
    return {kept.name: kept.picture for kept in session.scalars(wanted)}


def names_of_pictures(session: Session, draft_id: str) -> Collection[str]:
    """Return which pictures a draft has."""
    return set(session.scalars(select(DraftPicture.name).where(DraftPicture.draft_id == draft_id)))


def names_counted(session: Session, site_id: str, station: str, now: datetime) -> int:
    """Return how many names a kiosk has shown within the hour to people who have not finished."""
    wanted = select(func.count()).select_from(NameShown).where(NameShown.site_id == site_id)
    counted = wanted.where(NameShown.station == station, NameShown.at > now - QUOTA_COUNTS_FOR)
    return session.scalars(counted).one()


def shown_in(session: Session, site_id: str, station: str, search: str) -> Collection[str]:
    """Return the employees whose names one search has shown."""
    wanted = select(NameShown.employee_id).where(NameShown.site_id == site_id, NameShown.station == station)
    return set(session.scalars(wanted.where(NameShown.search == search)))
