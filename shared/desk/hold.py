"""Hold somebody who is like an entry of the watchlist, until a person has decided.

Nobody is refused by this: they are sent to reception with the same words as anybody else, and security is told
on its own screens. Neither visitor nor booker learns why.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from shared.bookings.models import Booking
from shared.companies.actions import know_visitors
from shared.companies.rules import Contact
from shared.desk.outcomes import Door, Place, SeeReception
from shared.desk.referral import see_reception
from shared.kernel.logbook import About, Kind, note
from shared.notices.models import Notice
from shared.screening.actions import ask_anew, hand_hits_over, write_hit
from shared.screening.queries import Likeness, likenesses, referral_of_guest
from shared.screening.rules import HELD
from shared.visits.models import Visit
from shared.visits.queries import Expectation
from shared.visits.rules import VisitState, is_held_at_the_door

TOPIC = "watch_hit"
SECURITY = "security"
"""Whom the notice is for: it is told once somebody who decides on the watchlist has seen it."""


def hold_at_the_door(session: Session, guest: Expectation, door: Door, now: datetime) -> SeeReception | None:
    """Hold a guest who would be let in and whose keys stand on the list; None if no entry counts any more."""
    return _hold(session, guest.visitor_id, guest.guest_id, guest.booking_id, door, now)


def hold_walk_in(session: Session, stay: Visit, place: Place, now: datetime) -> SeeReception | None:
    """Hold somebody who asks to come in; None for all others.

    What they said and agreed to is kept with the visit, which asks for nobody until a person has cleared them.
    """
    held = _hold(session, stay.guest.visitor_id, stay.guest_id, stay.booking_id, place, now)
    if held is not None:
        stay.state = VisitState.TURNED_AWAY
    return held


def hold_unregistered(session: Session, contact: Contact, door: Door, now: datetime) -> SeeReception | None:
    """Hold somebody at the door for whom nothing is registered; None for all others, of whom nothing is kept then."""
    trial = session.begin_nested()
    visitor = know_visitors(session, [contact], now)[contact]
    held = _hold(session, visitor.id, None, None, door, now)
    if held is None:
        trial.rollback()
    else:
        trial.commit()
    return held


def waits_for_security(stay: Visit) -> bool:
    """Say whether this is a walk-in who is held."""
    return is_held_at_the_door(stay.state, stay.booking.state)


def held_code(session: Session, stay: Visit) -> str | None:
    """Return the code under which the desk finds why a walk-in is held, for their screen; None once it is forgotten."""
    sent = referral_of_guest(session, stay.site_id, stay.guest_id, HELD)
    return sent.code if sent else None


def hold_booking(session: Session, booking: Booking, now: datetime) -> bool:
    """Say whether a guest of this booking is like an entry, and tell security: then it is not approved yet."""
    guests = {guest.visitor_id: guest.id for guest in booking.guests}
    found = likenesses(session, list(guests), now)
    for alike in found:
        _flag(session, alike, booking.site_id, guests[alike.visitor_id], now)
    return bool(found)


def is_held(session: Session, visitor_ids: Sequence[str], now: datetime) -> bool:
    """Say whether one of these visitors is like an entry from which nobody has cleared them."""
    return bool(likenesses(session, visitor_ids, now))


def hold_as_one(session: Session, kept_id: str, gone_id: str, now: datetime) -> list[str]:
    """Let security know a visitor by both files that are about to become one; return the hits that change hands.

    Nobody is cleared by becoming part of somebody who was: security then decides once more.
    """
    of_kept, of_gone = ({each.entry_id for each in likenesses(session, [who], now)} for who in (kept_id, gone_id))
    moved = hand_hits_over(session, gone_id, kept_id, of_kept)
    for hit_id in ask_anew(session, kept_id, of_gone):
        _tell_security(session, hit_id, now)
        note(session, Kind.WatchHitFound, About(), at=now, by=None, hit=hit_id, place="booking")
    return moved


def _tell_security(session: Session, hit_id: str, now: datetime) -> None:
    session.add(Notice(topic=TOPIC, subject_id=hit_id, role=SECURITY, about={}, facts={}, asked_at=now))


def _hold(
    session: Session, visitor_id: str, guest_id: str | None, booking_id: str | None, place: Place, now: datetime
) -> SeeReception | None:
    found = likenesses(session, [visitor_id], now)
    if not found:
        return None
    for alike in found:
        _flag(session, alike, place.site_id, guest_id, now, place.station)
    note(session, Kind.SecurityAsked, About(place.site_id), at=now, by=place.station)
    return see_reception(session, place, now, HELD, booking_id=booking_id, guest_id=guest_id)


def _flag(
    session: Session, alike: Likeness, site_id: str, guest_id: str | None, now: datetime, station: str | None = None
) -> None:
    """Write the hit; a new one has a notice and a line of the house, which no host, gate or booker reads."""
    hit_id, is_new = write_hit(session, alike, site_id, guest_id, now, station)
    if is_new:
        _tell_security(session, hit_id, now)
    if is_new or station:
        place = "door" if station else "booking"
        note(session, Kind.WatchHitFound, About(), at=now, by=station, hit=hit_id, place=place)
