"""What visitors have left for a host, until it is answered (R13)."""

from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from sqlalchemy.orm import Session

from admin.asking import language
from admin.dates import moment_words
from admin.speech import _
from shared.visits.asked import messages_to_answer
from shared.visits.models import Message
from shared.visits.rules import OPEN


@dataclass(frozen=True)
class Left:
    """A message that waits for an answer, as the page shows it."""

    id: str
    who: str
    company: str
    title: str
    text: str
    when: str
    is_overdue: bool
    reaches: str
    """Where the answer goes."""

    @property
    def stamp(self) -> int:
        """Return a number that changes when anything on the card does."""
        return crc32(repr((self.when, self.is_overdue, self.reaches)).encode())


def left_for(rows: Session, host_id: str, now: datetime) -> list[Left]:
    """Return the open messages of a host, and those that others did not answer in time; what is due first on top."""
    return [_left(message, now, host_id) for message in messages_to_answer(rows, host_id)]


def _left(message: Message, now: datetime, reader: str) -> Left:
    stay, zone = message.visit, message.visit.booking.site.tz
    visitor = stay.guest.visitor
    due = message.due_at or now
    at, by = moment_words(message.at, zone, now), moment_words(due, zone, now)
    is_overdue = due <= now
    words = _("Left %(at)s; an answer was due %(by)s", at=at, by=by) if is_overdue else ""
    return Left(
        id=message.id,
        who=visitor.name,
        company=visitor.company.name,
        title=_title(message, reader),
        text=message.text,
        when=words or _("Left %(at)s; please answer by %(by)s", at=at, by=by),
        is_overdue=is_overdue,
        reaches=_reaches(message),
    )


def _title(message: Message, reader: str) -> str:
    name, host = message.visit.guest.visitor.name, message.visit.booking.host
    if reader == message.host_id:
        return _("%(name)s has left you a message", name=name)
    return _("%(name)s has left %(host)s a message that nobody has answered", name=name, host=host.named(language()))


def _reaches(message: Message) -> str:
    visitor = message.visit.guest.visitor
    if message.visit.state in OPEN:
        return _("Your answer stands on the visitor's screen at once.")
    if visitor.email:
        return _("Your answer goes to %(address)s.", address=visitor.email)
    return _("No e-mail address is known: call %(phone)s, and write here what you said.", phone=visitor.phone or "–")
