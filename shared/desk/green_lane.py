"""The green lane (绿色通道): somebody registers for a guest on the way in, and the badge lies ready (R12)."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.rules import Permission, Person
from shared.badges.queries import SUBJECT
from shared.bookings.actions import write_booking
from shared.bookings.models import Booking
from shared.bookings.rules import Problem, State, VisitKind, Wish, WishRefused
from shared.desk.book import checked
from shared.desk.gate_word import admit_expected
from shared.desk.hold import hold_booking
from shared.desk.outcomes import Door, NotAllowed
from shared.desk.papers_due import remind_of_papers
from shared.desk.permit import issue_permit
from shared.devices.queries import station_with_code
from shared.gate.actions import make_ready, write_vehicle
from shared.gate.rules import Identification, problem_with_text
from shared.grades.queries import lead_time
from shared.grades.rules import lead_of
from shared.kernel.logbook import Kind, note
from shared.kernel.plates import LONGEST_PLATE, tidy_plate
from shared.printing.actions import ToPrint, ask_for_print

HOSTS_MAY = frozenset({"A", "B"})
"""Whom a host may register on the way in; any other guest of theirs is booked, or asked for at the door."""


@dataclass(frozen=True)
class OnTheWay:
    """A guest, or a party, for whom somebody registers."""

    wish: Wish
    station: str
    """Where the badge is to lie ready."""
    plate: str = ""


def register_guest(session: Session, coming: OnTheWay, by: Person, now: datetime) -> Booking:
    """Book and approve a visit in one breath, and have its badges printed where the guest comes in.

    Whom a host registers the host accepts; reception does so in the host's place (R6, R12). The papers follow (R5).
    Who is like an entry of the watchlist waits for a person, as anywhere. Raises NotAllowed and WishRefused.
    """
    wish = _ad_hoc(coming.wish)
    _check_may_register(wish, by)
    booking = _booked(session, wish, coming, by, now)
    if hold_booking(session, booking, now):
        return booking
    issue_permit(session, booking, by.id, now)
    for guest in booking.guests:
        ready = make_ready(session, guest, booking, coming.station, by.id, now)
        about = booking.about
        ask_for_print(session, ToPrint(booking.site_id, coming.station, about, SUBJECT, ready.badge_id), now)
        note(session, Kind.GuestRegistered, about, at=now, by=by.id, guest=guest.id, station=coming.station)
    return booking


def admit_officials(
    session: Session, coming: OnTheWay, shown: Identification, door: Door, by: Person, now: datetime
) -> Booking:
    """Let officials on an inspection in who have shown identification: with security's leave, and on record (R12).

    Their host is whoever receives them. Who is like an entry of the watchlist waits for a person, as anywhere: then
    the booking is not approved, and nobody comes in. Raises NotAllowed and WishRefused.
    """
    wish = _ad_hoc(coming.wish)
    if not by.may(Permission.ADMIT_OFFICIALS, wish.site_id):
        raise NotAllowed
    booking = _booked(session, wish, coming, by, now)
    if hold_booking(session, booking, now):
        return booking
    issue_permit(session, booking, by.id, now)
    people = 0
    for guest in booking.guests:
        ready = make_ready(session, guest, booking, coming.station, by.id, now, shown)
        visit = admit_expected(session, guest, door, by, now)
        if visit is None:
            continue
        people += 1
        about = replace(booking.about, visit=visit)
        ask_for_print(session, ToPrint(booking.site_id, coming.station, about, SUBJECT, ready.badge_id), now)
    facts = {"identification": shown.value, "people": people}
    note(session, Kind.OfficialsAdmitted, booking.about, at=now, by=by.id, **facts)
    return booking


def _booked(session: Session, wish: Wish, coming: OnTheWay, by: Person, now: datetime) -> Booking:
    site, _, grade = checked(session, wish, now)
    problems = []
    if station_with_code(session, site.id, coming.station) is None:
        problems.append(Problem("station", "unknown"))
    plate = tidy_plate(coming.plate)
    if trouble := problem_with_text(plate, LONGEST_PLATE):
        problems.append(Problem("plate", trouble))
    if problems:
        raise WishRefused(problems)
    booking = write_booking(session, wish, by.id, State.WAITING, now)
    lead = lead_of(lead_time(session, wish.kind).ahead, grade.lead_days, wish.starts_at, now, site.hours)
    booking.is_urgent, booking.papers_due = lead.is_urgent, lead.papers_due
    remind_of_papers(session, booking, now)
    facts = {"state": State.WAITING.value, "urgent": booking.is_urgent}
    note(session, Kind.BookingMade, booking.about, at=now, by=by.id, **facts)
    if plate:
        leader = next(guest for guest in booking.guests if guest.is_leader)
        write_vehicle(session, leader.id, site.id, plate, "", by.id, now)
    return booking


def _ad_hoc(wish: Wish) -> Wish:
    tidy = wish.tidied()
    return Wish(**{**vars(tidy), "kind": VisitKind.AD_HOC})


def _check_may_register(wish: Wish, by: Person) -> None:
    if by.may(Permission.BOOK_FOR_OTHERS, wish.site_id) and by.may(Permission.REGISTER_GUEST, wish.site_id):
        return
    if not (by.is_host(wish.host_id) and by.may(Permission.REGISTER_GUEST, wish.site_id)):
        raise NotAllowed
    if wish.grade not in HOSTS_MAY:
        raise WishRefused([Problem("grade", "not_one_of")])
