"""What was promised in a visit is chased (催办): before it is due, at due, after; then its head hears (R21, R24)."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.bookings.models import Booking
from shared.desk.task_notices import managers_of
from shared.kernel.logbook import About, Kind, note
from shared.notices.actions import drop
from shared.notices.models import Notice
from shared.notices.queries import notice_in_hand, notices_in_hand
from shared.people.models import Employee
from shared.people.rules import Rank
from shared.reception.models import Cooperation, ReceptionFigures
from shared.reception.queries import figures

PROMISE_BEFORE, PROMISE_DUE = "promise_before", "promise_due"
PROMISE_AFTER, PROMISE_HEAD = "promise_after", "promise_head"
"""Moments at which somebody is to be reminded; no letters themselves."""
PROMISE_REMINDER = "promise_reminder"
"""The letter. `facts["step"]` says which of the moments it is about."""
PROMISE_MOVED = "promise_moved"
"""The letter that says that the day was moved. `facts["day"]` names the move."""
STEPS = (PROMISE_BEFORE, PROMISE_DUE, PROMISE_AFTER, PROMISE_HEAD)
_MOST_HEADS = 2


def chase(session: Session, item: Cooperation, now: datetime) -> None:
    """Let an open item be reminded of in time, from now on as it stands now; one that is over or has no day, never."""
    for notice in notices_in_hand(session, [item.id], STEPS):
        drop(notice)
    if not item.is_open or item.due_at is None:
        return
    about = _about(session, item).as_json()
    for topic, due_at in _moments(item.due_at, figures(session)).items():
        if due_at > now:
            row = Notice(topic=topic, subject_id=item.id, about=about, facts={}, asked_at=now, due_at=due_at)
            session.add(row)
    session.flush()


def remind_of_promise(session: Session, notice_id: str, now: datetime) -> None:
    """Write to whoever sees to an item, or in the end to the head of their department; a courier's duty."""
    item = session.get(Cooperation, session.get_one(Notice, notice_id).subject_id, with_for_update=True)
    notice = notice_in_hand(session, notice_id)
    if notice.state != "waiting" or notice.due_at is None or notice.due_at > now:
        return
    if item is None or not item.is_open:
        drop(notice)
        return
    notice.state, notice.due_at = "taken", None
    people = _heads(session, item) if notice.topic == PROMISE_HEAD else seeing_to(session, item)
    about = _about(session, item)
    for each in people:
        session.add(
            Notice(
                topic=PROMISE_REMINDER,
                subject_id=item.id,
                employee_id=each,
                about=about.as_json(),
                facts={"step": notice.topic},
                asked_at=now,
                due_at=now,
            )
        )
    facts = {"item": item.id, "step": notice.topic, "people": len(people)}
    note(session, Kind.CooperationChased, about, at=now, by="courier", **facts)


CHASING: Mapping[str, Callable[[Session, str, datetime], None]] = dict.fromkeys(STEPS, remind_of_promise)
"""By a notice's topic, what is done once it is due."""


def _moments(due_at: datetime, rules: ReceptionFigures) -> dict[str, datetime]:
    return {
        PROMISE_BEFORE: due_at - timedelta(hours=rules.promise_before_hours),
        PROMISE_DUE: due_at,
        PROMISE_AFTER: due_at + timedelta(hours=rules.promise_after_hours),
        PROMISE_HEAD: due_at + timedelta(hours=rules.promise_head_hours),
    }


def seeing_to(session: Session, item: Cooperation) -> list[str]:
    """Return who is reminded: the one who sees to it, else the department's head, and the visit's host with them."""
    host = session.get_one(Booking, item.booking_id).host_id
    named = session.get(Employee, item.employee_id) if item.employee_id else None
    if named is not None and named.left_at is None:
        return [named.id]
    return list(dict.fromkeys([*_of_department(session, item.department_id), host]))


def _heads(session: Session, item: Cooperation) -> list[str]:
    """Return the head of the department that owes it; of one without: the site's managers."""
    named = session.get(Employee, item.employee_id) if item.employee_id else None
    department = item.department_id or (named.department_id if named else None)
    return _of_department(session, department) or managers_of(session, item.site_id)


def _of_department(session: Session, department_id: str | None) -> list[str]:
    wanted = select(Employee.id).where(Employee.department_id == department_id, Employee.left_at.is_(None))
    highest = wanted.where(Employee.rank >= Rank.DEPARTMENT_HEAD).order_by(Employee.rank.desc(), Employee.id)
    return list(session.scalars(highest.limit(_MOST_HEADS))) if department_id else []


def _about(session: Session, item: Cooperation) -> About:
    booking = session.get_one(Booking, item.booking_id)
    return booking.about
