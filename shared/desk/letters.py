"""Which letters a booking's news asks for: rows for the courier, who finds the words when it sends them.

However many guests there are, their letters are looked through in one query.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from shared.bookings.models import Booking, Guest
from shared.kernel.logbook import About
from shared.kernel.many import write_rows
from shared.notices.actions import drop, drop_all
from shared.notices.models import Notice
from shared.notices.queries import notices_in_hand, subjects_told

PASS, PASS_WITHDRAWN = "pass", "pass_withdrawn"
HOST_VISIT, HOST_VISIT_OFF = "host_visit", "host_visit_off"


def send_passes(session: Session, booking: Booking, now: datetime) -> None:
    """Mail each guest with an e-mail address their pass and the calendar entry; again after every change."""
    reached = [guest for guest in booking.guests if guest.visitor.email]
    drop_all(session, [guest.id for guest in reached], (PASS, PASS_WITHDRAWN))
    write_rows(session, Notice, [_letter(PASS, booking, guest, now) for guest in reached])


def take_back_passes(session: Session, booking: Booking, guests: Sequence[Guest], now: datetime) -> None:
    """Tell guests whose pass was mailed that it no longer opens the door; an unsent pass is just not sent."""
    theirs = [guest.id for guest in guests]
    told = subjects_told(session, theirs, PASS)
    drop_all(session, theirs, (PASS, PASS_WITHDRAWN))
    reached = (guest for guest in guests if guest.id in told and guest.visitor.email)
    write_rows(session, Notice, [_letter(PASS_WITHDRAWN, booking, guest, now) for guest in reached])


def tell_host(session: Session, booking: Booking, now: datetime) -> None:
    """Mail the host the calendar entry of a visit to come; again after every change, and whoever was host before.

    Of a visit that has begun the host hears when the visitor is at the door.
    """
    _call_off_at_host(session, booking, now, stays=booking.host_id)
    if booking.starts_at > now:
        session.add(_letter_to_host(HOST_VISIT, booking, booking.host_id, now))


def tell_of_longer(session: Session, booking: Booking, now: datetime) -> None:
    """Let a visit that lasts longer last as long in the calendars that hold it: the host's, and its guests' (R9)."""
    letters = notices_in_hand(session, [booking.id], (HOST_VISIT,))
    if any(may_have_gone(each) and each.employee_id == booking.host_id for each in letters):
        for each in letters:
            drop(each)
        session.add(_letter_to_host(HOST_VISIT, booking, booking.host_id, now))
    told = subjects_told(session, [guest.id for guest in booking.guests], PASS)
    drop_all(session, sorted(told), (PASS,))
    reached = (guest for guest in booking.guests if guest.id in told and guest.visitor.email)
    write_rows(session, Notice, [_letter(PASS, booking, guest, now) for guest in reached])


def untell_host(session: Session, booking: Booking, now: datetime) -> None:
    """Take the visit out of the calendar of a host who was told of it."""
    _call_off_at_host(session, booking, now, stays=None)


def _call_off_at_host(session: Session, booking: Booking, now: datetime, stays: str | None) -> None:
    letters = notices_in_hand(session, [booking.id], (HOST_VISIT, HOST_VISIT_OFF))
    told: dict[str, str] = {}
    for letter in sorted(letters, key=lambda each: (each.asked_at, each.id)):
        if may_have_gone(letter):
            told[str(letter.employee_id)] = letter.topic
        drop(letter)
    still = [host for host, topic in told.items() if topic == HOST_VISIT and host != stays]
    session.add_all(_letter_to_host(HOST_VISIT_OFF, booking, host, now) for host in still)


def _letter_to_host(topic: str, booking: Booking, host_id: str, now: datetime) -> Notice:
    return Notice(
        topic=topic,
        subject_id=booking.id,
        employee_id=host_id,
        about=About(booking.site_id, host_id, booking.id).as_json(),
        facts={"sequence": booking.changes},
        asked_at=now,
        due_at=now,
    )


def may_have_gone(notice: Notice) -> bool:
    """Say whether a guest may hold this letter: also while a courier has it in hand, and if one fell with it."""
    return notice.state == "told" or notice.leased_until is not None


def _letter(topic: str, booking: Booking, guest: Guest, now: datetime) -> dict[str, Any]:
    return {
        "topic": topic,
        "subject_id": guest.id,
        "visitor_id": guest.visitor_id,
        "about": booking.about.as_json(),
        "facts": {"sequence": booking.changes},
        "asked_at": now,
        "due_at": now,
    }
