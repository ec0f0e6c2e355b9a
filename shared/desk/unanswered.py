"""A visitor's message that nobody answers in time goes on: the host is reminded, then others are asked (R13, R24).

The whole chain is rows, written when the message is left, so that a restart forgets nobody; the courier carries each
step out once it is due. Each person is asked once, and whoever was asked may answer.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.queries import employees_with_roles
from shared.access.rules import Person
from shared.desk.asking import about_visit
from shared.desk.escalation import COURIER, MOST_OF_A_DEPARTMENT
from shared.desk.help import ASKED_NEXT
from shared.kernel.logbook import Kind, note
from shared.notices.actions import drop
from shared.notices.models import Notice
from shared.notices.queries import notice_in_hand, notices_in_hand
from shared.visits.actions import remember_asked_to_answer
from shared.visits.asked import asked_to_answer, message_in_hand, people_to_ask
from shared.visits.models import Message, Visit
from shared.visits.queries import visit
from shared.visits.rules import MessageFigures, Step

MESSAGE_WAITS = "message_waits"
"""A step that falls due when a message is overdue; it is no letter."""
MESSAGE_REMINDER = "message_reminder"
"""The letter that asks for the answer. `facts["step"]` says in what turn."""


def ask_for_answer_later(session: Session, message: Message, stay: Visit, due_at: datetime, now: datetime) -> None:
    """Let the host be reminded once a message is due, and the next be asked by the figures of the visit's grade."""
    about = about_visit(stay).as_json()
    for step, at in MessageFigures.of(stay.booking.grade).times(due_at).items():
        facts = {"topic": MESSAGE_WAITS, "facts": {"step": step.value}, "about": about}
        session.add(Notice(subject_id=message.id, asked_at=now, due_at=at, **facts))


def ask_for_answer(session: Session, notice_id: str, now: datetime) -> None:
    """Ask whoever a due step asks; where there is nobody, or the host is away, the next step is due at once.

    A courier's duty.
    """
    message = message_in_hand(session, session.get_one(Notice, notice_id).subject_id)
    notice = notice_in_hand(session, notice_id)
    if notice.state != "waiting" or notice.due_at is None or notice.due_at > now:
        return
    stay = visit(session, message.visit_id) if message else None
    if message is None or stay is None or message.answered_at is not None:
        drop(notice)
        return
    notice.state, notice.due_at = "taken", None
    step = Step(notice.facts["step"])
    people = _people(session, message, stay, step, now)
    asked = [each for each in people if remember_asked_to_answer(session, message.id, each, step, now)]
    for person in asked:
        _ask(session, message, stay, step, person, now)
    if not asked:
        _note(session, message, stay, step, None, now)
    if not asked or (step is Step.HOST and stay.booking.host.is_away(stay.booking.site.hours.day_of(now))):
        _hurry(session, message, now)


def _ask(session: Session, message: Message, stay: Visit, step: Step, person: str, now: datetime) -> None:
    letter = {"topic": MESSAGE_REMINDER, "about": about_visit(stay, person).as_json(), "facts": {"step": step.value}}
    session.add(Notice(subject_id=message.id, employee_id=person, asked_at=now, due_at=now, **letter))
    _note(session, message, stay, step, person, now)


def _note(session: Session, message: Message, stay: Visit, step: Step, person: str | None, now: datetime) -> None:
    """Write who is asked, or that there is nobody; the line concerns them, so that their own screen hears it."""
    facts = {"message": message.id, "step": step.value, "person": person}
    note(session, Kind.MessageChased, about_visit(stay, person), at=now, by=COURIER, **facts)


def stop_asking_for_answer(session: Session, message: Message, stay: Visit, by: Person, now: datetime) -> None:
    """Ask nobody any more: there is an answer. Those who were asked in the host's place hear of it."""
    for notice in notices_in_hand(session, [message.id], (MESSAGE_WAITS, MESSAGE_REMINDER)):
        drop(notice)
    for asked in asked_to_answer(session, message.id):
        if asked.employee_id not in (by.employee_id, stay.host_id):
            about = about_visit(stay, asked.employee_id)
            note(session, Kind.AskingEnded, about, at=now, by=by.id, person=asked.employee_id)


def _people(session: Session, message: Message, stay: Visit, step: Step, now: datetime) -> Sequence[str]:
    host = stay.booking.host
    if step is Step.HOST:
        return [host.id] if host.left_at is None else []
    if step is Step.RECEPTION:
        return employees_with_roles(session, stay.site_id, ASKED_NEXT)
    limit = 1 if step is Step.DELEGATE else MOST_OF_A_DEPARTMENT
    return [each.id for each in people_to_ask(session, stay, step, limit, now, for_answer_to=message.id)]


def _hurry(session: Session, message: Message, now: datetime) -> None:
    """Let the step that comes next be due now."""
    waiting = notices_in_hand(session, [message.id], [MESSAGE_WAITS])
    steps = [each for each in waiting if each.due_at is not None]
    if steps:
        first = min(steps, key=lambda each: list(Step).index(Step(each.facts["step"])))
        first.due_at = min(first.due_at or now, now)
