"""Change a booking: what the approver didn't see has to be approved again."""

from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.rules import Person
from shared.bookings.actions import rewrite_booking, withhold_permit
from shared.bookings.models import Booking
from shared.bookings.more import More
from shared.bookings.queries import booking_in_hand
from shared.bookings.rules import (
    GuestWish,
    State,
    VisitKind,
    Wish,
    needs_new_approval,
)
from shared.companies.queries import contact_of
from shared.companies.rules import Contact
from shared.desk.ask_approval import ask_approval, stop_asking
from shared.desk.at_the_door import why_only_at_the_door
from shared.desk.book import check_may_book, checked, expect_vehicle
from shared.desk.cancel import may_change
from shared.desk.car_letters import tell_of_car_if_told
from shared.desk.grading import keep_choice
from shared.desk.hold import hold_booking
from shared.desk.letters import send_passes, take_back_passes, tell_host, untell_host
from shared.desk.outcomes import CHANGED, NotAllowed, OutOfTurn
from shared.desk.papers_due import remind_of_papers
from shared.desk.permit import issue_permit
from shared.desk.reception import reception_follows
from shared.desk.reserve import move_with, needs_of, reserve
from shared.desk.visit_notice import send_visit_notice, take_back_visit_notices
from shared.grades.chain import is_the_hosts
from shared.grades.queries import lead_time
from shared.grades.rules import lead_of
from shared.kernel.logbook import Kind, note
from shared.resources.rules import NOTHING, Needs

_CHANGEABLE = {State.WAITING, State.SENT_BACK, State.APPROVED}


def change(
    session: Session,
    booking_id: str,
    wish: Wish,
    by: Person,
    now: datetime,
    seen: int | None = None,
    needs: Needs | None = None,
) -> Booking:
    """Give a booking other contents.

    A change beyond what the approver saw puts it back to waiting, or approves it anew where booking approves (R6);
    either way earlier passes are void once new ones are issued, and who was told is told again.
    `seen` is how often the booking had been changed when the form was filled: nobody undoes what they never saw.
    `needs` are what it has reserved from now on instead of its own. Raises NotAllowed, OutOfTurn, WishRefused.
    """
    booking = _changeable(session, booking_id, by, seen)
    wish = wish.tidied()
    check_may_book(wish, by)
    site, host, grade = checked(session, wish, now)
    before, had = as_wish(booking), needs_of(session, booking)
    beyond = needs_new_approval(before, wish) or booking.state == State.SENT_BACK
    was_approved = booking.state == State.APPROVED
    uninvited = rewrite_booking(session, booking, wish, now)
    booking.site, booking.host, booking.grade = site, host, grade
    expect_vehicle(session, booking, before.more.plate, by.id, now)
    _have_reserved(session, booking, had, needs, before)
    _tell_of_car(session, booking, had, before, now)
    if beyond or wish.kind != before.kind:  # a word mended on the last day makes no late booking of a timely one (R5)
        _see_whether_urgent(session, booking, now)
    note(session, Kind.BookingChanged, booking.about, at=now, by=by.id, approval_needed=beyond)
    if wish.grade != before.grade:
        keep_choice(session, booking, wish, by.id, now, before=before.grade)
    if was_approved and uninvited:
        take_back_passes(session, booking, uninvited, now)
    if beyond:
        _ask_again(session, booking, was_approved, by, now)
    elif was_approved:
        _tell_again(session, booking, now)
    return booking


def _see_whether_urgent(session: Session, booking: Booking, now: datetime) -> None:
    ahead, grade = lead_time(session, booking.kind).ahead, booking.grade
    lead = lead_of(ahead, grade.lead_days, booking.starts_at, now, booking.site.hours)
    booking.is_urgent, booking.papers_due, booking.papers_filed_at = lead.is_urgent, lead.papers_due, None
    remind_of_papers(session, booking, now)


def _changeable(session: Session, booking_id: str, by: Person, seen: int | None) -> Booking:
    booking = booking_in_hand(session, booking_id)
    if booking is None or not may_change(booking, by):
        raise NotAllowed
    if booking.state not in _CHANGEABLE:
        raise OutOfTurn(f"booking_{booking.state}")
    if code := why_only_at_the_door(session, booking):
        raise OutOfTurn(code)
    if seen is not None and seen != booking.changes:
        raise OutOfTurn(CHANGED)
    return booking


def _have_reserved(
    session: Session,
    booking: Booking,
    had: Needs,
    needs: Needs | None,
    before: Wish,
) -> None:
    """Reserve what is needed now; where nothing of it changes, a room that a longer visit has in part is kept so."""
    window = before.starts_at, before.ends_at
    is_moved = (before.site_id, *window) != (booking.site_id, booking.starts_at, booking.ends_at)
    if not is_moved and (needs is None or needs.is_like(had)):
        return
    if needs is not None:
        reserve(session, booking, needs)
    elif had != NOTHING:
        move_with(session, booking, had, window)


def _tell_of_car(session: Session, booking: Booking, had: Needs, before: Wish, now: datetime) -> None:
    """Tell who was told of the visit's car where it is another ride now, or for others."""
    if had.ride is None:
        return
    if needs_of(session, booking).ride != had.ride or _who_rides(before) != _who_rides(as_wish(booking)):
        tell_of_car_if_told(session, booking, now)


def _who_rides(wish: Wish) -> tuple[str, int, Contact | None]:
    """Return what a driver reads of a visit beside the ride: for which host, how many guests, and whom to call."""
    leader = next((guest.contact for guest in wish.guests if guest.is_leader), None)
    return wish.host_id, len(wish.guests), leader


def _tell_again(session: Session, booking: Booking, now: datetime) -> None:
    """Tell everybody who was told before (R9)."""
    send_passes(session, booking, now)
    send_visit_notice(session, booking, now)
    tell_host(session, booking, now)


def _ask_again(session: Session, booking: Booking, was_approved: bool, by: Person, now: datetime) -> None:
    stop_asking(session, booking)
    approves_itself = is_the_hosts(booking.grade.steps) and by.is_host(booking.host_id)
    if approves_itself and not hold_booking(session, booking, now):
        issue_permit(session, booking, by.id, now)
        return
    withhold_permit(booking, State.WAITING, by.id, None, now)
    if not approves_itself:
        ask_approval(session, booking, now)
    if was_approved:
        take_back_passes(session, booking, booking.guests, now)
        take_back_visit_notices(session, booking, now)
        untell_host(session, booking, now)
    reception_follows(session, booking, by.id, now)


def as_wish(booking: Booking) -> Wish:
    """Return a booking as the wish that would make it."""
    guests = tuple(
        GuestWish(contact_of(guest.visitor), guest.is_leader, guest.visitor.title or "") for guest in booking.guests
    )
    return Wish(
        site_id=booking.site_id,
        host_id=booking.host_id,
        grade=booking.grade_letter,
        kind=VisitKind(booking.kind),
        purpose=booking.purpose,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        guests=guests,
        area=booking.area,
        photos_allowed=booking.photos_allowed,
        more=More.from_json(booking.more),
    )
