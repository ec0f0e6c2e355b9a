"""Which letters a booking's news asks for: rows for the courier, who finds the words when it sends them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from shared.bookings.models import Booking, Guest
from shared.kernel.logbook import About
from shared.notices.actions import drop
from shared.notices.models import Notice
from shared.notices.queries import notices_for

PASS, PASS_WITHDRAWN = "pass", "pass_withdrawn"


def send_passes(session: Session, booking: Booking, now: datetime) -> None:
    """Mail each guest with an e-mail address their pass and the calendar entry; again after every change."""
    for guest in booking.guests:
        if guest.visitor.email:
            _forget_unsent(session, guest)
            session.add(_letter(PASS, booking, guest, now))


def take_back_passes(session: Session, booking: Booking, guests: Sequence[Guest], now: datetime) -> None:
    """Tell guests whose pass was mailed that it no longer opens the door; an unsent pass is just not sent."""
    for guest in guests:
        was_told = any(_may_have_gone(notice) for notice in notices_for(session, guest.id, PASS))
        _forget_unsent(session, guest)
        if was_told and guest.visitor.email:
            session.add(_letter(PASS_WITHDRAWN, booking, guest, now))


def _may_have_gone(notice: Notice) -> bool:
    """Say whether a guest may hold this letter: also while a courier has it in hand, and if one fell with it."""
    return notice.state == "told" or notice.leased_until is not None


def _forget_unsent(session: Session, guest: Guest) -> None:
    for topic in (PASS, PASS_WITHDRAWN):
        for notice in notices_for(session, guest.id, topic):
            drop(notice)


def _letter(topic: str, booking: Booking, guest: Guest, now: datetime) -> Notice:
    return Notice(
        topic=topic,
        subject_id=guest.id,
        visitor_id=guest.visitor_id,
        about=About(booking.site_id, booking.host_id, booking.id).as_json(),
        facts={"sequence": booking.changes},
        asked_at=now,
        due_at=now,
    )
