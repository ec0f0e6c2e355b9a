"""Let a visitor out, by pass or badge at the kiosk, or by a person at the desk or the gate (R22)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.rules import Permission, Person
from shared.badges.queries import badge_with_number, badges_of, job_of
from shared.bookings.passes import Code, Read, read
from shared.desk.outcomes import Door, Left, NotAllowed, Outcome, OutOfTurn, Refused
from shared.desk.taps import answer_once
from shared.kernel.logbook import About, Kind, note
from shared.notices.actions import drop
from shared.notices.queries import notices_in_hand
from shared.printing.actions import replace
from shared.printing.rules import Reason
from shared.visits.actions import close_visit
from shared.visits.models import Visit
from shared.visits.queries import at_the_door_with_pass, visit
from shared.visits.rules import Refusal, VisitState


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

    Raises NotAllowed, also for a visit that isn't there, and OutOfTurn if it has ended.
    """
    stay = visit(session, visit_id)
    if stay is None or not (by.is_host(stay.host_id) or by.may(Permission.CLOSE_VISIT, stay.site_id)):
        raise NotAllowed
    if not _leave(session, stay, by.id, now):
        raise OutOfTurn("visit_ended")


def _depart(session: Session, text: str, door: Door, now: datetime) -> Outcome:
    stay = _visit_behind(session, text, door, now)
    if isinstance(stay, Refusal):
        return _refuse(session, stay, door, now)
    if not _leave(session, stay, door.station, now):  # somebody at the desk was quicker by a blink
        return _refuse(session, Refusal.USED, door, now, used_at=stay.arrived_at)
    return Left(stay.id)


def _refuse(session: Session, reason: Refusal, door: Door, now: datetime, used_at: datetime | None = None) -> Refused:
    note(session, Kind.DepartureRefused, About(door.site_id), at=now, by=door.station, reason=reason.value)
    return Refused(reason, used_at=used_at)


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
    if stay.state != VisitState.INSIDE:
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


def _leave(session: Session, stay: Visit, by: str, now: datetime) -> bool:
    if not close_visit(session, stay.id, now):
        return False
    for badge in badges_of(session, stay.id):
        job = job_of(session, badge.id)
        if job is not None and job.is_open:
            replace(session, job, now, Reason.NOT_WANTED)
    for notice in notices_in_hand(session, [stay.id], ["arrival", "gate_arrival"]):
        drop(notice)
    about = About(stay.site_id, stay.host_id, stay.booking_id, stay.id)
    note(session, Kind.VisitorLeft, about, at=now, by=by)
    return True
