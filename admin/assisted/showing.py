"""Somebody at the desk as plain facts: how it stands, and what can be done."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.asking import language, me
from admin.dates import clock, window
from admin.speech import _
from admin.waiting import still_waits
from admin.wording import BOOKING, REFERRAL, VISIT, Said, whom_they_see
from shared.access.rules import Permission
from shared.badges.queries import job_of, newest_badges
from shared.bookings.models import Booking, Guest
from shared.bookings.rules import State
from shared.desk.arrive import expected_of
from shared.desk.extend import has_its_day_begun
from shared.desk.gate_word import GATE_MAY_OVERLOOK
from shared.desk.hold import is_held
from shared.desk.messages import MAY_STILL_WRITE
from shared.desk.take_photo import photos_owed
from shared.screening.models import Referral
from shared.sites.models import Site
from shared.visits.models import Visit
from shared.visits.queries import at_the_door_with_guests
from shared.visits.rules import ACCEPTED, OPEN, Refusal, VisitState, admission
from shared.visits.waiting import codes_of
from shared.web.host_line import Known, host_line, known_of


@dataclass(frozen=True)
class Person:
    """One who may stand at the desk."""

    guest: str
    name: str
    company: str
    host: str
    grade: str
    window: str
    permit: str
    said: Said
    why: str
    """Why the kiosk would not let them in now; empty where it would."""
    booking: str
    visit: str
    job: str
    """The print job of the newest badge, where there is one."""
    can_admit: bool
    can_leave: bool
    can_extend: bool
    stay: str
    """The latest visit, whose page says how it stands; empty for who has not come."""
    can_write: bool
    """Whether a message can be left for the host."""
    is_waiting: bool
    """Whether they wait for the host, so that something to drink may be asked for."""
    can_withdraw: bool
    has_left: bool
    """Whether they have left, so that they may be asked how it was."""
    leads_group: bool
    """Whether others come with them, who are ticked on a page of its own."""
    waiting_code: str
    """By which they follow the answer at any kiosk of the site; empty for who has none now."""
    screen: str
    """What their own screen says of the host while they wait; empty for who does not."""
    owes_photo: bool
    """Whether the grade asks a photo that nobody has taken yet."""


@dataclass(frozen=True)
class _Beside:
    """What is read of all who are shown at once, by visit."""

    badges: Mapping[str, str]
    codes: Mapping[str, str]
    known: Mapping[str, Known]
    owe_photo: Collection[str]


def people_shown(rows: Session, site: Site, guests: Sequence[Guest], now: datetime) -> list[Person]:
    """Return each guest with how it stands."""
    stays = _latest_visits(rows, [guest.id for guest in guests])
    ids = [stay.id for stay in stays.values()]
    beside = _Beside(
        badges=newest_badges(rows, ids),
        codes=codes_of(rows, ids, now),
        known=known_of(rows, [stay for stay in stays.values() if _follows(stay, now)]),
        owe_photo=photos_owed(rows, list(stays.values())),
    )
    return [_shown(rows, site, guest, stays.get(guest.id), beside, now) for guest in guests]


def told_of(sent: Referral, site: Site) -> str:
    """Return what the kiosk's screen was about, in words for the desk."""
    reason = REFERRAL[sent.reason]
    return _("%(time)s at %(station)s: %(reason)s", time=clock(sent.at, site.tz), station=sent.station, reason=reason)


def _shown(rows: Session, site: Site, guest: Guest, stay: Visit | None, beside: _Beside, now: datetime) -> Person:
    booking, said = guest.booking, language()
    is_here = stay is not None and stay.state in (VisitState.INSIDE, VisitState.EXPIRED)
    job = job_of(rows, beside.badges[stay.id]) if stay is not None and stay.id in beside.badges else None
    code = beside.codes.get(stay.id, "") if stay is not None else ""
    refusal = None if is_here else _refusal(rows, guest, site, now)
    held = not is_here and is_held(rows, [guest.visitor_id], now)
    return Person(
        guest=guest.id,
        name=guest.visitor.name,
        company=guest.visitor.company.name,
        host=whom_they_see(stay) if stay else booking.host.named(said),
        grade=booking.grade_letter,
        window=window(booking.starts_at, booking.ends_at, site.tz, now),
        permit=booking.permit or "",
        said=_state(guest, stay, held=held),
        why=_why(refusal, stay, held=held),
        booking=booking.id,
        visit=stay.id if is_here and stay else "",
        job=job.id if job is not None and stay is not None and stay.state == VisitState.INSIDE else "",
        can_admit=_can_admit(guest, stay, refusal) and not held and not is_here,
        can_leave=is_here,
        can_extend=_can_extend(booking, now),
        stay=stay.id if stay else "",
        can_write=stay is not None and stay.state in MAY_STILL_WRITE,
        is_waiting=stay is not None and _waits(stay),
        can_withdraw=stay is not None and stay.state == VisitState.ASKING,
        has_left=stay is not None and stay.state == VisitState.LEFT,
        leads_group=guest.is_leader and len(booking.guests) > 1 and booking.state == State.APPROVED,
        waiting_code=f"{code[:3]} {code[3:]}".strip(),
        screen=_screen(rows, stay, beside, now) if stay is not None and _follows(stay, now) else "",
        owes_photo=stay is not None and stay.id in beside.owe_photo,
    )


def _can_extend(booking: Booking, now: datetime) -> bool:
    may = booking.state == State.APPROVED and me().may(Permission.BOOK_FOR_OTHERS, booking.site_id)
    return may and has_its_day_begun(booking, now)


def _waits(stay: Visit) -> bool:
    return stay.state in OPEN and stay.answer not in ACCEPTED


def _follows(stay: Visit, now: datetime) -> bool:
    """Say whether somebody is likely to look at their own screen, for an answer."""
    return stay.state == VisitState.ASKING or still_waits(stay, now)


def _screen(rows: Session, stay: Visit, beside: _Beside, now: datetime) -> str:
    return host_line(rows, stay, language(), now, beside.known[stay.id])


def _state(guest: Guest, stay: Visit | None, *, held: bool) -> Said:
    if held and me().may(Permission.SEE_HOLDS, guest.booking.site_id):
        return Said("stop", _("Hold: ask security"))
    if stay is not None:
        return VISIT[VisitState(stay.state)]
    if guest.booking.state == State.APPROVED:
        return Said("off", _("Not arrived"))
    return BOOKING[State(guest.booking.state)]


def _why(refusal: Refusal | None, stay: Visit | None, *, held: bool) -> str:
    if held or refusal is None or (stay is not None and stay.state == VisitState.ASKING):
        return ""
    return str(REFERRAL[refusal])


def _can_admit(guest: Guest, stay: Visit | None, refusal: Refusal | None) -> bool:
    if not me().may(Permission.ADMIT, guest.booking.site_id):
        return False
    return (stay is not None and stay.state == VisitState.ASKING) or refusal is None or refusal in GATE_MAY_OVERLOOK


def _refusal(rows: Session, guest: Guest, site: Site, now: datetime) -> Refusal | None:
    """Return why the kiosk would not let a guest in; who has no pass has no approval."""
    expected = next(iter(at_the_door_with_guests(rows, guest.booking_id, [guest.id])), None)
    if expected is None:
        return Refusal.CANCELLED if guest.booking.state == State.CANCELLED else Refusal.NOT_APPROVED
    return admission(expected_of(expected, now), site.id, now)


def _latest_visits(rows: Session, guests: Sequence[str]) -> dict[str, Visit]:
    if not guests:
        return {}
    wanted = select(Visit).where(Visit.guest_id.in_(guests)).order_by(Visit.arrived_at, Visit.id)
    return {stay.guest_id: stay for stay in rows.scalars(wanted)}
