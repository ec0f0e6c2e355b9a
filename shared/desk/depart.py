"""Let a visitor out, by pass or badge at the kiosk, or by a person at the desk or the gate (R22)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.rules import Permission, Person
from shared.badges.queries import badge_with_number
from shared.bookings.passes import Code, Read, read
from shared.desk.outcomes import Door, GateAsked, ItemsOpen, Left, NotAllowed, Outcome, OutOfTurn, Refused
from shared.desk.referral import code_for
from shared.desk.release import gate_says, open_items, visitor_says
from shared.desk.settle import settle_papers
from shared.desk.survey import ask_by_mail
from shared.desk.taps import answer_once
from shared.kernel.logbook import About, Kind, note
from shared.visits.actions import close_visit
from shared.visits.models import Visit
from shared.visits.queries import at_the_door_with_pass, visit
from shared.visits.rules import Refusal, VisitState

VISIT_ENDED = "visit_ended"
ITEMS_OPEN = "items_open"
"""OutOfTurn: what was brought in has to be accounted for first."""
_STILL_HERE = (VisitState.INSIDE, VisitState.EXPIRED)
"""Whom closing time found inside may still sign out properly."""


@dataclass(frozen=True)
class Leaving:
    """A pass or a badge that was read at the way out."""

    tap: str
    text: str


def depart(session: Session, leaving: Leaving, door: Door, now: datetime) -> Outcome:
    """Let a visitor out by what they carry, or say why not. The same tap gets the same answer."""
    question = ("depart", leaving.text)
    return answer_once(session, leaving.tap, question, door, now, lambda: _depart(session, leaving.text, door, now))


def let_out(session: Session, visit_id: str, by: Person, now: datetime) -> None:
    """Let a visitor out on the word of host, gate or reception (R22).

    Raises NotAllowed, also for a visit that isn't there, and OutOfTurn if it has ended, or as long as it is open
    what goes out of the items that came in.
    """
    stay = visit(session, visit_id)
    if stay is None or not may_let_out(by, stay):
        raise NotAllowed
    if open_items(session, stay.id):
        raise OutOfTurn(ITEMS_OPEN)
    if not leave(session, stay, by.id, now):
        raise OutOfTurn(VISIT_ENDED)


def may_let_out(by: Person, stay: Visit) -> bool:
    """Say whether a person may sign a visitor out: the host, gate and reception."""
    return by.is_host(stay.host_id) or by.may(Permission.CLOSE_VISIT, stay.site_id)


def let_out_with_items(
    session: Session, visit_id: str, taken: Mapping[str, int], remark: str, by: Person, now: datetime
) -> None:
    """Let a visitor out on the word of gate or reception, who have looked at the items (R22).

    Raises NotAllowed, OutOfTurn if the visit has ended, and WrongItems.
    """
    stay = visit(session, visit_id)
    if stay is None or not by.may(Permission.CLOSE_VISIT, stay.site_id):
        raise NotAllowed
    if stay.state not in _STILL_HERE:
        raise OutOfTurn(VISIT_ENDED)
    gate_says(session, stay, taken, remark, by.id, now)
    if not leave(session, stay, by.id, now):
        raise OutOfTurn(VISIT_ENDED)


@dataclass(frozen=True)
class Accounting:
    """What a visitor says at the kiosk goes out again, item by item."""

    tap: str
    visit: str
    taken: Mapping[str, int] = field(hash=False)


def account_for_items(session: Session, said: Accounting, door: Door, now: datetime) -> Outcome:
    """Let a visitor out with what came in; where something else goes out, ask the gate. Raises WrongItems.

    The same tap gets the same answer.
    """
    question = ("items", said.visit, *(f"{item} {number}" for item, number in sorted(said.taken.items())))
    return answer_once(session, said.tap, question, door, now, lambda: _account(session, said, door, now))


def _account(session: Session, said: Accounting, door: Door, now: datetime) -> Outcome:
    stay = visit(session, said.visit)
    if stay is None or stay.site_id != door.site_id:
        return _refuse(session, Refusal.UNKNOWN, door, now)
    if stay.state not in _STILL_HERE:
        return _refuse(session, Refusal.USED, door, now, used_at=stay.arrived_at)
    if visitor_says(session, stay, said.taken, door.station, now).settled_at is None:
        return GateAsked(stay.id)
    leave(session, stay, door.station, now)
    return Left(stay.id)


def _depart(session: Session, text: str, door: Door, now: datetime) -> Outcome:
    stay = _visit_behind(session, text, door, now)
    if isinstance(stay, Refusal):
        return _refuse(session, stay, door, now)
    if open_items(session, stay.id):
        return ItemsOpen(stay.id)
    if not leave(session, stay, door.station, now):  # somebody at the desk was quicker by a blink
        return _refuse(session, Refusal.USED, door, now, used_at=stay.arrived_at)
    return Left(stay.id)


def _refuse(session: Session, reason: Refusal, door: Door, now: datetime, used_at: datetime | None = None) -> Refused:
    note(session, Kind.DepartureRefused, About(door.site_id), at=now, by=door.station, reason=reason.value)
    return Refused(reason, used_at=used_at, code=code_for(session, door, now, reason.value))


def _visit_behind(session: Session, text: str, door: Door, now: datetime) -> Visit | Refusal:
    code = read(text, door.pass_key)
    if not isinstance(code, Read):
        return Refusal.FORGED if code.is_forged else Refusal.UNKNOWN
    visit_id = _visit_of_badge(session, code) if code.code is Code.BADGE else _visit_of_pass(session, code)
    if isinstance(visit_id, Refusal):
        return visit_id
    stay = visit(session, visit_id)
    if stay is None:
        return Refusal.UNKNOWN
    if stay.state not in _STILL_HERE:
        return Refusal.USED
    return stay if stay.site_id == door.site_id else Refusal.WRONG_SITE


def _visit_of_badge(session: Session, code: Read) -> str | Refusal:
    badge = badge_with_number(session, code.number)
    if badge is None:
        return Refusal.UNKNOWN
    return Refusal.CANCELLED if badge.voided_at is not None else badge.visit_id


def _visit_of_pass(session: Session, code: Read) -> str | Refusal:
    """A void pass still lets its guest out: leaving is never refused over papers."""
    guest = at_the_door_with_pass(session, code.number)
    return guest.visit_id if guest is not None and guest.visit_id else Refusal.UNKNOWN


def leave(session: Session, stay: Visit, by: str, now: datetime) -> bool:
    """Write that a visitor has left, whoever may say so; False if that was written before."""
    if not close_visit(session, stay.id, now):
        return False
    settle_papers(session, [stay.id], now)
    about = About(stay.site_id, stay.host_id, stay.booking_id, stay.id)
    note(session, Kind.VisitorLeft, about, at=now, by=by)
    ask_by_mail(session, stay, now)
    return True
