"""Letters about what a visitor left: to the host, to whoever is asked when it is overdue, and the answer (R13)."""

from collections.abc import Callable, Mapping

from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from shared.access.queries import language_of
from shared.desk.messages import LEFT_WORD, MESSAGE_ANSWER
from shared.desk.unanswered import MESSAGE_REMINDER
from shared.kernel.node import Node
from shared.notices.models import Notice
from shared.notices.rules import Letter
from shared.people.models import Employee
from shared.visits.models import Message
from shared.visits.queries import visit

WriteLetter = Callable[[Session, Notice], Letter | None]


def message_writers(node: Node) -> Mapping[str, WriteLetter]:
    """Return who writes each letter, by topic."""
    return {
        LEFT_WORD: lambda session, notice: _to_be_answered(session, notice, node),
        MESSAGE_REMINDER: lambda session, notice: _to_be_answered(session, notice, node),
        MESSAGE_ANSWER: _message_answer,
    }


def _to_be_answered(session: Session, notice: Notice, node: Node) -> Letter | None:
    """Bring somebody what a visitor left, until it is answered: the host, or who is asked in the host's place."""
    message, told = session.get(Message, notice.subject_id), session.get(Employee, notice.employee_id)
    stay = visit(session, message.visit_id) if message else None
    if message is None or told is None or stay is None or message.answered_at or not message.due_at:
        return None
    language = language_of(session, told.id)
    with force_locale(language):
        name, host = stay.guest.visitor.name, stay.booking.host.named(language)
        is_own, is_late = told.id == stay.host_id, notice.topic == MESSAGE_REMINDER
        facts = {
            "visitor": stay.guest.visitor,
            "words": message.text,
            "due": message.due_at.astimezone(stay.booking.site.tz),
            "address": f"{node.settings.public_url}/host",
            "in_place_of": "" if is_own else host,
            "is_late": is_late,
        }
        subject = _("%(name)s has left you a message", name=name)
        if is_late:
            subject = _("Not answered yet: the message that %(name)s left", name=name)
        return Letter(told.email, subject, render_template("letters/message.txt", **facts))


def _message_answer(session: Session, notice: Notice) -> Letter | None:
    """Bring the visitor what the host answered; in both languages, since nobody asked for theirs."""
    message = session.get(Message, notice.subject_id)
    stay = visit(session, message.visit_id) if message else None
    if message is None or stay is None or not message.answer or not stay.guest.visitor.email:
        return None
    facts = {"booking": stay.booking, "words": message.text, "answer": message.answer}
    return Letter(
        to=stay.guest.visitor.email,
        subject=render_template("letters/message_answer_subject.txt", **facts).strip(),
        text=render_template("letters/message_answer.txt", **facts),
    )
