"""Writing what goes out, and that a site's day is over."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from shared.kernel.database import insert_into, table_of
from shared.leaving.models import Closing, Release
from shared.leaving.rules import DayEnd
from shared.visits.models import Visit


def write_taken(
    session: Session,
    release: Release | None,
    stay: Visit,
    taken: Mapping[str, int],
    *,
    differs: bool,
    by: str,
    now: datetime,
) -> Release:
    """Write what somebody says goes out, in the place of what was said before; as declared, it is settled by that."""
    release = release or Release(visit_id=stay.id, site_id=stay.site_id, remark="")
    release.taken, release.differs, release.said_at, release.said_by = dict(taken), differs, now, by
    release.settled_at, release.settled_by = (None, None) if differs else (now, by)
    session.add(release)
    session.flush()
    return release


def settle(release: Release, remark: str, by: str, now: datetime) -> None:
    """Write the gate's word: what goes out may, though it is not what came in."""
    release.settled_at, release.settled_by, release.remark = now, by, remark


def write_closing(session: Session, site_id: str, end: DayEnd, now: datetime) -> bool:
    """Write that a site's day is over; False if that was written before, by whichever process."""
    row = {"site_id": site_id, "day": end.day, "closed_at": end.at, "written_at": now}
    closed = insert_into(session, Closing).on_conflict_do_nothing().returning(table_of(Closing).c.day)
    return session.execute(closed, row).one_or_none() is not None
