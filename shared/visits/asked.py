"""Reading who is asked for a visitor, what was said meanwhile, and how long an answer takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, case, or_, select
from sqlalchemy.orm import Session, joinedload

from shared.bookings.models import Booking, Guest
from shared.companies.models import Visitor
from shared.people.models import Employee
from shared.people.queries import is_here
from shared.visits.models import Asked, AskedToAnswer, Message, Visit
from shared.visits.queries import visit, visits_with_ids
from shared.visits.rules import Step, VisitState

_SAMPLE = 200
_SETTLED_AFTER = timedelta(minutes=30)


def visit_in_hand(session: Session, visit_id: str) -> Visit | None:
    """Return a visit, to change it: until this transaction ends nobody else has it or its booking in hand.

    The booking is locked first, as by everybody who needs both, so that no two wait for each other.
    """
    behind = select(Booking.id).join(Visit, Visit.booking_id == Booking.id).where(Visit.id == visit_id)
    session.execute(behind.with_for_update(of=Booking))
    session.execute(select(Visit.id).where(Visit.id == visit_id).with_for_update())
    return visit(session, visit_id, fresh=True)


def waiting_at(session: Session, site_id: str, limit: int = 200) -> Sequence[Visit]:
    """Return who stands at a site's door and waits to be let in, the longest wait first."""
    wanted = select(Visit.id).where(Visit.site_id == site_id, Visit.state == VisitState.ASKING)
    ids = session.scalars(wanted.order_by(Visit.arrived_at, Visit.id).limit(limit)).all()
    return sorted(visits_with_ids(session, ids), key=lambda stay: (stay.arrived_at, stay.id))


def asking_of_booking(session: Session, booking_id: str) -> Sequence[str]:
    """Return the ids of a booking's visits that wait to be let in."""
    return session.scalars(
        select(Visit.id).where(Visit.booking_id == booking_id, Visit.state == VisitState.ASKING)
    ).all()


def asking_of_visitor(session: Session, visitor_id: str) -> Sequence[str]:
    """Return the ids of the visits with which somebody waits to be let in, at whatever site."""
    wanted = select(Visit.id).join(Guest, Guest.id == Visit.guest_id)
    return session.scalars(wanted.where(Guest.visitor_id == visitor_id, Visit.state == VisitState.ASKING)).all()


def bookings_asking_of(session: Session, visitor_id: str) -> Sequence[str]:
    """Return the ids of the bookings with which somebody waits to be let in."""
    wanted = select(Visit.booking_id).join(Guest, Guest.id == Visit.guest_id)
    return session.scalars(wanted.where(Guest.visitor_id == visitor_id, Visit.state == VisitState.ASKING)).all()


def visits_asked_of(session: Session, employee_id: str, start: datetime, limit: int = 100) -> Sequence[Visit]:
    """Return the visits for which somebody was asked in a host's place since a moment, the latest first."""
    wanted = select(Asked.visit_id).where(Asked.employee_id == employee_id, Asked.asked_at >= start)
    ids = session.scalars(wanted.order_by(Asked.asked_at.desc()).limit(limit)).all()
    return sorted(visits_with_ids(session, ids), key=lambda stay: stay.arrived_at, reverse=True)


def asked_for(session: Session, visit_ids: Sequence[str]) -> Sequence[Asked]:
    """Return who was asked for visits besides their hosts, in the order of asking."""
    wanted = select(Asked).where(Asked.visit_id.in_(visit_ids)).order_by(Asked.asked_at, Asked.employee_id)
    whole = joinedload(Asked.employee).joinedload(Employee.department)
    return session.scalars(wanted.options(whole)).all() if visit_ids else ()


def was_asked(session: Session, visit_id: str, employee_id: str | None) -> bool:
    """Say whether somebody was asked for a visit in its host's place."""
    return employee_id is not None and session.get(Asked, (visit_id, employee_id)) is not None


def people_to_ask(
    session: Session, stay: Visit, step: Step, limit: int, now: datetime, *, for_answer_to: str | None = None
) -> Sequence[Employee]:
    """Return whom a step asks, whoever was asked before or is away left out: nobody, if there is no one to ask.

    Of a department those of the highest rank come first; who is unlisted is not asked for the department's sake.
    Asked is to see to the visitor, or `for_answer_to` the message with that id.
    """
    host = stay.booking.host
    before = (
        select(AskedToAnswer.employee_id).where(AskedToAnswer.message_id == for_answer_to)
        if for_answer_to
        else select(Asked.employee_id).where(Asked.visit_id == stay.id)
    )
    today = stay.booking.site.hours.day_of(now)
    wanted = select(Employee).where(Employee.left_at.is_(None), is_here(today))
    wanted = wanted.where(Employee.id != host.id, Employee.id.not_in(before))
    if step is Step.DELEGATE:
        wanted = wanted.where(Employee.id == host.delegate_id)
    else:
        wanted = wanted.where(
            Employee.department_id == host.department_id,
            Employee.site_id == stay.site_id,
            Employee.is_unlisted.is_(False),
        )
    return session.scalars(wanted.order_by(Employee.rank.desc(), Employee.name, Employee.id).limit(limit)).all()


def beside(session: Session, host: Employee, limit: int) -> Sequence[Employee]:
    """Return who works beside a host, the delegate first: to whom a visitor may be handed."""
    is_near = and_(Employee.department_id == host.department_id, Employee.site_id == host.site_id)
    is_listed = and_(is_near, Employee.is_unlisted.is_(False))
    wanted = select(Employee).where(
        Employee.left_at.is_(None), Employee.id != host.id, or_(Employee.id == host.delegate_id, is_listed)
    )
    is_delegate = case((Employee.id == host.delegate_id, 0), else_=1)
    return session.scalars(wanted.order_by(is_delegate, Employee.name, Employee.id).limit(limit)).all()


def messages_of(session: Session, visit_id: str) -> Sequence[Message]:
    """Return what was said of a visit, oldest first."""
    return session.scalars(select(Message).where(Message.visit_id == visit_id).order_by(Message.at)).all()


def messages_to_answer(session: Session, employee_id: str, limit: int = 50) -> Sequence[Message]:
    """Return the messages that wait for somebody's answer, as their host or in the host's place, due first on top."""
    is_open = and_(Message.due_at.is_not(None), Message.answered_at.is_(None))
    own = select(Message.id).where(Message.host_id == employee_id, is_open)
    asked = select(AskedToAnswer.message_id).where(AskedToAnswer.employee_id == employee_id)
    wanted = select(Message).where(Message.id.in_(own.union(asked)), is_open)
    stay = joinedload(Message.visit)
    whole = (
        stay.joinedload(Visit.guest).joinedload(Guest.visitor).joinedload(Visitor.company),
        stay.joinedload(Visit.booking).joinedload(Booking.site),
        stay.joinedload(Visit.booking).joinedload(Booking.grade),
        stay.joinedload(Visit.booking).joinedload(Booking.host),
    )
    return session.scalars(wanted.order_by(Message.due_at).limit(limit).options(*whole)).all()


@dataclass(frozen=True)
class Answered:
    """How long a visitor waited for a first answer; None for who never got one."""

    arrived_at: datetime
    answered_after: timedelta | None


def answer_times(session: Session, site_id: str, now: datetime, since: datetime) -> list[Answered]:
    """Return how long each of a site's latest visitors waited, the latest first.

    Those who came a moment ago are left out: they may still get one.
    """
    wanted = (
        select(Visit.arrived_at, Visit.first_answered_at)
        .where(Visit.site_id == site_id, Visit.arrived_at >= since, Visit.arrived_at < now - _SETTLED_AFTER)
        .order_by(Visit.arrived_at.desc())
        .limit(_SAMPLE)
    )
    return [
        Answered(row.arrived_at, row.first_answered_at - row.arrived_at if row.first_answered_at else None)
        for row in session.execute(wanted)
    ]


def asked_to_answer(session: Session, message_id: str) -> Sequence[AskedToAnswer]:
    """Return who was asked for the answer to an overdue message, in the order of asking."""
    wanted = select(AskedToAnswer).where(AskedToAnswer.message_id == message_id)
    whole = joinedload(AskedToAnswer.employee).joinedload(Employee.department)
    return session.scalars(wanted.order_by(AskedToAnswer.asked_at, AskedToAnswer.employee_id).options(whole)).all()


def was_asked_to_answer(session: Session, message_id: str, employee_id: str | None) -> bool:
    """Say whether somebody was asked for the answer to a message."""
    return employee_id is not None and session.get(AskedToAnswer, (message_id, employee_id)) is not None


def message_in_hand(session: Session, message_id: str) -> Message | None:
    """Return a message, to answer it: of two who answer at once the second sees the first one's answer."""
    wanted = select(Message).where(Message.id == message_id).with_for_update()
    return session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
