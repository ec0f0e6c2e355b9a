"""Somebody who waits comes back to the kiosk, which others have used meanwhile (R14, R16)."""

from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.actions import remember_attempt
from shared.access.queries import is_over
from shared.access.rules import WAITING_CODE_BY_STATION
from shared.desk.outcomes import Door, SeeReception, StillHere
from shared.desk.referral import TOO_MANY_TRIES, see_reception
from shared.visits.waiting import visit_with_waiting_code


def come_back(session: Session, code: str, door: Door, now: datetime) -> StillHere | SeeReception | None:
    """Return the visit that a code belongs to; None for a code that is nobody's.

    Beyond the limit nothing is found out, whatever was typed: a lobby has few who wait, and whose answer
    has come is called by a part of their code. Then it is reception that helps, and the gate hears of it.
    """
    key = f"waiting code at {door.site_id} {door.station}"
    if is_over(session, key, WAITING_CODE_BY_STATION, now):
        return see_reception(session, door, now, TOO_MANY_TRIES)
    if visit := visit_with_waiting_code(session, door.site_id, code, now):
        return StillHere(visit)
    remember_attempt(session, key, now)
    return None
