"""Who waits at a door that others use, too: found by their code, and called when there is news (R14)."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, or_, select
from sqlalchemy.orm import Session

from shared.bookings.models import Booking
from shared.bookings.rules import State
from shared.screening.queries import referred_at
from shared.screening.rules import HELD
from shared.visits.models import Visit, WaitingCode
from shared.visits.rules import VisitState

CALLED_FOR = timedelta(minutes=5)
"""How long a kiosk calls somebody for whom there is news and who has not looked."""
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


def held_at_the_door() -> ColumnElement[bool]:
    """Ask for visits that `is_held_at_the_door` is true of."""
    return and_(Visit.state == VisitState.TURNED_AWAY, Visit.booking.has(Booking.state == State.WAITING))


def _opens(now: datetime) -> tuple[ColumnElement[bool], ...]:
    is_lately = and_(Visit.state.in_(_CALLED_IN), Visit.answered_at > now - ANSWER_SHOWN_FOR)
    # Whom security has to look at first reads on the own screen what anybody reads who is sent to reception.
    return WaitingCode.forget_at > now, or_(Visit.state == VisitState.ASKING, is_lately, held_at_the_door())


def _news_at() -> ColumnElement[datetime]:
    """Return since when there is news for somebody who waited: an answer, or that reception helps them on."""
    return case((held_at_the_door(), referred_at(Visit.guest_id, HELD)), else_=Visit.answered_at)


def _is_unseen(news_at: ColumnElement[datetime]) -> ColumnElement[bool]:
    return or_(WaitingCode.seen_at.is_(None), WaitingCode.seen_at < news_at)


def is_called(session: Session, visit_id: str) -> bool:
    """Say whether there is news for somebody who waits that their screen has not shown yet."""
    news_at = _news_at()
    own = select(WaitingCode.code).join(Visit, Visit.id == WaitingCode.visit_id).where(Visit.id == visit_id)
    return session.scalars(own.where(news_at.is_not(None), _is_unseen(news_at))).one_or_none() is not None


def codes_called(session: Session, site_id: str, station: str, now: datetime) -> Sequence[str]:
    """Return the codes of those for whom there is news at a kiosk that they have not seen yet, oldest first."""
    news_at = _news_at()
    wanted = select(WaitingCode.code).join(Visit, Visit.id == WaitingCode.visit_id)
    here = wanted.where(WaitingCode.site_id == site_id, WaitingCode.station == station, WaitingCode.forget_at > now)
    called = here.where(news_at > now - CALLED_FOR, Visit.state.in_(_CALLED_IN), _is_unseen(news_at))
    return session.scalars(called.order_by(news_at)).all()
