"""The visit notice (参观通知单) to the departments that an approved visit concerns, and to reception (R5, R8)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.approvals.models import ApprovalStep
from shared.approvals.queries import every_step, review_of
from shared.bookings.models import Booking
from shared.bookings.rules import VisitKind
from shared.desk.letters import as_it_stands, may_have_gone
from shared.desk.task_notices import receptionists_of
from shared.grades.chain import StepKind
from shared.grades.queries import lead_time
from shared.notices.actions import drop
from shared.notices.models import Notice
from shared.notices.queries import notices_in_hand
from shared.people.models import Employee

VISIT_NOTICE, VISIT_NOTICE_WITHDRAWN = "visit_notice", "visit_notice_withdrawn"
FOR_RECEPTION = "for_reception"
"""True in a notice's facts: its reader receives the guests, and is told as reception, not as a department."""
MOST_OF_A_DEPARTMENT = 2
"""How many of a department are told: those who stand highest tell the others."""
_TO_DEPARTMENTS = (VisitKind.KEY, VisitKind.GROUP)


def send_visit_notice(session: Session, booking: Booking, now: datetime) -> None:
    """Tell whom an approved visit concerns: departments at once, reception as long ahead as its kind asks for.

    An ordinary or ad hoc visit that nobody but its host decides on concerns no other department. Who was told before is
    told again at once: of the visit as it is now, or that it no longer concerns them.
    """
    told = _take_in_hand(session, booking)
    steps = every_step(session, booking.id)
    due = _to_reception(session, booking, steps, now)
    if booking.starts_at <= now:  # of who stands at the door already reception needs no first notice
        due = {employee: when for employee, when in due.items() if employee in told}
    teams: list[str] = []
    if steps or booking.kind in _TO_DEPARTMENTS:
        teams, in_their_place = _of_departments(session, booking)
        due |= dict.fromkeys([*teams, *in_their_place], now)
    due |= {employee: now for employee in told if employee in due}
    session.add_all(
        _letter(VISIT_NOTICE, booking, employee, now, when, for_reception=employee not in teams)
        for employee, when in due.items()
    )
    _withdraw(session, booking, {each: was for each, was in told.items() if each not in due}, now)


def take_back_visit_notices(session: Session, booking: Booking, now: datetime) -> None:
    """Tell those who were told of a visit that it does not take place as they were told."""
    _withdraw(session, booking, _take_in_hand(session, booking), now)


def _withdraw(session: Session, booking: Booking, told: Mapping[str, bool], now: datetime) -> None:
    session.add_all(
        _letter(VISIT_NOTICE_WITHDRAWN, booking, employee, now, now, for_reception=was_for_reception)
        for employee, was_for_reception in told.items()
    )


def _take_in_hand(session: Session, booking: Booking) -> dict[str, bool]:
    """Let nothing more go out; return who may hold a notice that nobody took back, and whether as reception."""
    letters = notices_in_hand(session, [booking.id], [VISIT_NOTICE, VISIT_NOTICE_WITHDRAWN])
    last: dict[str, Notice] = {}
    for letter in sorted(letters, key=lambda each: (each.asked_at, each.id)):
        if may_have_gone(letter):
            last[str(letter.employee_id)] = letter
        drop(letter)
    return {who: is_for_reception(each) for who, each in last.items() if each.topic == VISIT_NOTICE}


def is_for_reception(notice: Notice) -> bool:
    """Say whether a notice, or its withdrawal, speaks to reception."""
    return bool(notice.facts.get(FOR_RECEPTION))


def _to_reception(
    session: Session, booking: Booking, steps: Sequence[ApprovalStep], now: datetime
) -> dict[str, datetime]:
    """Return who of reception is told, and when: of ad hoc visits, and of ordinary ones that it did not review (R5)."""
    is_reviewed = any(step.kind == StepKind.REVIEW for step in steps)
    has_to_know = booking.kind == VisitKind.AD_HOC or (booking.kind == VisitKind.ORDINARY and not is_reviewed)
    if not has_to_know:
        return {}
    return dict.fromkeys(_on_duty(session, booking), max(now, _ahead(session, booking)))


def _ahead(session: Session, booking: Booking) -> datetime:
    """Return when reception has to know: minutes before, or as the working day begins that is so many days before."""
    ahead, hours = lead_time(session, booking.kind).ahead, booking.site.hours
    if not ahead.days:
        return booking.starts_at - timedelta(minutes=ahead.minutes)
    return hours.day_bounds(hours.day_of(hours.working_days_before(booking.starts_at, ahead.days)))[0]


def _on_duty(session: Session, booking: Booking) -> list[str]:
    """Return the receptionists who are at work when the guests come; all where nobody is."""
    everybody = receptionists_of(session, booking.site_id)
    there = booking.starts_at.astimezone(booking.site.tz)
    return [each for each in everybody if not session.get_one(Employee, each).is_out(there)] or everybody


def _of_departments(session: Session, booking: Booking) -> tuple[list[str], list[str]]:
    """Return who is told for the departments that the review named, or the host's own where it named none.

    And who of reception is, for one that nobody is in.
    """
    review, own = review_of(session, booking.id), booking.host.department_id
    told: list[str] = []
    in_their_place: list[str] = []
    for department in review.departments if review and review.departments else [own]:
        heads = _heads(session, booking, department)
        told += heads
        in_their_place += [] if heads or department == own else _on_duty(session, booking)
    return told, in_their_place


def _heads(session: Session, booking: Booking, department_id: str) -> Sequence[str]:
    """Return who stands highest in a department, the host left out: at the visit's site, or wherever it works."""
    wanted = (
        select(Employee.id)
        .where(Employee.department_id == department_id, Employee.left_at.is_(None), Employee.id != booking.host_id)
        .order_by(Employee.rank.desc(), Employee.id)
        .limit(MOST_OF_A_DEPARTMENT)
    )
    return session.scalars(wanted.where(Employee.site_id == booking.site_id)).all() or session.scalars(wanted).all()


def _letter(
    topic: str, booking: Booking, employee: str, now: datetime, due_at: datetime, *, for_reception: bool
) -> Notice:
    return Notice(
        topic=topic,
        subject_id=booking.id,
        employee_id=employee,
        about=booking.about.as_json(),
        facts=as_it_stands(booking) | {FOR_RECEPTION: for_reception},
        asked_at=now,
        due_at=due_at,
    )
