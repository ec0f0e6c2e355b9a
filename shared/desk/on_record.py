"""What somebody looked at or took away stands in the logbook (R29): who and which, never what it said."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from shared.kernel.logbook import About, Kind, note
from shared.visits.models import Visit


def picture_seen(session: Session, stay: Visit, what: str, by: str, now: datetime) -> None:
    """Write that somebody looked at a visit's photo or signature."""
    about = About(stay.site_id, stay.host_id, stay.booking_id, stay.id)
    note(session, Kind.VisitPictureSeen, about, at=now, by=by, what=what)


def visits_exported(
    session: Session, site: str | None, form: str, filters: Sequence[str], rows: int, by: str, now: datetime
) -> None:
    """Write that somebody took visits away; of one site, or None for several. `filters` are the fields' names."""
    facts = {"format": form, "filters": list(filters), "rows": rows}
    note(session, Kind.VisitsExported, About(site), at=now, by=by, **facts)


def book_printed(session: Session, site: str, days: tuple[date, date], rows: int, by: str, now: datetime) -> None:
    """Write that somebody opened the visitor book of these days."""
    first, last = (day.isoformat() for day in days)
    note(session, Kind.VisitorBookPrinted, About(site), at=now, by=by, first=first, last=last, rows=rows)


def file_opened(session: Session, file: str, file_id: str, by: str, now: datetime) -> None:
    """Write that somebody opened the file of a visitor or a company."""
    note(session, Kind.FileOpened, About(), at=now, by=by, file=file, id=file_id)
