"""Register who comes without a booking, and have the host asked, in one transaction (R6, R12, R13)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.access.models import Account, Grant
from shared.access.rules import Permission, Person, Role
from shared.bookings.actions import write_booking
from shared.bookings.models import Booking
from shared.bookings.rules import GuestWish, State, VisitKind, Wish
from shared.companies.rules import Contact
from shared.declarations.actions import declare
from shared.declarations.rules import Declared
from shared.desk.asking import ask_for, ask_reception_for
from shared.desk.hold import hold_unregistered, hold_walk_in
from shared.desk.outcomes import Asking, Door, NotAllowed, Outcome
from shared.desk.referral import ANSWERS, NOBODY_TO_ASK, see_reception
from shared.desk.taps import answer_once
from shared.gate.models import Vehicle
from shared.grades.door import BadgePolicy
from shared.grades.models import Grade
from shared.kernel.logbook import About, Kind, note
from shared.people.models import Employee
from shared.people.queries import employee, listed_employee
from shared.sites.models import Site
from shared.visits.actions import forget_answer, forget_asked, give_waiting_code
from shared.visits.models import Visit
from shared.visits.rules import VisitState
from shared.visits.waiting import waiting_code
from shared.walk_ins.actions import give_names_back
from shared.walk_ins.rules import PURPOSES, RECEPTION, Purpose, window


@dataclass(frozen=True)
class WalkIn:
    """Somebody without a booking, as they say who they are and what they want."""

    contact: Contact
    purpose: Purpose
    host: str
    """An employee's id, or `RECEPTION` for who does not know whom to ask for."""
    declared: Declared
    """The consent among it (R17)."""
    search: str
    """Under which the directory has counted the names that were shown."""
    plate: str = ""
    has_wanted_answers: bool = True
    """False where an answer at the door sends to reception."""


def register(session: Session, tap: str, asked: tuple[str, ...], came: WalkIn, door: Door, now: datetime) -> Outcome:
    """Register a walk-in once, however often the tap comes; the host, or reception, is asked in the same moment.

    `asked` is what the tap asked for, so that it can't be used for something else.

    Whom nobody here can be asked for, and who must be looked at by a person, is sent to reception: nothing is
    registered then, and the same words are said as to everybody who is sent there.
    """
    return answer_once(session, tap, ("walk in", *asked), door, now, lambda: _registered(session, came, door, now))


def register_at_the_desk(session: Session, tap: str, came: WalkIn, door: Door, by: Person, now: datetime) -> Outcome:
    """Register a walk-in on the word of reception, who may name anybody of the house; else it is as at the kiosk.

    A form that is sent twice registers once. Raises NotAllowed, and OtherQuestion for a tap used otherwise before.
    """
    if not by.may(Permission.BOOK_FOR_OTHERS, door.site_id):
        raise NotAllowed
    asked = ("walk in at the desk", by.id, came.host, *(str(each) for each in vars(came.contact).values()))
    return answer_once(session, tap, asked, door, now, lambda: _registered(session, came, door, now, by))


def _registered(session: Session, came: WalkIn, door: Door, now: datetime, staff: Person | None = None) -> Outcome:
    site, by = session.get_one(Site, door.site_id), staff.id if staff else door.station
    asks_reception = came.host == RECEPTION or (staff is None and PURPOSES[came.purpose].asks_reception)
    if asks_reception:
        host = _receptionist(session, site.id)
    else:
        host = employee(session, came.host) if staff else listed_employee(session, site.id, came.host)
    if host is None or not came.has_wanted_answers:
        held = hold_unregistered(session, came.contact, door, now)
        return held or see_reception(session, door, now, ANSWERS if host else NOBODY_TO_ASK)
    booking = _booking(session, came, host, site, door, now)
    stay = _visit(session, booking, door, now, names_nobody=asks_reception)
    declare(session, stay.id, came.declared, now)
    if came.plate:
        noted = {"noted_at": now, "noted_by": by}
        session.add(Vehicle(guest_id=stay.guest_id, site_id=site.id, plate=came.plate, place="", **noted))
    give_names_back(session, site.id, door.station, came.search)
    if held := hold_walk_in(session, stay, door, now):
        return held
    about = About(site.id, host.id, booking.id, stay.id)
    asked = "reception" if asks_reception else "host"
    note(session, Kind.WalkInRegistered, about, at=now, by=by, asks=asked)
    give_waiting_code(session, stay, now)
    _ask(session, stay, by, now)
    return Asking(stay.id)


def go_on_with(session: Session, stay: Visit, now: datetime) -> None:
    """Have somebody asked for a walk-in who was held before, as it would have been done at the door."""
    stay.state = VisitState.ASKING
    forget_answer(stay)
    forget_asked(session, stay.id)
    if waiting_code(session, stay.id) is None:
        give_waiting_code(session, stay, now)
    _ask(session, stay, stay.station, now)


def _ask(session: Session, stay: Visit, by: str, now: datetime) -> None:
    if stay.names_nobody:
        ask_reception_for(session, stay, by, now)
        return
    policy = stay.booking.grade.door.badge_policy(stay.booking.site.code)
    ask_for(session, stay, by, now, prints_at_once=policy is BadgePolicy.AT_ONCE)


def _booking(session: Session, came: WalkIn, host: Employee, site: Site, door: Door, now: datetime) -> Booking:
    """Write the ad hoc booking that the host's word will approve (R6)."""
    starts, ends = window(now, site.hours.closing(site.hours.day_of(now)))
    wish = Wish(
        site_id=site.id,
        host_id=host.id,
        grade=site.walk_in_grade,
        kind=VisitKind.AD_HOC,
        purpose=PURPOSES[came.purpose].words,
        starts_at=starts,
        ends_at=ends,
        guests=(GuestWish(came.contact, is_leader=True),),
    )
    booking = write_booking(session, wish, door.station, State.WAITING, now)
    booking.host, booking.site, booking.grade = host, site, session.get_one(Grade, site.walk_in_grade)
    return booking


def _visit(session: Session, booking: Booking, door: Door, now: datetime, *, names_nobody: bool) -> Visit:
    (guest,) = booking.guests
    stay = Visit(
        booking=booking,
        booking_id=booking.id,
        guest=guest,
        guest_id=guest.id,
        site_id=door.site_id,
        host_id=booking.host_id,
        names_nobody=names_nobody,
        station=door.station,
        state=VisitState.ASKING,
        arrived_at=now,
    )
    session.add(stay)
    session.flush()
    return stay


def _receptionist(session: Session, site_id: str) -> Employee | None:
    """Return who stands for reception where a visitor names nobody: a receptionist of the site, else a manager.

    A booking has a host; that this one is asked by way of reception's screens is what the chain says.
    """
    wanted = (
        select(Employee)
        .join(Account, Account.employee_id == Employee.id)
        .join(Grant, Grant.account_id == Account.id)
        .where(Employee.left_at.is_(None), Account.disabled_at.is_(None), Employee.site_id == site_id)
        .where(Grant.role.in_((Role.RECEPTIONIST, Role.MANAGER)))
        .order_by(Grant.role.desc(), Employee.id)
        .limit(1)
    )
    return session.scalars(wanted).first()
