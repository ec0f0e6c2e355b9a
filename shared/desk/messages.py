"""Words between a visitor and the host: on the visitor's screen, and to be answered by the host (R13)."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from shared.access.rules import Permission, Person
from shared.companies.rules import KEPT_AFTER_LAST_VISIT
from shared.desk.answer import ANSWERED, BadAnswer, may_answer, note_answer
from shared.desk.asking import about_visit
from shared.desk.outcomes import Door, NotAllowed, Outcome, OutOfTurn, StillHere
from shared.desk.taps import answer_once
from shared.desk.unanswered import ask_for_answer_later, stop_asking_for_answer
from shared.kernel.logbook import Kind, note
from shared.notices.models import Notice
from shared.notices.rules import Urgency
from shared.visits.actions import write_answer, write_message
from shared.visits.asked import message_in_hand, messages_of, visit_in_hand, was_asked_to_answer
from shared.visits.models import Message, Visit
from shared.visits.queries import visit
from shared.visits.rules import OPEN, Answer, VisitState, may_speak, problem_with_message

LEFT_WORD, MESSAGE_ANSWER = "message", "message_answer"
"""The letters: to the host what a visitor left, to the visitor what the host answered."""
MOST_MESSAGES = 5
"""Of one visitor: whoever plays with the kiosk must not fill somebody's mailbox."""
MAY_STILL_WRITE = OPEN | {VisitState.TURNED_AWAY, VisitState.WITHDRAWN}
"""Also who was not let in, or did not wait, may leave a message."""


def send_message(
    session: Session, visit_id: str, text: str, by: Person, now: datetime, seen: datetime | None = None
) -> Message:
    """Show words of the host's on the visitor's screen; where nobody had answered yet, they are the answer.

    Raises NotAllowed, OutOfTurn and BadAnswer.
    """
    stay = visit_in_hand(session, visit_id)
    if stay is None or not may_answer(session, by, stay):
        raise NotAllowed
    if stay.state not in OPEN:
        raise OutOfTurn("visit_ended")
    if stay.answer is None and not may_speak(stay.answered_at, stay.answered_by, seen, by.id):
        raise OutOfTurn(ANSWERED)
    words = _checked(text)
    message = write_message(session, stay, words, by.id, now, forget_at=_forget_at(stay))
    note(session, Kind.MessageSent, about_visit(stay), at=now, by=by.id, message=message.id)
    if stay.answer is None:
        write_answer(stay, Answer.MESSAGE, by.id, now)
        note_answer(session, stay, by, now)
    return message


def leave_message(session: Session, tap: str, visit_id: str, text: str, door: Door, now: datetime) -> Outcome:
    """Leave words for the host, who must answer them; the same tap leaves them once.

    Also who was not let in, or does not wait any longer, may write. Raises NotAllowed, OutOfTurn and BadAnswer.
    """
    question = ("message", visit_id, text)
    return answer_once(session, tap, question, door, now, lambda: _left(session, visit_id, text, door, now))


def answer_message(session: Session, message_id: str, text: str, by: Person, now: datetime) -> Message:
    """Answer what a visitor left: by letter where there is an address, on the screen of one who is still here.

    An answer is given once. Raises NotAllowed, OutOfTurn and BadAnswer.
    """
    message = message_in_hand(session, message_id)
    stay = visit(session, message.visit_id) if message else None
    if message is None or stay is None or not message.is_from_visitor or not _may_settle(session, by, message, stay):
        raise NotAllowed
    if message.answered_at is not None:
        raise OutOfTurn("message_answered")
    stop_asking_for_answer(session, message, stay, by, now)
    message.answer, message.answered_at, message.answered_by = _checked(text), now, by.id
    if stay.guest.visitor.email:
        session.add(_letter(MESSAGE_ANSWER, message, stay, now, visitor_id=stay.guest.visitor_id))
    if stay.state in OPEN:
        shown = write_message(session, stay, message.answer, by.id, now, forget_at=_forget_at(stay))
        note(session, Kind.MessageSent, about_visit(stay), at=now, by=by.id, message=shown.id)
    note(session, Kind.MessageAnswered, about_visit(stay), at=now, by=by.id, message=message.id)
    return message


def answer_due(stay: Visit, now: datetime) -> datetime:
    """Return by when a message that a visitor leaves now has to be answered."""
    return now + timedelta(hours=stay.booking.grade.message_answer_hours)


def _left(session: Session, visit_id: str, text: str, door: Door, now: datetime) -> StillHere:
    stay = visit(session, visit_id)
    if stay is None or stay.site_id != door.site_id:
        raise NotAllowed
    if stay.state not in MAY_STILL_WRITE:
        raise OutOfTurn("visit_ended")
    if sum(each.is_from_visitor for each in messages_of(session, stay.id)) >= MOST_MESSAGES:
        raise OutOfTurn("enough_messages")
    due = answer_due(stay, now)
    words = _checked(text)
    message = write_message(session, stay, words, door.station, now, forget_at=_forget_at(stay), due_at=due)
    session.add(_letter(LEFT_WORD, message, stay, now, employee_id=stay.host_id))
    ask_for_answer_later(session, message, stay, due, now)
    note(session, Kind.MessageLeft, about_visit(stay), at=now, by=door.station, message=message.id)
    return StillHere(stay.id)


def _may_settle(session: Session, by: Person, message: Message, stay: Visit) -> bool:
    if by.is_host(stay.host_id) or by.may(Permission.BOOK_FOR_OTHERS, stay.site_id):
        return True
    return was_asked_to_answer(session, message.id, by.employee_id)


def _checked(text: str) -> str:
    words = " ".join(text.split())
    if trouble := problem_with_message(words):
        raise BadAnswer(f"message_{trouble}")
    return words


def _forget_at(stay: Visit) -> datetime:
    return stay.booking.ends_at + KEPT_AFTER_LAST_VISIT


def _letter(topic: str, message: Message, stay: Visit, now: datetime, **whom: str) -> Notice:
    return Notice(
        topic=topic,
        subject_id=message.id,
        about=about_visit(stay).as_json(),
        facts={},
        asked_at=now,
        due_at=now,
        urgency=Urgency.NOW,
        **whom,
    )
