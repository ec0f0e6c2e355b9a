"""Extend a visit's window on its day (R12): whoever overstays a little, or comes after the end, needs no new permit."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from shared.access.rules import Permission, Person
from shared.bookings.models import Booking
from shared.bookings.queries import booking_in_hand
from shared.bookings.rules import State
from shared.companies.actions import keep_for_visit
from shared.companies.rules import KEPT_AFTER_LAST_VISIT
from shared.desk.keep_longer import Short, keep_longer
from shared.desk.letters import tell_of_longer
from shared.desk.outcomes import NotAllowed, OutOfTurn
from shared.desk.reception import visit_lasts_longer
from shared.desk.visit_notice import send_visit_notice
from shared.kernel.logbook import Kind, note

BY = (timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2))
"""What the desk may add with one press."""


@dataclass(frozen=True)
class Longer:
    """A visit that lasts longer, and what it has reserved and can't have for as long."""

    booking: Booking
    short: list[Short]


def has_its_day_begun(booking: Booking, now: datetime) -> bool:
    """Say whether a visit may be extended by now: before its day whoever decides on it has the word (R6)."""
    hours = booking.site.hours
    return now >= hours.day_bounds(hours.day_of(booking.starts_at))[0]


def extend(session: Session, booking_id: str, by_time: timedelta, by: Person, now: datetime) -> Longer:
    """Let an approved visit end later, from its day on: counted from its end, or from now where that is over.

    It ends by the site's midnight at the latest, as its passes do; its rooms, equipment and car go along as far as
    they are free. Raises NotAllowed and OutOfTurn.
    """
    booking = booking_in_hand(session, booking_id)
    if booking is None or not by.may(Permission.BOOK_FOR_OTHERS, booking.site_id):
        raise NotAllowed
    if booking.state != State.APPROVED:
        raise OutOfTurn(f"booking_{booking.state}")
    hours = booking.site.hours
    midnight = hours.day_bounds(hours.day_of(booking.ends_at - timedelta(microseconds=1)))[1]
    if not has_its_day_begun(booking, now):
        raise OutOfTurn("day_ahead")
    ends_at = min(max(booking.ends_at, now) + by_time, midnight)
    if now >= midnight:
        raise OutOfTurn("booking_over")
    before, booking.ends_at, booking.turnout = booking.ends_at, ends_at, None
    booking.forget_at = ends_at + KEPT_AFTER_LAST_VISIT
    for guest in booking.guests:
        keep_for_visit(guest.visitor, ends_at)
    booking.changes += 1  # a calendar takes another end only as something newer
    tell_of_longer(session, booking, now)
    send_visit_notice(session, booking, now)
    visit_lasts_longer(session, booking, now)
    short = keep_longer(session, booking, before, now)
    note(session, Kind.WindowExtended, booking.about, at=now, by=by.id, until=ends_at.isoformat())
    return Longer(booking, short)
