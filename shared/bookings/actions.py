"""Writing bookings: rows, permit numbers, passes. Who may do it, and who is told, is the desk's business."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from shared.bookings.models import Booking, Guest, Pass, PermitCounter
from shared.bookings.passes import new_number
from shared.bookings.rules import LONGEST_NAME, GuestWish, State, Wish, nights_of
from shared.bookings.terms import move_terms, permit_terms, place_of, take_terms, terms_of_booking, write_terms
from shared.companies.actions import keep_all_for_visit, know_visitors, new_visitor, reach_by
from shared.companies.models import Visitor
from shared.companies.queries import contact_of
from shared.companies.rules import KEPT_AFTER_LAST_VISIT, Contact, identity
from shared.kernel.database import insert_into
from shared.kernel.likeness import name_keys
from shared.kernel.listed import rows_of
from shared.kernel.many import write_all
from shared.kernel.terms import company_terms_of, terms_of
from shared.sites.models import Site


def write_booking(session: Session, wish: Wish, booked_by: str, state: State, now: datetime) -> Booking:
    """Add a booking with its guests; without permit and passes yet."""
    booking = Booking(booked_by=booked_by, state=State.WAITING, made_at=now)
    _fill(session, booking, wish)
    session.add(booking)
    session.flush()
    set_committed_value(booking, "guests", _guests(session, booking, list(enumerate(wish.guests))))
    if state is State.APPROVED:
        grant_permit(session, booking, booked_by, now)
    write_terms(session, place_of(booking), terms_of_booking(booking))
    return booking


def rewrite_booking(session: Session, booking: Booking, wish: Wish, now: datetime) -> list[Guest]:
    """Give a booking other contents; return the guests that are no longer invited, their passes void."""
    place, terms = place_of(booking), terms_of_booking(booking)
    _fill(session, booking, wish)
    booking.changes += 1
    _mend_contacts(session, booking, wish)
    known = _by_identity(booking.guests)
    newcomers, staying = [], []
    for position, invited in enumerate(wish.guests):
        same = known[identity(invited.contact)]
        if not same:
            newcomers.append((position, invited))
            continue
        guest = same.pop(0)
        guest.position, guest.is_leader = position, invited.is_leader
        _name_title(guest.visitor, invited.title)
        staying.append(guest)
    gone = [guest for left_over in known.values() for guest in left_over]
    keep_all_for_visit(session, [guest.visitor for guest in staying], wish.ends_at)
    staying += _guests(session, booking, newcomers)
    set_committed_value(booking, "guests", sorted(staying, key=lambda guest: guest.position))
    for guest in gone:
        guest.uninvited_at = now
    void_passes(session, gone, now)
    move_terms(session, booking, place, terms)
    return gone


def grant_permit(session: Session, booking: Booking, by: str, now: datetime) -> None:
    """Approve: a permit number, which stays the same if there was one, and a pass for each guest (R8)."""
    booking.permit = booking.permit or _next_permit(session, booking)
    booking.state, booking.decided_by, booking.decided_at, booking.reason = State.APPROVED, by, now, None
    void_passes(session, booking.guests, now)
    expires_at = _pass_expiry(booking)
    numbered = [{"number": new_number(), "guest_id": guest.id} for guest in booking.guests]
    issued = write_all(session, Pass, [row | {"issued_at": now, "expires_at": expires_at} for row in numbered])
    for guest, each in zip(booking.guests, issued, strict=True):
        set_committed_value(guest, "passes", [*guest.passes, each])


def withhold_permit(booking: Booking, state: State, by: str, reason: str | None, now: datetime) -> None:
    """Reject, send back, cancel or put back to waiting.

    The passes stay as they are: the door reads the booking's state, so that it can say why it stays closed.
    """
    booking.state, booking.decided_by, booking.decided_at, booking.reason = state, by, now, reason


def void_passes(session: Session, guests: Sequence[Guest], now: datetime) -> None:
    """Make every pass of these guests void, at once: a guest may hold only one that is not."""
    session.flush()
    valid = [each for guest in guests for each in guest.passes if each.voided_at is None]
    if not valid:
        return
    theirs = Pass.number.in_(select(rows_of(each.number for each in valid).c.value))
    session.execute(update(Pass).where(theirs).values(voided_at=now).execution_options(synchronize_session=False))
    for each in valid:
        set_committed_value(each, "voided_at", now)


def index_permit(session: Session, booking: Booking) -> None:
    """Write the terms of a booking's permit number; those of its guests stand since it was booked."""
    write_terms(session, place_of(booking), permit_terms(booking.permit))


def forget_terms(session: Session, booking: Booking, former_names: Iterable[str] = ()) -> None:
    """Take a booking's terms away, before anything that they are made of changes.

    They are named one by one: an index by booking would be as large as the table, and of no other use. `former_names`
    are those of files that have become part of its guests' since.
    """
    take_terms(session, place_of(booking), terms_of_booking(booking).union(*map(terms_of, former_names)))


def think_of_terms(guests: Iterable[tuple[str, str]]) -> None:
    """Work out beforehand under what names and companies of guests will be found, and are alike; it is remembered.

    To be called before the transaction: for a group of two hundred it takes a tenth of a second, in which nobody
    else could write.
    """
    for name, company in guests:
        if max(len(name), len(company)) <= LONGEST_NAME:  # longer ones are about to be refused
            terms_of(name.strip())
            name_keys(name.strip())
            company_terms_of(company.strip())


def _fill(session: Session, booking: Booking, wish: Wish) -> None:
    booking.site_id, booking.host_id, booking.grade_letter = wish.site_id, wish.host_id, wish.grade
    booking.kind, booking.purpose, booking.area = wish.kind, wish.purpose, wish.area
    booking.starts_at, booking.ends_at = wish.starts_at, wish.ends_at
    booking.photos_allowed, booking.turnout, booking.more = wish.photos_allowed, None, wish.more.as_json()
    booking.nights = nights_of(wish.starts_at, wish.ends_at, session.get_one(Site, wish.site_id).tz)
    booking.kept_for, booking.forget_at = "visit", wish.ends_at + KEPT_AFTER_LAST_VISIT


def _guests(session: Session, booking: Booking, invited: Sequence[tuple[int, GuestWish]]) -> list[Guest]:
    """Write down who is invited, in few statements."""
    visitors = know_visitors(session, [wish.contact for _, wish in invited], booking.ends_at) if invited else {}
    for _, wish in invited:
        _name_title(visitors[wish.contact], wish.title)
    rows = [
        {
            "booking_id": booking.id,
            "visitor_id": visitors[wish.contact].id,
            "position": position,
            "is_leader": wish.is_leader,
        }
        for position, wish in invited
    ]
    guests = write_all(session, Guest, rows)
    for guest, (_, wish) in zip(guests, invited, strict=True):
        for name, known in (("booking", booking), ("visitor", visitors[wish.contact]), ("passes", [])):
            set_committed_value(guest, name, known)
    return guests


def _name_title(visitor: Visitor, title: str) -> None:
    if title and title != visitor.title:
        visitor.title = title


def _mend_contacts(session: Session, booking: Booking, wish: Wish) -> None:
    """Give guests who stay, with another phone or e-mail, the contact that is wished for them now.

    The guest stays the same one, also in the middle of a visit. Where other bookings know the visitor by the old
    contact, theirs stays: who books a visit must not be able to turn somebody else's passes to another address.
    """
    wished = {identity(guest.contact) for guest in wish.guests}
    known = _by_identity(booking.guests)
    leaving = [guest for who, guests in known.items() if who not in wished for guest in guests]
    for contact in (guest.contact for guest in wish.guests if identity(guest.contact) not in known):
        guest = next((each for each in leaving if _has_name(each.visitor, contact)), None)
        if guest is not None:
            leaving.remove(guest)
            _mend_contact(session, guest, contact)


def _mend_contact(session: Session, guest: Guest, contact: Contact) -> None:
    visitor = guest.visitor
    others = select(Guest.id).where(Guest.visitor_id == visitor.id, Guest.id != guest.id).limit(1)
    if session.scalars(others).first() is not None:
        guest.visitor = visitor = new_visitor(contact, visitor.company)
    reach_by(visitor, contact.phone, contact.email)


def _by_identity(guests: Sequence[Guest]) -> defaultdict[tuple[str | None, ...], list[Guest]]:
    """Return guests by who they are: several people of one name may share the group's phone."""
    known: defaultdict[tuple[str | None, ...], list[Guest]] = defaultdict(list)
    for guest in guests:
        known[identity(contact_of(guest.visitor))].append(guest)
    return known


def _has_name(visitor: Visitor, contact: Contact) -> bool:
    return identity(contact_of(visitor))[:2] == identity(contact)[:2]


def _pass_expiry(booking: Booking) -> datetime:
    """Return the end of the window's last day at the site: extending a visit that day needs no new pass."""
    hours = booking.site.hours
    last_moment = booking.ends_at - timedelta(microseconds=1)  # a window until midnight ends on the day before
    return hours.day_bounds(hours.day_of(last_moment))[1]


def _next_permit(session: Session, booking: Booking) -> str:
    """Return the next number of the day that the visit starts, such as XK26-1123-042."""
    day = booking.site.hours.day_of(booking.starts_at).strftime(f"{booking.site.permit_prefix}%y-%m%d")
    first = insert_into(session, PermitCounter).values(day=day, last=1)
    counted = first.on_conflict_do_update(index_elements=["day"], set_={"last": PermitCounter.last + 1})
    number = session.execute(counted.returning(PermitCounter.last)).scalar_one()
    return f"{day}-{number:03d}"
