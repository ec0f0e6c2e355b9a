"""Who hears that a visit is declined: who asked for it, its host, and the visitor who filled an invitation in."""

from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from shared.access.rules import Person
from shared.bookings.models import Booking
from shared.bookings.queries import series_of
from shared.desk.approvers import employees_behind
from shared.invitations.queries import invitation_behind
from shared.notices.models import Notice
from shared.notices.queries import notices_in_hand

DECLINED = "booking_declined"
"""A letter to who asked for a visit, and to its host: it was rejected, sent back or called off, by whom and why (R6).

`facts["bookings"]` names the dates of a series that were answered alike.
"""
INVITED_OFF = "invited_visit_off"
"""A letter to a visitor who was told that a pass would come, and who is not to wait for it (R1)."""

ONE_LETTER_WITHIN = timedelta(minutes=1)
"""A letter about a date of a series waits so long for the answers to the others, each its own transaction."""


def tell_of_decline(session: Session, booking: Booking, asked_by: frozenset[str], by: Person, now: datetime) -> None:
    """Tell those who wait for an answer what it is."""
    tell_of_answer(session, booking, employees_behind(session, asked_by) | {booking.host_id}, by, now)


def tell_of_answer(session: Session, booking: Booking, people: AbstractSet[str], by: Person, now: datetime) -> None:
    """Tell people, by employee, what became of a visit that somebody decided on or called off; whoever did knows.

    The dates of a series that are answered alike, one after the other, go into one letter to each of them. A letter
    that still waits with an earlier answer to this one names it no more.
    """
    told = people - {by.employee_id}
    due_at = now + ONE_LETTER_WITHIN if booking.series_id else now
    told -= _told_by_letters(session, booking, told, due_at)
    facts = {"state": booking.state, "bookings": [booking.id]}
    session.add_all(
        Notice(
            topic=DECLINED,
            subject_id=booking.id,
            employee_id=employee,
            about=booking.about.as_json(),
            facts=facts,
            asked_at=now,
            due_at=due_at,
        )
        for employee in sorted(told)
    )


def answered_in(letter: Notice) -> list[str]:
    """Return which bookings a letter about a decline names."""
    return list(letter.facts.get("bookings", [letter.subject_id]))


def _told_by_letters(session: Session, booking: Booking, told: AbstractSet[str], due_at: datetime) -> set[str]:
    """Name a visit in the letters of its series that wait with the same answer, and in no others; return to whom."""
    dates = [row.id for row in series_of(session, booking.series_id)] if booking.series_id else [booking.id]
    added: set[str] = set()
    for letter in notices_in_hand(session, dates, [DECLINED]):
        if letter.state != "waiting":
            continue
        named = [each for each in answered_in(letter) if each != booking.id]
        is_free = letter.leased_until is None and letter.employee_id in told - added
        if is_free and any(_answer(session.get_one(Booking, each)) == _answer(booking) for each in named):
            named.append(booking.id)
            letter.due_at = due_at
            added.add(str(letter.employee_id))
        letter.facts = letter.facts | {"bookings": named}
    return added


def _answer(booking: Booking) -> tuple[str, str | None, str | None]:
    return booking.state, booking.decided_by, booking.reason


def tell_invited_of_no_visit(session: Session, booking: Booking, now: datetime) -> None:
    """Tell who answered an invitation that nothing comes of it, where no pass was sent that is taken back."""
    leader = booking.leader
    if not leader.visitor.email or invitation_behind(session, booking.id) is None:
        return
    session.add(
        Notice(
            topic=INVITED_OFF,
            subject_id=leader.id,
            visitor_id=leader.visitor_id,
            about=booking.about.as_json(),
            facts={},
            asked_at=now,
            due_at=now,
        )
    )
