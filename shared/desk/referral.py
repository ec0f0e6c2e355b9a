"""Sending somebody to the desk, with a code on their screen under which the desk finds why."""

from datetime import datetime

from sqlalchemy.orm import Session

from shared.desk.outcomes import Place, SeeReception
from shared.kernel.logbook import About, Kind, note
from shared.screening.actions import write_referral

NO_SUCH_PERMIT, WRONG_PHONE, TOO_MANY_TRIES = "no_such_permit", "wrong_phone", "too_many_tries"
"""What a typed look-up failed at; other reasons are those of a `Refusal`."""
AT_THE_GATE = "at_the_gate"
"""Why somebody was sent to the desk: the gate holds or refuses them; its reason stands with the guest."""
ANSWERS, NOBODY_TO_ASK = "answers", "nobody_to_ask"
"""Why a walk-in was sent to the desk: an answer at the door, or nobody of this house could be asked for."""


def see_reception(
    session: Session,
    place: Place,
    now: datetime,
    why: str,
    *,
    booking_id: str | None = None,
    guest_id: str | None = None,
) -> SeeReception:
    """Send somebody to reception: alike whatever the reason, which only the desk can look up."""
    note(session, Kind.ArrivalRefused, About(place.site_id), at=now, by=place.station, reason="see_reception")
    return SeeReception(code_for(session, place, now, why, booking_id=booking_id, guest_id=guest_id))


def code_for(
    session: Session,
    place: Place,
    now: datetime,
    why: str,
    *,
    booking_id: str | None = None,
    guest_id: str | None = None,
) -> str:
    """Keep for a day why somebody was sent to the desk, and return the code under which it is found."""
    return write_referral(session, place.site_id, place.station, why, now, (booking_id, guest_id))
