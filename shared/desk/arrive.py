"""Let a visitor in, or say why not: the straight line that everything else stands beside.

It is kept to few statements, in Core, since the visitor waits for it: claim the tap, read the guest,
write visit, badge, print job and notices, keep the answer; the logbook numbers its lines at the commit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert
from sqlalchemy.orm import Session

from shared.access.actions import remember_attempt
from shared.access.queries import is_over
from shared.access.rules import LOOK_UP_BY_STATION
from shared.badges.models import Badge
from shared.badges.queries import SUBJECT, badge_with_number, job_of
from shared.bookings.passes import Code, Read, read
from shared.companies.queries import also_reached_by
from shared.desk.asking import ask_host
from shared.desk.hold import hold_at_the_door
from shared.desk.let_in import badge_row as badge_row
from shared.desk.outcomes import Admitted, Door, Inside, Outcome, Refused, SeeReception
from shared.desk.referral import AT_THE_GATE, NO_SUCH_PERMIT, TOO_MANY_TRIES, WRONG_PHONE, code_for, see_reception
from shared.desk.taps import answer_once
from shared.gate.models import LaneGuest
from shared.kernel.database import INSERTS, table_of
from shared.kernel.ids import new_id
from shared.kernel.logbook import About, Kind, note
from shared.people.rules import is_at_work, is_away
from shared.printing.actions import ToPrint, print_job_row
from shared.printing.models import PrintJob
from shared.sites.rules import Hours
from shared.visits.models import Visit
from shared.visits.queries import Expectation, at_the_door_with_pass, at_the_door_with_permit, open_visit_of
from shared.visits.queries import visit as visit_with_id
from shared.visits.rules import Expected, Refusal, VisitState, admission

_VISIT = table_of(Visit)
_NEW_VISIT = {name: new(_VISIT).on_conflict_do_nothing().returning(_VISIT.c.id) for name, new in INSERTS.items()}
_NEW_BADGE = insert(table_of(Badge))
_NEW_JOB = insert(table_of(PrintJob))


@dataclass(frozen=True)
class Scan:
    """A pass that was read, by whatever reader."""

    tap: str
    text: str


@dataclass(frozen=True)
class LookUp:
    """A permit number and the last four digits of a phone, typed."""

    tap: str
    permit: str
    phone_tail: str


def arrive(session: Session, came: Scan | LookUp, door: Door, now: datetime) -> Outcome:
    """Let a visitor in, or say why not.

    A refusal is an answer, not an error: it is written in the logbook and committed like any other
    outcome. Nothing is printed or pushed from here. Raises OtherQuestion for a tap used otherwise before.
    """
    if isinstance(came, Scan):
        asked: tuple[str, ...] = ("arrive", came.text)
        return answer_once(session, came.tap, asked, door, now, lambda: _scanned(session, came.text, door, now))
    asked = ("look up", came.permit, came.phone_tail)
    return answer_once(session, came.tap, asked, door, now, lambda: _looked_up(session, came, door, now))


def _scanned(session: Session, text: str, door: Door, now: datetime) -> Outcome:
    code = read(text, door.pass_key)
    if not isinstance(code, Read):
        return _refuse(session, Refused(Refusal.FORGED if code.is_forged else Refusal.UNKNOWN), door, now)
    if code.code is Code.BADGE:
        return _badge_scanned(session, code, door, now)
    guest = at_the_door_with_pass(session, code.number)
    if guest is None:  # signed by us, yet not on the books: forgotten since (R29), or from a house with our key
        reason = Refusal.EXPIRED if code.expires_at <= now else Refusal.UNKNOWN
        return _refuse(session, Refused(reason, ended_at=code.expires_at), door, now)
    return _inside_or_admitted(session, guest, door, now)


def _badge_scanned(session: Session, code: Read, door: Door, now: datetime) -> Outcome:
    """A badge at the entrance: its wearer is inside and may leave, or has left."""
    badge = badge_with_number(session, code.number)
    visit = visit_with_id(session, badge.visit_id) if badge else None
    if badge is None or visit is None:
        return _refuse(session, Refused(Refusal.UNKNOWN), door, now)
    about = About(door.site_id, visit.host_id, visit.booking_id, visit.id)
    if badge.voided_at is not None:
        return _refuse(session, Refused(Refusal.CANCELLED), door, now, about)
    if visit.state not in (VisitState.INSIDE, VisitState.EXPIRED):
        return _refuse(session, Refused(Refusal.USED, used_at=visit.arrived_at), door, now, about)
    if visit.site_id != door.site_id:
        return _refuse(session, Refused(Refusal.WRONG_SITE), door, now, about)
    return Inside(visit.id)


def _inside_or_admitted(session: Session, guest: Expectation, door: Door, now: datetime) -> Outcome:
    if is_inside(guest, door):
        return Inside(guest.visit_id)
    expected = expected_of(guest, now)
    reason = admission(expected, door.site_id, now)
    if reason is Refusal.USED and guest.visit_state == VisitState.EXPIRED and guest.visit_site_id == door.site_id:
        return Inside(guest.visit_id)  # closing time found them inside: they may still sign out
    if reason:
        about = About(door.site_id, guest.host_id, guest.booking_id)
        return _refuse(session, _refused(reason, guest, expected), door, now, about)
    return admit_guest(session, guest, door, now)


def _looked_up(session: Session, typed: LookUp, door: Door, now: datetime) -> Outcome:
    """Every failure is the same answer: nobody learns whether a number exists, or whose phone ends how (R16).

    Beyond the limit nothing is found out, so nothing is counted: else honest visitors would keep the lock shut.
    """
    key = f"look-up at {door.site_id} {door.station}"
    over = is_over(session, key, LOOK_UP_BY_STATION, now)
    named = at_the_door_with_permit(session, typed.permit.strip().upper())
    guests = _with_phone(session, named, typed.phone_tail)
    guest = guests[0] if len(guests) == 1 and not over else None
    if guest is not None and is_inside(guest, door):
        return Inside(guest.visit_id)
    if guest is not None and admission(expected_of(guest, now), door.site_id, now) is None:
        return admit_guest(session, guest, door, now)
    if over:
        return see_reception(session, door, now, TOO_MANY_TRIES)
    remember_attempt(session, key, now)
    return _not_found(session, named, guests, door, now)


def _with_phone(session: Session, named: Sequence[Expectation], tail: str) -> list[Expectation]:
    """Return whose phone ends so; else whose file another one became part of, under which they may have been booked."""
    own = [guest for guest in named if (guest.phone or "")[-4:] == tail]
    if own or not named:
        return own
    others = also_reached_by(session, [guest.visitor_id for guest in named], tail)
    return [guest for guest in named if guest.visitor_id in others]


def _not_found(
    session: Session, named: Sequence[Expectation], guests: Sequence[Expectation], door: Door, now: datetime
) -> SeeReception:
    """Keep for the desk what a typed look-up failed at: the permit, the phone, or the guest's own booking."""
    if not named:
        return see_reception(session, door, now, NO_SUCH_PERMIT)
    if len(guests) != 1:
        return see_reception(session, door, now, WRONG_PHONE, booking_id=named[0].booking_id)
    (guest,) = guests
    reason = admission(expected_of(guest, now), door.site_id, now) or Refusal.UNKNOWN
    ids = {"booking_id": guest.booking_id, "guest_id": guest.guest_id}
    return see_reception(session, door, now, reason.value, **ids)


def is_inside(guest: Expectation, door: Door) -> bool:
    """Say whether a guest is in here now, wherever the booking has been moved to meanwhile."""
    return bool(guest.visit_state == VisitState.INSIDE and guest.visit_site_id == door.site_id)


def expected_of(guest: Expectation, now: datetime) -> Expected:
    """Return the facts by which a guest is let in or not."""
    return Expected(
        state=guest.state,
        site_id=guest.site_id,
        zone=guest.zone,
        starts_at=guest.starts_at,
        ends_at=guest.ends_at,
        early_by=timedelta(minutes=guest.early_minutes),
        pass_is_void=guest.voided_at is not None,
        was_here=guest.visit_id is not None and _is_today(guest.arrived_at, guest.zone, now),
    )


def _is_today(moment: datetime, zone: str, now: datetime) -> bool:
    hours = Hours(zone, {})
    return hours.day_of(moment) == hours.day_of(now)


def _refused(reason: Refusal, guest: Expectation, expected: Expected) -> Refused:
    if reason is Refusal.TOO_EARLY:
        return Refused(reason, opens_at=expected.opens_at, starts_at=guest.starts_at)
    if reason in (Refusal.TOO_LATE, Refusal.EXPIRED):
        return Refused(reason, ended_at=guest.ends_at)
    return Refused(reason, used_at=guest.arrived_at if reason is Refusal.USED else None)


def _refuse(session: Session, refused: Refused, door: Door, now: datetime, about: About | None = None) -> Refused:
    note(
        session,
        Kind.ArrivalRefused,
        about or About(door.site_id),
        at=now,
        by=door.station,
        reason=refused.reason.value,
    )
    booking = about.booking if about else None
    return replace(refused, code=code_for(session, door, now, refused.reason.value, booking_id=booking))


def admit_guest(
    session: Session,
    guest: Expectation,
    door: Door,
    now: datetime,
    by: str | None = None,
) -> Admitted | Inside | SeeReception:
    """Write the visit and all that follows from it; Inside if another door was quicker.

    Whom the gate holds or security has to look at first is sent to reception. `by` is who let them in, where that was
    not the station. Whose badge lies ready, whom somebody registered on the way in, gets that one and no other.
    """
    if guest.gate_stop:
        return see_reception(session, door, now, AT_THE_GATE, booking_id=guest.booking_id, guest_id=guest.guest_id)
    if guest.is_watched and (held := hold_at_the_door(session, guest, door, now)):
        return held
    visit, badge = new_id(), guest.ready_badge or new_id()
    about = About(door.site_id, guest.host_id, guest.booking_id, visit)
    connection = session.connection()
    row = _visit_row(visit, guest, door, now)
    if connection.execute(_NEW_VISIT[connection.dialect.name], row).one_or_none() is None:
        return Inside(_certain(open_visit_of(session, guest.guest_id)))
    number = {"number": guest.ready_number} if guest.ready_badge else {}
    connection.execute(_NEW_BADGE, badge_row(badge, visit, guest, now) | number)
    if guest.ready_badge:
        _takes_ready_badge(session, guest, visit, now)
    else:
        connection.execute(_NEW_JOB, print_job_row(ToPrint(door.site_id, door.station, about, SUBJECT, badge), now))
    note(session, Kind.VisitorArrived, about, at=now, by=by or door.station, badge=badge)
    ask_host(session, about, guest, by or door.station, now, host_is_away=_host_is_away(guest, now))
    return Admitted(visit, badge)


def _visit_row(visit: str, guest: Expectation, door: Door, now: datetime) -> dict[str, Any]:
    return {
        "id": visit,
        "booking_id": guest.booking_id,
        "guest_id": guest.guest_id,
        "site_id": door.site_id,
        "host_id": guest.host_id,
        "station": door.station,
        "state": VisitState.INSIDE.value,
        "arrived_at": now,
        "admitted_at": now,
    }


def _takes_ready_badge(session: Session, guest: Expectation, visit: str, now: datetime) -> None:
    """Let the badge that was printed ahead be this visit's, whichever door its guest came in by."""
    ready = session.get_one(LaneGuest, guest.guest_id)
    ready.came_at = now
    if job := job_of(session, ready.badge_id):
        job.about = job.about | {"visit": visit}


def _host_is_away(guest: Expectation, now: datetime) -> bool:
    there = now.astimezone(ZoneInfo(guest.zone))
    return is_away(guest.away_from, guest.away_until, there.date()) or not is_at_work(guest.works, there)


def _certain(visit_id: str | None) -> str:
    """The constraint that stopped the insert says that there is an open visit."""
    if visit_id is None:
        raise LookupError("a guest's open visit ended in the very moment of a second arrival: ask again")
    return visit_id
