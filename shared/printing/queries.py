"""Every read of print jobs, named as phrases."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, literal, literal_column, select, tuple_
from sqlalchemy.orm import Session

from shared.kernel.database import Moment
from shared.kernel.paging import Cursor, Page, page_of
from shared.printing.models import PrintJob


def job_with_id(session: Session, job_id: str, locked: bool = False) -> PrintJob | None:
    """Return the job, or None; `locked`, so that nobody else changes it until the end of the transaction."""
    return session.get(PrintJob, job_id, with_for_update=True if locked else None)


def jobs_with_ids(session: Session, ids: Sequence[str]) -> Sequence[PrintJob]:
    """Return these jobs, in no order."""
    return session.scalars(select(PrintJob).where(PrintJob.id.in_(ids))).all() if ids else ()


def oldest_due_job(session: Session, site_id: str, stations: Sequence[str], now: datetime) -> PrintJob | None:
    """Return the job that these stations should print next, or None when none is due."""
    due = select(PrintJob).where(
        PrintJob.site_id == site_id, PrintJob.station.in_(stations), PrintJob.next_try_at <= now
    )
    return session.scalars(due.order_by(PrintJob.next_try_at, PrintJob.id).limit(1)).first()


def is_one_abandoned(session: Session, site_id: str, stations: Sequence[str], now: datetime) -> bool:
    """Say whether a job of the stations is in the works longer than its spooler asked for."""
    lying = select(PrintJob.id).where(
        PrintJob.site_id == site_id, PrintJob.station.in_(stations), PrintJob.lease_until <= now
    )
    return session.scalars(lying.limit(1)).first() is not None


def jobs_to_settle(session: Session, site_id: str, limit: int = 100) -> Sequence[PrintJob]:
    """Return the site's jobs that are unknown, oldest first: staff says of each whether it came out."""
    # A literal, not a parameter: SQLite uses a partial index only when it can see the condition.
    unknown = select(PrintJob).where(PrintJob.site_id == site_id, literal_column("print_jobs.state = 'unknown'"))
    return session.scalars(unknown.order_by(PrintJob.asked_at).limit(limit)).all()


def open_jobs(session: Session, site_id: str, station: str, limit: int = 100) -> Sequence[PrintJob]:
    """Return the station's waiting and stuck jobs, the next one first."""
    jobs = select(PrintJob).where(
        PrintJob.site_id == site_id, PrintJob.station == station, PrintJob.next_try_at.is_not(None)
    )
    return session.scalars(jobs.order_by(PrintJob.next_try_at, PrintJob.id).limit(limit)).all()


def waiting_by_station(session: Session, site_id: str) -> dict[str, int]:
    """Return how many jobs wait or are stuck at each station of a site that has any."""
    waiting = select(PrintJob.station, func.count()).where(
        PrintJob.site_id == site_id, PrintJob.next_try_at.is_not(None)
    )
    counted = session.execute(waiting.group_by(PrintJob.station)).all()
    return {row[0]: row[1] for row in counted}


def jobs_page(session: Session, site_id: str, station: str, cursor: Cursor | None, limit: int) -> Page[PrintJob]:
    """Return a page of the station's jobs, the newest first."""
    jobs = select(PrintJob).where(PrintJob.site_id == site_id, PrintJob.station == station)
    place = tuple_(PrintJob.asked_at, PrintJob.id)
    forwards = cursor is None or not cursor.backwards
    if cursor is not None:
        here = tuple_(literal(cursor.position[0], Moment), literal(cursor.position[1]))
        jobs = jobs.where(place < here if forwards else place > here)
    order = [column.desc() if forwards else column.asc() for column in (PrintJob.asked_at, PrintJob.id)]
    found = session.scalars(jobs.order_by(*order).limit(limit + 1)).all()
    return page_of(found, cursor, limit, lambda job: (job.asked_at, job.id))


def time_to_print(job: PrintJob) -> timedelta | None:
    """Return how long it took from asking to paper, or None while it has not come out."""
    return None if job.printed_at is None else job.printed_at - job.asked_at
