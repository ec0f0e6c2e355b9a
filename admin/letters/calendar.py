"""The calendar entry of a visit (RFC 5545), updated in place by later ones with the same UID."""

from datetime import datetime

from icalendar import Calendar, Event, vCalAddress, vText

from shared.bookings.models import Booking, Guest

_PRODUCT = "-//Usher//Usher//EN"


def visit_entry(guest: Guest, booking: Booking, *, organizer: str, is_cancelled: bool, now: datetime) -> bytes:
    """Return an iCalendar object for one guest: REQUEST, or CANCEL for a visit that no longer takes place.

    The SEQUENCE is the number of changes of the booking, so that a calendar keeps the newest.
    """
    event = Event()
    event.add("uid", f"{guest.id}@usher")
    event.add("sequence", booking.changes)
    event.add("dtstamp", now)
    event.add("dtstart", booking.starts_at)
    event.add("dtend", booking.ends_at)
    event.add("summary", f"{booking.site.name} {booking.site.name_en}")
    event.add("location", booking.site.name)
    event.add("description", f"{booking.purpose}\n{booking.permit or ''}")
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("organizer", _address(organizer, booking.site.name))
    if guest.visitor.email:
        event.add("attendee", _address(guest.visitor.email, guest.visitor.name))
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
