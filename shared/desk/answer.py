"""The host answers a visitor who waits (R13)."""

from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.rules import Permission, Person
from shared.desk.outcomes import NotAllowed, OutOfTurn
from shared.kernel.logbook import About, Kind, note
from shared.notices.actions import drop
from shared.notices.queries import notices_in_hand
from shared.visits.actions import write_answer
from shared.visits.models import Visit
from shared.visits.queries import visit
from shared.visits.rules import Answer, VisitState, problem_with_answer


class BadAnswer(ValueError):
    """The answer lacks its minutes or its place; the text names the field."""


def answer(
    session: Session,
    visit_id: str,
    said: Answer,
    by: Person,
    now: datetime,
    *,
    minutes: int | None = None,
    place: str | None = None,
) -> Visit:
    """Write what the host, or reception in the host's place, says; the kiosk and the boards hear it at once.

    Raises NotAllowed, OutOfTurn (the visitor has left) and BadAnswer.
    """
    stay = visit(session, visit_id)
    if stay is None or not may_answer(by, stay):
        raise NotAllowed
    if stay.state != VisitState.INSIDE:
        raise OutOfTurn("visit_ended")
    if trouble := problem_with_answer(said, minutes, place):
        raise BadAnswer(trouble)
    write_answer(stay, said, minutes, place, by.id, now)
    for notice in notices_in_hand(session, [stay.id], ["arrival"]):
        drop(notice)
    about = About(stay.site_id, stay.host_id, stay.booking_id, stay.id)
    note(session, Kind.HostAnswered, about, at=now, by=by.id, answer=said.value, minutes=stay.answer_minutes)
    return stay


def may_answer(person: Person, stay: Visit) -> bool:
    """Say whether a person may answer for a visit: its host, or reception at its site."""
    return person.is_host(stay.host_id) or person.may(Permission.BOOK_FOR_OTHERS, stay.site_id)
