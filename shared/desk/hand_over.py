"""Hand a visitor to a colleague, or say "ask the next one": somebody else is asked, and the visitor waits on (R13)."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from shared.access.rules import Person
from shared.desk.answer import stay_to_answer, stop_asking
from shared.desk.asking import NEW_NOTICES, about_visit, person_row, reception_row
from shared.desk.escalation import hurry
from shared.desk.outcomes import NotAllowed, OutOfTurn
from shared.kernel.logbook import Kind, note
from shared.people.models import Employee
from shared.visits.actions import forget_answer, remember_asked
from shared.visits.models import Visit
from shared.visits.rules import Step


def hand_over(
    session: Session, visit_id: str, to: str, by: Person, now: datetime, seen: datetime | None = None
) -> Visit:
    """Ask a colleague instead; the chain's other steps fall away but for reception, whose time begins anew.

    `to` is an employee's id. Raises NotAllowed, also for somebody who doesn't work here, and OutOfTurn for one who
    was asked before.
    """
    stay = stay_to_answer(session, visit_id, by, seen)
    colleague = session.get(Employee, to)
    if colleague is None or colleague.left_at is not None or colleague.id == stay.host_id:
        raise NotAllowed
    if not remember_asked(session, stay.id, colleague.id, Step.COLLEAGUE, now):
        raise OutOfTurn("asked_before")
    forget_answer(stay)
    stop_asking(session, stay, with_limit=False)
    later = now + timedelta(seconds=stay.booking.grade.ask_reception_s)
    about = about_visit(stay)
    rows = [person_row(stay.id, Step.COLLEAGUE, colleague.id, about, now), reception_row(stay, now, later)]
    session.execute(NEW_NOTICES, rows)
    note(session, Kind.HandedOn, about, at=now, by=by.id, person=colleague.id)
    theirs = about_visit(stay, colleague.id)
    note(session, Kind.HostAsked, theirs, at=now, by=by.id, step=Step.COLLEAGUE.value, person=colleague.id)
    return stay


def pass_on(session: Session, visit_id: str, by: Person, now: datetime) -> Visit:
    """Let the next one be asked at once: somebody who was asked in the host's place cannot see to the visitor.

    Raises NotAllowed and OutOfTurn.
    """
    stay = stay_to_answer(session, visit_id, by, None)
    note(session, Kind.HandedOn, about_visit(stay), at=now, by=by.id, person=None)
    hurry(session, stay, now)
    return stay
