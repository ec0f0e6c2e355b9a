"""The gate's word on a guest: let in, hold, refuse, think better of it (R11)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.rules import Permission, Person
from shared.bookings.models import Guest
from shared.bookings.queries import guest as guest_with_id
from shared.desk.answer import take_over
from shared.desk.arrive import admit_guest, expected_of
from shared.desk.let_in import turn_away
from shared.desk.outcomes import Admitted, Door, Inside, NotAllowed, OutOfTurn, SeeReception
from shared.gate.actions import keep_out
from shared.gate.actions import lift as lift_stop
from shared.gate.rules import LONGEST_WORDS, Stop, StopReason, problem_with_text
from shared.kernel.logbook import About, Kind, note
from shared.visits.asked import visit_in_hand
from shared.visits.models import Visit
from shared.visits.queries import at_the_door_with_guests, open_visit_of
from shared.visits.rules import Refusal, VisitState, admission

GATE_MAY_OVERLOOK = frozenset({Refusal.TOO_EARLY, Refusal.TOO_LATE, Refusal.USED})
"""What a person at the gate may decide otherwise than a kiosk: hours, and coming back. Never an approval (R7)."""


@dataclass(frozen=True)
class Why:
    """Why the gate keeps somebody out; the words are for the desk."""

    reason: StopReason
    words: str = ""


class BadWords(ValueError):
    """What was typed can't be kept; the text is a code: `too_long` or `odd`."""


def keep_guest_out(session: Session, guest_id: str, said: Stop, why: Why, by: Person, now: datetime) -> None:
    """Hold a guest for a while, or refuse them: the kiosk sends them to reception from now on (R11).

    Who asks to come in without a booking is turned away by a refusal; who is held goes on waiting, and reads so.
    Raises NotAllowed, OutOfTurn for who is inside already, and BadWords.
    """
    guest = _guest(session, guest_id, by)
    words = " ".join(why.words.split())
    if trouble := problem_with_text(words, LONGEST_WORDS):
        raise BadWords(trouble)
    stay = _open_stay(session, guest_id)
    if stay is not None and stay.state == VisitState.INSIDE:
        raise OutOfTurn("visitor_inside")
    keep_out(session, guest, said, (why.reason, words), by.id, now)
    kind = Kind.GuestHeld if said is Stop.HELD else Kind.GuestRefused
    note(session, kind, _about(guest, stay), at=now, by=by.id, guest=guest.id, reason=why.reason.value)
    if said is Stop.REFUSED and stay is not None:
        turn_away(session, stay, by.id, now)


def lift(session: Session, guest_id: str, by: Person, now: datetime) -> None:
    """Take the gate's word back: the kiosk lets the guest in like any other. Twice is once. Raises NotAllowed."""
    guest = _guest(session, guest_id, by)
    if lift_stop(session, guest_id):
        about = _about(guest, _open_stay(session, guest_id))
        note(session, Kind.StopLifted, about, at=now, by=by.id, guest=guest.id)


def admit(session: Session, guest_id: str, door: Door, by: Person, now: datetime) -> str | None:
    """Let a guest in on the gate's word, whatever it said before; return the visit.

    None is for whom security has to look at first.

    Who asks at the door is let in in the host's place. Who is expected may come early, late or once more; nobody
    comes in without an approval (R7). Raises NotAllowed, and OutOfTurn with why not.
    """
    lift(session, guest_id, by, now)
    guest = _guest(session, guest_id, by)
    stay = _open_stay(session, guest_id)
    if stay is not None and stay.state == VisitState.INSIDE:
        return stay.id
    if stay is not None:
        return take_over(session, stay.id, by, now, seen=stay.answered_at).id
    return admit_expected(session, guest, door, by, now)


def admit_expected(session: Session, guest: Guest, door: Door, by: Person, now: datetime) -> str | None:
    """Let somebody in who is expected; with the badge that lies ready, where there is one."""
    expected = next(iter(at_the_door_with_guests(session, guest.booking_id, [guest.id])), None)
    if expected is None:
        raise OutOfTurn("not_approved")
    refusal = admission(expected_of(expected, now), door.site_id, now)
    if refusal is not None and refusal not in GATE_MAY_OVERLOOK:
        raise OutOfTurn(refusal.value)
    outcome = admit_guest(session, expected, door, now, by=by.id)
    if isinstance(outcome, SeeReception):
        return None
    assert isinstance(outcome, Admitted | Inside)
    return outcome.visit


def _guest(session: Session, guest_id: str, by: Person) -> Guest:
    guest = guest_with_id(session, guest_id)
    if guest is None or not by.may(Permission.ADMIT, guest.booking.site_id):
        raise NotAllowed
    return guest


def _open_stay(session: Session, guest_id: str) -> Visit | None:
    visit_id = open_visit_of(session, guest_id)
    return visit_in_hand(session, visit_id) if visit_id else None


def _about(guest: Guest, stay: Visit | None) -> About:
    booking = guest.booking
    return About(booking.site_id, booking.host_id, booking.id, stay.id if stay else None)
