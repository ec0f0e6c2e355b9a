"""A group comes in behind its leader: each member is a visit and a badge of their own (R15).

The leader is let in by the scan, like anybody; then the leader says who is there. Whoever comes later has a pass of
their own, or the leader's is read again.
"""

import uuid
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from shared.access.rules import Permission, Person
from shared.badges.models import Badge
from shared.badges.queries import SUBJECT, job_of
from shared.bookings.models import Booking, Guest
from shared.bookings.queries import booking as booking_with_id
from shared.desk.arrive import expected_of
from shared.desk.asking import GATE, NEW_NOTICES
from shared.desk.gate_word import admit_expected
from shared.desk.hold import hold_at_the_door
from shared.desk.let_in import badge_row
from shared.desk.outcomes import Door, GroupAdmitted, NotAllowed, OutOfTurn, SeeReception
from shared.desk.referral import code_for
from shared.desk.taps import answer_once
from shared.gate.models import LaneGuest
from shared.gate.queries import ready_for
from shared.kernel.database import insert_into, table_of
from shared.kernel.ids import new_id
from shared.kernel.logbook import About, Kind, note
from shared.notices.rules import Urgency
from shared.printing.actions import ToPrint, print_job_row
from shared.printing.models import PrintJob
from shared.visits.models import Visit
from shared.visits.queries import Expectation, at_the_door_with_guests, visit, visits_of_booking
from shared.visits.rules import Refusal, VisitState, admission

AT_ONCE = 20
"""Members that one transaction lets in: it takes less than 50 ms, and a group of two hundred is ten of them."""

_INHERITED = ("answer", "answer_minutes", "answer_place", "answered_at", "answered_by", "receiver_id")
"""What the host has said already counts for who comes behind the leader."""
_NEW_BADGES = insert(table_of(Badge))
_NEW_JOBS = insert(table_of(PrintJob))

Transaction = Callable[[], AbstractContextManager[Session]]


def let_group_in(
    transaction: Transaction, tap: str, leader: str, guests: Sequence[str], door: Door, now: datetime
) -> GroupAdmitted | SeeReception:
    """Let the ticked members of a group in, portion by portion, behind the leader's visit.

    SeeReception if that visit leads no group here, or has ended. The same tap gets the same answer, and lets nobody in
    twice. Raises OtherQuestion for a tap used otherwise before.
    """
    came: list[str] = []
    for n, some in enumerate(_portions(guests)):
        with transaction() as session:
            answer = _portion_let_in(session, _tap_of_portion(tap, n), leader, some, door, now)
        if not isinstance(answer, GroupAdmitted):
            return answer
        came += answer.visits
    return GroupAdmitted(leader, tuple(came))


def let_members_in(
    transaction: Transaction, booking_id: str, guests: Sequence[str], door: Door, by: Person, now: datetime
) -> int:
    """Let members of a group in on the word of gate or reception; return how many came in by this.

    Whom the booking does not let in, or who is here already, is passed over: the page says who is left. Raises
    NotAllowed, and OutOfTurn for a booking that nobody may come in on.
    """
    came = 0
    for some in _portions(guests):
        with transaction() as session:
            booking = booking_with_id(session, booking_id)
            if booking is None or not by.may(Permission.CLOSE_VISIT, door.site_id) or booking.site_id != door.site_id:
                raise NotAllowed
            if booking.state != "approved":
                raise OutOfTurn(f"booking_{booking.state}")
            welcome = _welcome(session, booking_id, some, door, now)
            leader = _first_inside(session, booking)
            if leader is None and welcome:
                came += _first_of_all(session, welcome.pop(0), door, by, now)
                leader = _first_inside(session, booking)
            if leader is not None and welcome:
                came += len(_let_in(session, leader, welcome, door, by.id, now))
    return came


def _portions(guests: Sequence[str]) -> list[list[str]]:
    """Return the guests in portions, the same ones in whatever order they were ticked."""
    each = sorted(set(guests))
    return [each[start : start + AT_ONCE] for start in range(0, len(each), AT_ONCE)]


def _tap_of_portion(tap: str, n: int) -> str:
    return str(uuid.uuid5(uuid.UUID(tap), str(n)))


def _portion_let_in(
    session: Session, tap: str, leader: str, guests: list[str], door: Door, now: datetime
) -> GroupAdmitted | SeeReception:
    def let_in() -> GroupAdmitted | SeeReception:
        first = visit(session, leader)
        if first is None or not leads_here(first, door.site_id):
            return SeeReception(code_for(session, door, now, Refusal.UNKNOWN.value))
        welcome = _welcome(session, first.booking_id, guests, door, now)
        return GroupAdmitted(leader, tuple(_let_in(session, first, welcome, door, door.station, now)))

    answer = answer_once(session, tap, ("group", leader, *guests), door, now, let_in)
    assert isinstance(answer, GroupAdmitted | SeeReception)
    return answer


def leads_here(stay: Visit, site_id: str) -> bool:
    """Say whether this visit is that of a group's leader, who is inside here."""
    return stay.state == VisitState.INSIDE and stay.site_id == site_id and stay.guest.is_leader


def _first_inside(session: Session, booking: Booking) -> Visit | None:
    inside = [stay for stay in visits_of_booking(session, booking.id) if stay.state == VisitState.INSIDE]
    leading = [stay for stay in inside if stay.guest.is_leader]
    return next(iter(leading + inside), None)


def _first_of_all(session: Session, guest: Expectation, door: Door, by: Person, now: datetime) -> int:
    """Let in whom the host has to be asked for: nobody of this group is inside yet."""
    return int(admit_expected(session, session.get_one(Guest, guest.guest_id), door, by, now) is not None)


def _welcome(session: Session, booking_id: str, guests: Sequence[str], door: Door, now: datetime) -> list[Expectation]:
    """Return those of the guests who may come in now: who is inside, was here today, or is held, is passed over."""
    found = at_the_door_with_guests(session, booking_id, guests)
    return [
        guest
        for guest in found
        if guest.visit_state not in (VisitState.INSIDE, VisitState.ASKING)
        and not guest.gate_stop
        and admission(expected_of(guest, now), door.site_id, now) is None
        and not (guest.is_watched and hold_at_the_door(session, guest, door, now))
    ]


def _let_in(
    session: Session, leader: Visit, guests: Sequence[Expectation], door: Door, by: str, now: datetime
) -> list[str]:
    """Write visits, badges, print jobs and notices of these guests; return the visits, whoever was quicker left out."""
    if not guests:
        return []
    said = {name: getattr(leader, name) for name in _INHERITED}
    rows = [_visit_row(guest, door, now) | said for guest in guests]
    connection = session.connection()
    made = insert_into(session, Visit).on_conflict_do_nothing().returning(table_of(Visit).c.id)
    new = set(connection.execute(made, rows).scalars())
    by_guest = {guest.guest_id: guest for guest in guests}
    ready = ready_for(session, list(by_guest))
    badges, jobs, notices = [], [], []
    for row in (row for row in rows if row["id"] in new):
        about, guest = About(door.site_id, row["host_id"], row["booking_id"], row["id"]), by_guest[row["guest_id"]]
        if lane := ready.get(guest.guest_id):
            badges.append(_badge_that_lies_ready(session, lane, row["id"], guest, now))
        else:
            badges.append(badge_row(new_id(), row["id"], guest, now))
            jobs.append(print_job_row(ToPrint(door.site_id, door.station, about, SUBJECT, badges[-1]["id"]), now))
        badge = badges[-1]["id"]
        notices.append(_gate_notice(row["id"], about, now))
        note(session, Kind.VisitorArrived, about, at=now, by=by, badge=badge)
    if badges:
        connection.execute(_NEW_BADGES, badges)
        connection.execute(NEW_NOTICES, notices)
    if jobs:
        connection.execute(_NEW_JOBS, jobs)
    return [row["id"] for row in rows if row["id"] in new]


def _badge_that_lies_ready(
    session: Session, lane: LaneGuest, visit_id: str, guest: Expectation, now: datetime
) -> dict[str, Any]:
    """One badge each: who was registered for has theirs already (绿色通道)."""
    lane.came_at = now
    job = job_of(session, lane.badge_id)
    if job is not None:
        job.about = job.about | {"visit": visit_id}
    return badge_row(lane.badge_id, visit_id, guest, now) | {"number": lane.number}


def _visit_row(guest: Expectation, door: Door, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "booking_id": guest.booking_id,
        "guest_id": guest.guest_id,
        "site_id": door.site_id,
        "host_id": guest.host_id,
        "station": door.station,
        "state": VisitState.INSIDE.value,
        "arrived_at": now,
        "admitted_at": now,
    }


def _gate_notice(visit_id: str, about: About, now: datetime) -> dict[str, Any]:
    """The host was told of the group with its leader: only the gate's screen still has to show who else came."""
    return {
        "id": new_id(),
        "topic": GATE,
        "subject_id": visit_id,
        "employee_id": None,
        "role": "gate",
        "about": about.as_json(),
        "facts": {},
        "state": "waiting",
        "attempts": 0,
        "urgency": Urgency.NOW.value,
        "asked_at": now,
        "due_at": None,
    }
