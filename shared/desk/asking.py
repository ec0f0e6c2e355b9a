"""Who is asked for a visitor: the host now, and others later if nobody answers (R13, R14).

The whole chain is rows, written when the visitor arrives and due when each is to be asked: no timer has to be
remembered, so that a restart forgets nobody. `escalation` carries a step out once it is due.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from shared.desk.let_in import let_in
from shared.kernel.database import table_of
from shared.kernel.ids import new_id
from shared.kernel.logbook import About, Kind, note
from shared.notices.models import Notice
from shared.notices.rules import Urgency
from shared.visits.models import Visit
from shared.visits.rules import Figures, Step

ARRIVAL = "arrival"
"""One person is told by letter that somebody waits: the host, or who is asked in the host's place."""
STEP = "asking"
"""A step of the chain that falls due later; who is asked then is found out then."""
LIMIT = "waiting_limit"
"""The moment from which an apology is due (R14)."""
GATE = "gate_arrival"
"""The gate's screens show the arrival."""
DESK = "reception_asked"
"""The desk's screens show that somebody waits for whom nobody else has answered."""

CHAIN = (ARRIVAL, STEP, DESK)
"""What an answer stops."""
NEW_NOTICES = insert(table_of(Notice))
_LATER = (Step.DELEGATE, Step.DEPARTMENT, Step.RECEPTION)


def ask_host(session: Session, about: About, grade: Any, by: str, now: datetime, *, host_is_away: bool = False) -> None:
    """Ask the host for somebody who comes in now, in one statement; `grade` has the figures of the visit's grade.

    Of a host who is away the delegate is asked in the same moment.
    """
    assert about.visit is not None
    assert about.host is not None
    rows = chain_rows(about.visit, about.host, about, Figures.of(grade, host_is_away=host_is_away), now)
    session.connection().execute(NEW_NOTICES, rows)
    note(session, Kind.HostAsked, about, at=now, by=by, step=Step.HOST.value, person=about.host)


def chain_rows(visit: str, host_id: str, about: About, figures: Figures, now: datetime) -> list[dict[str, Any]]:
    """Return the rows of all who are asked for a visitor and told of them, for one insert among others.

    The host is told by mail and by screen, whichever is first; the gate's screen says when it has shown the arrival.
    """
    times = figures.times(now)
    steps = [_step_row(visit, step, about, now, times[step]) for step in _LATER]
    return [
        person_row(visit, Step.HOST, host_id, about, now),
        *steps,
        _row(visit, LIMIT, about, now, due_at=figures.limit(now)),
        _row(visit, GATE, about, now, role="gate", due_at=None),
    ]


def person_row(visit: str, step: Step, employee_id: str, about: About, now: datetime) -> dict[str, Any]:
    """Return the row by which one person is told, at once."""
    facts = {"step": step.value}
    return _row(visit, ARRIVAL, about, now, employee_id=employee_id, facts=facts, due_at=now)


def ask_for(session: Session, stay: Visit, by: str, now: datetime, *, prints_at_once: bool = False) -> str | None:
    """Ask for a walk-in who has just been registered, in that transaction; return the badge, if one prints already.

    `prints_at_once` is the policy of grade and site: then they are let in now, and the gate decides (R12).
    """
    about = about_visit(stay)
    badge = let_in(session, stay, by, now) if prints_at_once else None
    session.flush()
    is_away = stay.booking.host.is_out(now.astimezone(stay.booking.site.tz))
    ask_host(session, about, stay.booking.grade, by, now, host_is_away=is_away)
    return badge


def ask_reception_for(session: Session, stay: Visit, by: str, now: datetime) -> None:
    """Ask reception at once for a walk-in who does not know whom to see."""
    about = about_visit(stay)
    session.flush()
    rows = [
        desk_row(stay, now),
        _row(stay.id, LIMIT, about, now, due_at=Figures.of(stay.booking.grade).limit(now)),
        _row(stay.id, GATE, about, now, role="gate", due_at=None),
    ]
    session.execute(NEW_NOTICES, rows)
    note(session, Kind.HostAsked, about, at=now, by=by, step=Step.RECEPTION.value, person=None)


def reception_row(stay: Visit, now: datetime, due_at: datetime) -> dict[str, Any]:
    """Return the row of the chain's last step."""
    return _step_row(stay.id, Step.RECEPTION, about_visit(stay), now, due_at)


def desk_row(stay: Visit, now: datetime) -> dict[str, Any]:
    """Return the row that stands until a screen of the desk has shown it; where none does, it falls due."""
    unseen_at = now + timedelta(seconds=stay.booking.site.help_unanswered_s)
    return _row(stay.id, DESK, about_visit(stay), now, role="reception", due_at=unseen_at)


def about_visit(stay: Visit, person: str | None = None) -> About:
    """Return whom a visit concerns: its host, or somebody else who is to hear of a line."""
    return About(stay.site_id, person or stay.host_id, stay.booking_id, stay.id)


def _step_row(visit: str, step: Step, about: About, now: datetime, due_at: datetime) -> dict[str, Any]:
    return _row(visit, STEP, about, now, facts={"step": step.value}, due_at=due_at)


def _row(
    visit: str, topic: str, about: About, now: datetime, *, due_at: datetime | None, **more: Any
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "topic": topic,
        "subject_id": visit,
        "employee_id": None,
        "role": None,
        "about": about.as_json(),
        "facts": {},
        "state": "waiting",
        "attempts": 0,
        "urgency": Urgency.NOW.value,
        "asked_at": now,
        "due_at": due_at,
        **more,
    }
