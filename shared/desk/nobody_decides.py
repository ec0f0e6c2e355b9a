"""Who hears that nobody can be asked to decide on a visit, or that nobody did until it was over (R6).

Who asked for it and its host; of what can still be mended administrators, too.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.access.queries import employees_with_roles
from shared.access.rules import Role
from shared.bookings.models import Booking
from shared.desk.approvers import employees_behind
from shared.desk.task_notices import managers_of
from shared.notices.models import Notice
from shared.notices.queries import waiting_in_hand
from shared.people.models import Employee

NOBODY_CAN_DECIDE = "approval_nobody"
"""A letter that says so, to each of those who can do something about it. `facts["bookings"]` names the visits."""
NOBODY_DECIDED = "approval_out_of_time"
"""A letter to who waited for an answer: there was none, and the visit is over. `facts["bookings"]` names the visits."""

ONE_LETTER_WITHIN = timedelta(minutes=5)
"""A letter waits so long for the other visits of a site: a table or a series is booked one by one."""
MOST_NAMED = 500
"""A letter names so many visits; of those beyond there is another one."""


def tell_that_nobody_can_decide(session: Session, booking: Booking, now: datetime) -> None:
    """Write it to them, or into the letter that still waits to go out to them."""
    told = {booking.host_id, *employees_behind(session, booking.asked_by)}
    told |= set(employees_with_roles(session, booking.site_id, [Role.ADMIN]))
    _write(session, NOBODY_CAN_DECIDE, {each: [booking] for each in told}, now)


def tell_that_nobody_decided(session: Session, bookings: Sequence[Booking], now: datetime) -> None:
    """Write to who waited for an answer about visits of one site; managers where none of them works here any more."""
    asked = {booking.asked_by for booking in bookings}
    behind = {each: employees_behind(session, each) for each in asked}
    waited = {booking.id: {booking.host_id, *behind[booking.asked_by]} for booking in bookings}
    here = _still_here(session, set().union(*waited.values()))
    told: dict[str, list[Booking]] = {}
    for booking in bookings:
        for each in sorted(waited[booking.id] & here) or managers_of(session, booking.site_id):
            told.setdefault(each, []).append(booking)
    _write(session, NOBODY_DECIDED, told, now)


def _still_here(session: Session, people: Collection[str]) -> set[str]:
    return set(session.scalars(select(Employee.id).where(Employee.id.in_(people), Employee.left_at.is_(None))))


def _write(session: Session, topic: str, told: Mapping[str, Sequence[Booking]], now: datetime) -> None:
    """Name visits of one site to people, by employee, in one letter each that waits for others of their kind."""
    if not told:
        return
    site = next(iter(told.values()))[0].site_id
    rest = dict(told)
    for letter in waiting_in_hand(session, site, topic):
        has_room = letter.leased_until is None and len(letter.facts["bookings"]) < MOST_NAMED
        if has_room and (more := rest.pop(str(letter.employee_id), None)):
            named = dict.fromkeys([*letter.facts["bookings"], *(each.id for each in more)])
            letter.facts = letter.facts | {"bookings": list(named)}
    session.add_all(
        Notice(
            topic=topic,
            subject_id=site,
            employee_id=employee,
            about=named[0].about.as_json(),
            facts={"bookings": [each.id for each in named]},
            asked_at=now,
            due_at=now + ONE_LETTER_WITHIN,
        )
        for employee, named in sorted(rest.items())
    )
