"""Write down whether anybody came, once a visit's window is over.

Which visits nobody came to is then one short range of an index, however many visits there were.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, literal_column, select, update
from sqlalchemy.orm import Session

from shared.bookings.models import Booking
from shared.bookings.rules import CAME, NOBODY
from shared.kernel.logbook import About, Kind, note
from shared.visits.models import Visit
from shared.visits.rules import CAME_IN

AT_ONCE = 50
"""Bookings that one transaction settles: so many take less than 50 ms."""
BY = "porter"

_CAME = select(Visit.id).where(Visit.booking_id == Booking.id, Visit.state.in_(CAME_IN)).exists()
_IS_OPEN: ColumnElement[bool] = literal_column("turnout IS NULL AND state = 'approved'")  # as the index is written


def _due(now: datetime) -> Select[Any]:
    return select(Booking.id).where(_IS_OPEN, Booking.ends_at <= now)


def is_something_to_settle(session: Session, now: datetime) -> bool:
    """Say whether a window is over of which nobody has written whether anybody came."""
    return session.execute(_due(now).limit(1)).first() is not None


def settle_turnout(session: Session, now: datetime) -> int:
    """Write of a portion of the visits whose window is over whether anybody came; return how many they were."""
    wanted = _due(now).add_columns(Booking.site_id, Booking.host_id, _CAME.label("came"))
    wanted = wanted.order_by(Booking.ends_at).limit(AT_ONCE).with_for_update(of=Booking, skip_locked=True)
    found = session.execute(wanted).all()
    for turnout, rows in ((CAME, [row for row in found if row.came]), (NOBODY, [row for row in found if not row.came])):
        _write(session, turnout, rows)
    for row in found:
        if not row.came:
            note(session, Kind.NobodyCame, About(row.site_id, row.host_id, row.id), at=now, by=BY)
    return len(found)


def _write(session: Session, turnout: str, rows: Sequence[Row[Any]]) -> None:
    if rows:
        settled = update(Booking).where(Booking.id.in_([row.id for row in rows])).values(turnout=turnout)
        session.execute(settled.execution_options(synchronize_session=False))
