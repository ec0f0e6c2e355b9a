"""Writing bookings: rows, permit numbers, passes. Who may do it, and who is told, is the desk's business."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from shared.bookings.models import Booking, BookingTerm, Guest, Pass, PermitCounter
from shared.bookings.passes import new_number
from shared.bookings.rules import GuestWish, State, Wish
from shared.companies.actions import know_visitor
from shared.kernel.names import normal
from shared.kernel.terms import company_terms_of, terms_of

_TERMS_AT_ONCE = 500


def write_booking(session: Session, wish: Wish, booked_by: str, state: State, now: datetime) -> Booking:
    """Add a booking with its guests; without permit and passes yet."""
    booking = Booking(booked_by=booked_by, state=State.WAITING, made_at=now)
    _fill(booking, wish)
    session.add(booking)
    session.flush()
    booking.guests = [_guest(session, booking, i, guest) for i, guest in enumerate(wish.guests)]
    session.flush()
    if state is State.APPROVED:
        grant_permit(session, booking, booked_by, now)
    index_terms(session, booking)
    return booking


def rewrite_booking(session: Session, booking: Booking, wish: Wish, now: datetime) -> list[Guest]:
    """Give a booking other contents; return the guests that are no longer invited, their passes void."""
    _forget_terms(session, booking)
    _fill(booking, wish)
    booking.changes += 1
    gone = list(booking.guests)
    for position, invited in enumerate(wish.guests):
        visitor = know_visitor(session, invited.contact, wish.ends_at)
        guest = next((each for each in gone if each.visitor_id == visitor.id), None)
        if guest is not None:
            gone.remove(guest)
        else:
            guest = Guest(booking_id=booking.id, visitor=visitor, visitor_id=visitor.id)
            booking.guests.append(guest)
        guest.position, guest.is_leader = position, invited.is_leader
    for guest in gone:
        guest.uninvited_at = now
    session.flush()
    void_passes(session, gone, now)
    session.expire(booking, ["guests"])
    index_terms(session, booking)
    return gone


def grant_permit(session: Session, booking: Booking, by: str, now: datetime) -> None:
    """Approve: a permit number, which stays the same if there was one, and a pass for each guest (R8)."""
    booking.permit = booking.permit or _next_permit(session, booking)
    booking.state, booking.decided_by, booking.decided_at, booking.reason = State.APPROVED, by, now, None
    void_passes(session, booking.guests, now)
    session.flush()
    session.add_all(
        Pass(number=new_number(), guest_id=guest.id, issued_at=now, expires_at=_pass_expiry(booking))
        for guest in booking.guests
    )
    session.flush()


def withhold_permit(booking: Booking, state: State, by: str, reason: str | None, now: datetime) -> None:
    """Reject, send back, cancel or put back to waiting.

    The passes stay as they are: the door reads the booking's state, so that it can say why it stays closed.
    """
    booking.state, booking.decided_by, booking.decided_at, booking.reason = state, by, now, reason


def void_passes(session: Session, guests: Sequence[Guest], now: datetime) -> None:
    """Make every pass of these guests void."""
    ids = [guest.id for guest in guests]
    session.execute(update(Pass).where(Pass.guest_id.in_(ids), Pass.voided_at.is_(None)).values(voided_at=now))
    for guest in guests:
        session.expire(guest, ["passes"])


def index_terms(session: Session, booking: Booking) -> None:
    """Write the terms under which a booking is found: guests, their companies, its permit number."""
    rows = [
        {"site_id": booking.site_id, "term": term, "starts_at": booking.starts_at, "booking_id": booking.id}
        for term in _terms(booking)
    ]
    if rows:  # a name of one letter has no terms
        dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
        session.execute(dialect.insert(BookingTerm).on_conflict_do_nothing(), rows)


def _forget_terms(session: Session, booking: Booking) -> None:
    """Take a booking's terms away, before anything that they are made of changes.

    They are named one by one: an index by booking would be as large as the table, and of no other use.
    """
    lies = (BookingTerm.site_id == booking.site_id, BookingTerm.starts_at == booking.starts_at)
    taken = delete(BookingTerm).where(*lies, BookingTerm.booking_id == booking.id)
    terms = _terms(booking)
    for start in range(0, len(terms), _TERMS_AT_ONCE):
        some = taken.where(BookingTerm.term.in_(terms[start : start + _TERMS_AT_ONCE]))
        session.execute(some.execution_options(synchronize_session=False))


def _terms(booking: Booking) -> list[str]:
    terms = set(_permit_terms(booking.permit))
    for guest in booking.guests:
        terms |= terms_of(guest.visitor.name) | company_terms_of(guest.visitor.company.name)
    return sorted(terms)


def _fill(booking: Booking, wish: Wish) -> None:
    booking.site_id, booking.host_id, booking.grade_letter = wish.site_id, wish.host_id, wish.grade
    booking.kind, booking.purpose, booking.area = wish.kind, wish.purpose, wish.area
    booking.starts_at, booking.ends_at = wish.starts_at, wish.ends_at
    booking.photos_allowed = wish.photos_allowed


def _guest(session: Session, booking: Booking, position: int, wish: GuestWish) -> Guest:
    visitor = know_visitor(session, wish.contact, booking.ends_at)
    return Guest(
        booking_id=booking.id, visitor=visitor, visitor_id=visitor.id, position=position, is_leader=wish.is_leader
    )


def _permit_terms(permit: str | None) -> Iterable[str]:
    """Return the number whole, its day, and day with number: `xk261123042`, `xk261123`, `1123042`."""
    if permit is None:
        return ()
    whole = normal(permit)
    return whole, whole[:-3], whole[-7:]


def _pass_expiry(booking: Booking) -> datetime:
    """Return the end of the window's last day at the site: extending a visit that day needs no new pass."""
    hours = booking.site.hours
    return hours.day_bounds(hours.day_of(booking.ends_at))[1]


def _next_permit(session: Session, booking: Booking) -> str:
    """Return the next number of the day that the visit starts, such as XK26-1123-042."""
    day = booking.site.hours.day_of(booking.starts_at).strftime(f"{booking.site.permit_prefix}%y-%m%d")
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    first = dialect.insert(PermitCounter).values(day=day, last=1)
    counted = first.on_conflict_do_update(index_elements=["day"], set_={"last": PermitCounter.last + 1})
    number = session.execute(counted.returning(PermitCounter.last)).scalar_one()
    return f"{day}-{number:03d}"
