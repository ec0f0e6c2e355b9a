"""What falls due while a visitor waits: the next one is asked (R13), and an apology is owed (R14).

Each is one short transaction that the courier carries out, also after it was killed in the one before: the visit is
taken in hand first, then the notice, and a notice that is no longer due is left alone.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.queries import employees_with_roles
from shared.desk.asking import ARRIVAL, DESK, LIMIT, NEW_NOTICES, STEP, about_visit, desk_row, person_row
from shared.desk.help import ASKED_NEXT
from shared.desk.hold_waiting import hold_who_waits
from shared.kernel.logbook import Kind, note
from shared.notices.actions import drop
from shared.notices.models import Notice
from shared.notices.queries import notice_in_hand, notices_in_hand
from shared.visits.actions import remember_asked
from shared.visits.asked import people_to_ask, visit_in_hand
from shared.visits.models import Visit
from shared.visits.rules import ACCEPTED, DECLINED, OPEN, Step

MOST_OF_A_DEPARTMENT = 5
"""How many of a department are asked: a whole one would take the question for somebody else's."""
COURIER = "courier"

Duty = Callable[[Session, str, datetime], None]


def next_step(session: Session, notice_id: str, now: datetime) -> None:
    """Ask whoever a due step asks; where there is nobody, the next step is due at once."""
    notice, stay = _in_hand(session, notice_id, now)
    if notice is None or stay is None:
        return
    notice.state, notice.due_at = "taken", None
    step = Step(notice.facts["step"])
    if step is Step.RECEPTION:
        session.execute(NEW_NOTICES, [desk_row(stay, now)])
        _note_asked(session, stay, step, None, now)
        return
    limit = 1 if step is Step.DELEGATE else MOST_OF_A_DEPARTMENT
    people = [each.id for each in people_to_ask(session, stay, step, limit, now)]
    asked = [each for each in people if remember_asked(session, stay.id, each, step, now)]
    for person in asked:
        session.execute(NEW_NOTICES, [person_row(stay.id, step, person, about_visit(stay), now)])
        _note_asked(session, stay, step, person, now)
    if not asked:
        note(session, Kind.NobodyToAsk, about_visit(stay), at=now, by=COURIER, step=step.value)
        hurry(session, stay, now)


def waited_too_long(session: Session, notice_id: str, now: datetime) -> None:
    """Own up to it: the visitor's screen apologises, the desk is asked at once."""
    notice, stay = _in_hand(session, notice_id, now)
    if notice is None or stay is None:
        return
    notice.state, notice.due_at = "taken", None
    note(session, Kind.WaitedTooLong, about_visit(stay), at=now, by=COURIER)
    for step in _steps_to_come(session, stay):
        if step.facts["step"] == Step.RECEPTION:
            step.due_at = now


def unseen_at_desk(session: Session, notice_id: str, now: datetime) -> None:
    """Write to those at reception and to managers: it is their turn, and no screen of theirs has shown it yet.

    The notice goes on standing for the screens. Whoever was asked before is not asked again.
    """
    notice, stay = _in_hand(session, notice_id, now)
    if notice is None or stay is None:
        return
    notice.due_at = None
    is_host_told = any(each.employee_id == stay.host_id for each in notices_in_hand(session, [stay.id], [ARRIVAL]))
    for person in employees_with_roles(session, stay.site_id, ASKED_NEXT):
        is_host = person == stay.host_id  # who only stands for reception was not told yet
        if not is_host_told if is_host else remember_asked(session, stay.id, person, Step.RECEPTION, now):
            session.execute(NEW_NOTICES, [person_row(stay.id, Step.RECEPTION, person, about_visit(stay), now)])
            _note_asked(session, stay, Step.RECEPTION, person, now)


def hurry(session: Session, stay: Visit, now: datetime) -> None:
    """Let the step that comes next be due now."""
    steps = _steps_to_come(session, stay)
    if steps:
        steps[0].due_at = min(steps[0].due_at or now, now)


DUTIES: Mapping[str, Duty] = {STEP: next_step, LIMIT: waited_too_long, DESK: unseen_at_desk}
"""By a notice's topic, what is done once it is due, where that is no letter."""


def _in_hand(session: Session, notice_id: str, now: datetime) -> tuple[Notice | None, Visit | None]:
    """Return a due notice and its visit; None for one that another courier has carried out, or that needs nobody.

    Nor is anybody asked for whom the watchlist has come to concern since they registered: they are held.
    """
    subject = session.get_one(Notice, notice_id).subject_id
    stay = visit_in_hand(session, subject)
    notice = notice_in_hand(session, notice_id)
    if notice.state != "waiting" or notice.due_at is None or notice.due_at > now:
        return None, None
    if stay is None or stay.state not in OPEN or _is_answered(stay, notice.topic):
        drop(notice)
        return None, None
    return (None, None) if hold_who_waits(session, stay, now) else (notice, stay)


def _is_answered(stay: Visit, topic: str) -> bool:
    """Say whether nobody need be asked any more; who was asked to wait still waits (R14)."""
    return stay.answer in ACCEPTED | DECLINED if topic == LIMIT else stay.answer is not None


def _steps_to_come(session: Session, stay: Visit) -> list[Notice]:
    steps = [each for each in notices_in_hand(session, [stay.id], [STEP]) if each.due_at is not None]
    return sorted(steps, key=lambda each: list(Step).index(Step(each.facts["step"])))


def _note_asked(session: Session, stay: Visit, step: Step, person: str | None, now: datetime) -> None:
    """Write that somebody is asked: the line concerns them, so that their own screen hears it."""
    about = about_visit(stay, person)
    note(session, Kind.HostAsked, about, at=now, by=COURIER, step=step.value, person=person)
