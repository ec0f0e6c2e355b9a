"""The calendar entry of a visit (RFC 5545), updated in place by later ones with the same UID."""

from datetime import datetime

from icalendar import Calendar, Event, vCalAddress, vText

from shared.bookings.models import Booking, Guest
from shared.people.models import Employee

_PRODUCT = "-//Usher//Usher//EN"


def visit_entry(guest: Guest, booking: Booking, *, to: str, organizer: str, is_cancelled: bool, now: datetime) -> bytes:
    """Return an iCalendar object for one guest at an address: REQUEST, or CANCEL for what no longer takes place.

    The SEQUENCE is the number of changes of the booking, so that a calendar keeps the newest.
    """
    summary = f"{booking.site.name} {booking.site.name_en}"
    event = _event(f"{guest.id}@usher", summary, booking, organizer=organizer, is_cancelled=is_cancelled, now=now)
    event.add("attendee", _address(to, guest.visitor.name))
    return _calendar(event, is_cancelled=is_cancelled)


def host_entry(
    booking: Booking, host: Employee, *, who: str, organizer: str, is_cancelled: bool, now: datetime
) -> bytes:
    """Return an iCalendar object for the host, who may have been another one before: each has an entry of their own."""
    uid = f"{booking.id}-{host.id}@usher"
    event = _event(uid, who, booking, organizer=organizer, is_cancelled=is_cancelled, now=now)
    event.add("attendee", _address(host.email, host.name))
    return _calendar(event, is_cancelled=is_cancelled)


def _event(uid: str, summary: str, booking: Booking, *, organizer: str, is_cancelled: bool, now: datetime) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("sequence", booking.changes)
    event.add("dtstamp", now)
    event.add("dtstart", booking.starts_at)
    event.add("dtend", booking.ends_at)
    event.add("summary", summary)
    event.add("location", booking.site.name)
    event.add("description", f"{booking.purpose}\n{booking.permit or ''}")
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("organizer", _address(organizer, booking.site.name))
    return event


def _calendar(event: Event, *, is_cancelled: bool) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_cancelled else "REQUEST")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _address(email: str, name: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    address.params["cn"] = vText(name)
    return address
