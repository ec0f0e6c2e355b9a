"""Who waits at a door that others use, too: found by their code, and called when there is an answer (R14)."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from shared.bookings.models import Booking
from shared.bookings.rules import State
from shared.visits.models import Visit, WaitingCode
from shared.visits.rules import VisitState

CALLED_FOR = timedelta(minutes=5)
"""How long a kiosk calls somebody who has an answer and has not looked."""
ANSWER_SHOWN_FOR = timedelta(minutes=30)
"""How long a code still shows what was answered: a screen with a name on it is not for whoever finds the code later."""
_CALLED_IN = (VisitState.ASKING, VisitState.INSIDE, VisitState.TURNED_AWAY)


def waiting_code(session: Session, visit_id: str) -> WaitingCode | None:
    """Return the code of a visit; None for a visit that has none."""
    return session.scalars(select(WaitingCode).where(WaitingCode.visit_id == visit_id)).one_or_none()


def visit_with_waiting_code(session: Session, site_id: str, code: str, now: datetime) -> str | None:
    """Return the visit of somebody who waits, is held, or had an answer lately, by the code; later it opens nothing."""
    wanted = select(WaitingCode.visit_id).join(Visit, Visit.id == WaitingCode.visit_id)
    theirs = wanted.where(WaitingCode.site_id == site_id, WaitingCode.code == code)
    return session.scalars(theirs.where(*_opens(now))).one_or_none()


def codes_of(session: Session, visit_ids: Collection[str], now: datetime) -> dict[str, str]:
    """Return the codes of these visits that open a screen now, by visit."""
    if not visit_ids:
        return {}
    wanted = select(WaitingCode.visit_id, WaitingCode.code).join(Visit, Visit.id == WaitingCode.visit_id)
    rows = session.execute(wanted.where(WaitingCode.visit_id.in_(visit_ids), *_opens(now)))
    return {row.visit_id: row.code for row in rows}


def _opens(now: datetime) -> tuple[ColumnElement[bool], ...]:
    is_lately = and_(Visit.state.in_(_CALLED_IN), Visit.answered_at > now - ANSWER_SHOWN_FOR)
    # Whom security has to look at first reads on the own screen what anybody reads who is sent to reception.
    is_held = and_(Visit.state == VisitState.TURNED_AWAY, Visit.booking.has(Booking.state == State.WAITING))
    return WaitingCode.forget_at > now, or_(Visit.state == VisitState.ASKING, is_lately, is_held)


def codes_called(session: Session, site_id: str, station: str, now: datetime) -> Sequence[str]:
    """Return the codes of those for whom there is an answer at a kiosk that they have not seen yet, oldest first."""
    wanted = select(WaitingCode.code).join(Visit, Visit.id == WaitingCode.visit_id)
    here = wanted.where(WaitingCode.site_id == site_id, WaitingCode.station == station, WaitingCode.forget_at > now)
    is_new = or_(WaitingCode.seen_at.is_(None), WaitingCode.seen_at < Visit.answered_at)
    called = here.where(Visit.answered_at > now - CALLED_FOR, Visit.state.in_(_CALLED_IN), is_new)
    return session.scalars(called.order_by(Visit.answered_at)).all()
