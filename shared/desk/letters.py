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
from shared.notices.queries import letters_about, notices_for, notices_in_hand, subjects_told

PASS, PASS_WITHDRAWN = "pass", "pass_withdrawn"
HOST_VISIT, HOST_VISIT_OFF = "host_visit", "host_visit_off"


def send_passes(session: Session, booking: Booking, now: datetime) -> None:
    """Mail each guest with an e-mail address their pass and the calendar entry; again after every change.

    Where an address was mended, the former one hears that its pass no longer opens the door.
    """
    held = _held(session, booking.guests)
    drop_all(session, [guest.id for guest in booking.guests], (PASS, PASS_WITHDRAWN))
    rows = [_letter(PASS, booking, guest, now, guest.visitor.email) for guest in booking.guests if guest.visitor.email]
    for guest in booking.guests:
        former = sorted(held[guest.id] - {guest.visitor.email})
        rows += [_letter(PASS_WITHDRAWN, booking, guest, now, each) for each in former]
    write_rows(session, Notice, rows)


def take_back_passes(session: Session, booking: Booking, guests: Sequence[Guest], now: datetime) -> None:
    """Tell guests whose pass was mailed that it no longer opens the door; an unsent pass is just not sent."""
    held = _held(session, guests)
    drop_all(session, [guest.id for guest in guests], (PASS, PASS_WITHDRAWN))
    reached = ((guest, to) for guest in guests for to in sorted(held[guest.id]))
    write_rows(session, Notice, [_letter(PASS_WITHDRAWN, booking, guest, now, to) for guest, to in reached])


def _held(session: Session, guests: Sequence[Guest]) -> dict[str, set[str]]:
    """Return at which addresses guests may hold a pass that nobody took back, by guest.

    Where a letter was to take one back and has not gone out, it is still held.
    """
    known, held = {guest.id: guest.visitor.email for guest in guests}, {guest.id: set[str]() for guest in guests}
    for guest, topic, facts, has_gone in letters_about(session, list(known), (PASS, PASS_WITHDRAWN)):
        to = facts.get("to", known[guest])
        if to and has_gone == (topic == PASS):
            held[guest].add(to)
        elif has_gone:
            held[guest].discard(to)
    return held


def tell_host(session: Session, booking: Booking, now: datetime) -> None:
    """Mail the host the calendar entry of a visit to come; again after every change, and whoever was host before.

    Of a visit that has begun the host hears when the visitor is at the door, unless it is in their calendar already.
    """
    told = _call_off_at_host(session, booking, now, stays=booking.host_id)
    if booking.starts_at > now or told.get(booking.host_id) == HOST_VISIT:
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
    write_rows(session, Notice, [_letter(PASS, booking, guest, now, guest.visitor.email) for guest in reached])


def untell_host(session: Session, booking: Booking, now: datetime) -> None:
    """Take the visit out of the calendar of a host who was told of it."""
    _call_off_at_host(session, booking, now, stays=None)


def _call_off_at_host(session: Session, booking: Booking, now: datetime, stays: str | None) -> dict[str, str]:
    """Let nothing more go out, and call it off for all hosts but one; return what each was told last."""
    letters = notices_in_hand(session, [booking.id], (HOST_VISIT, HOST_VISIT_OFF))
    told: dict[str, str] = {}
    for letter in sorted(letters, key=lambda each: (each.asked_at, each.id)):
        if may_have_gone(letter):
            told[str(letter.employee_id)] = letter.topic
        drop(letter)
    still = [host for host, topic in told.items() if topic == HOST_VISIT and host != stays]
    session.add_all(_letter_to_host(HOST_VISIT_OFF, booking, host, now) for host in still)
    return told


def _letter_to_host(topic: str, booking: Booking, host_id: str, now: datetime) -> Notice:
    return Notice(
        topic=topic,
        subject_id=booking.id,
        employee_id=host_id,
        about=About(booking.site_id, host_id, booking.id).as_json(),
        facts=as_it_stands(booking),
        asked_at=now,
        due_at=now,
    )


def told_window(
    session: Session,
    booking: Booking,
    topic: str,
    subject_id: str,
    employee_id: str | None = None,
    to: str | None = None,
) -> tuple[datetime, datetime]:
    """Return the window that somebody's last letter of a topic named, on the site's clocks; else as it is now.

    What takes a letter back speaks of the visit as its reader knows it, also where it was put off meanwhile. `to`: an
    address, where only what went there counts.
    """
    window = booking.starts_at, booking.ends_at
    for each in notices_for(session, subject_id, topic):
        is_theirs = each.employee_id == employee_id and (to is None or each.facts.get("to", to) == to)
        if each.told_at and is_theirs and (said := each.facts.get("window")):
            window = datetime.fromisoformat(said[0]), datetime.fromisoformat(said[1])
    return window[0].astimezone(booking.site.tz), window[1].astimezone(booking.site.tz)


def as_it_stands(booking: Booking) -> dict[str, Any]:
    """Return what a notice keeps of a visit: `sequence`, how often it was changed, and `window`, two moments."""
    window = [booking.starts_at.isoformat(), booking.ends_at.isoformat()]
    return {"sequence": booking.changes, "window": window}


def may_have_gone(notice: Notice) -> bool:
    """Say whether a guest may hold this letter: also while a courier has it in hand, and if one fell with it."""
    return notice.state == "told" or notice.leased_until is not None


def _letter(topic: str, booking: Booking, guest: Guest, now: datetime, to: str | None) -> dict[str, Any]:
    return {
        "topic": topic,
        "subject_id": guest.id,
        "visitor_id": guest.visitor_id,
        "about": booking.about.as_json(),
        "facts": as_it_stands(booking) | {"to": to},
        "asked_at": now,
        "due_at": now,
    }
