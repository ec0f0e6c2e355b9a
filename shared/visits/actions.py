"""Writing visits."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from secrets import randbelow

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from shared.kernel.database import insert_into, table_of
from shared.visits.models import Asked, AskedToAnswer, Message, Visit, WaitingCode
from shared.visits.rules import Answer, Step, VisitState

CODE_GOOD_FOR = timedelta(hours=12)
"""A day at a desk: whoever was not let in by then is not waiting any more."""
_ALL_CODES = 1_000_000
"""The first screen shows the last two digits of a code: what is left must be too much to guess."""
_TRIES = 50


def give_waiting_code(session: Session, stay: Visit, now: datetime) -> str | None:
    """Give somebody who waits a code that nobody else has here; None where chance finds none, in a very full lobby."""
    session.execute(delete(WaitingCode).where(WaitingCode.forget_at <= now))
    row = {"site_id": stay.site_id, "visit_id": stay.id, "station": stay.station}
    kept = {"kept_for": "waiting", "forget_at": now + CODE_GOOD_FOR}
    give = insert_into(session, WaitingCode).on_conflict_do_nothing().returning(table_of(WaitingCode).c.code)
    for _ in range(_TRIES):
        code = f"{randbelow(_ALL_CODES):06d}"
        if session.execute(give, row | kept | {"code": code}).one_or_none() is not None:
            return code
    return None


def remember_seen(session: Session, visit_id: str, now: datetime) -> None:
    """Write that somebody who waits has seen their answer, so that no kiosk goes on calling them."""
    session.execute(update(WaitingCode).where(WaitingCode.visit_id == visit_id).values(seen_at=now))


def close_visit(session: Session, visit_id: str, now: datetime) -> bool:
    """Let a visit end by leaving; False if it had ended before: two at once close it once.

    Whom closing time found inside may still sign out (R22).
    """
    left = (
        update(Visit)
        .where(Visit.id == visit_id, Visit.state.in_((VisitState.INSIDE, VisitState.EXPIRED)))
        .values(state=VisitState.LEFT, left_at=now)
        .returning(Visit.id)
    )
    return session.execute(left).one_or_none() is not None


def expire_visits(session: Session, visit_ids: Sequence[str], now: datetime) -> list[str]:
    """Write that closing time found these visits open; return those that still were (R22)."""
    still_in = (Visit.id.in_(visit_ids), Visit.state == VisitState.INSIDE)
    # One by one in the same order, so that two who close a day do not wait for each other.
    session.execute(select(Visit.id).where(*still_in).order_by(Visit.id).with_for_update())
    expired = update(Visit).where(*still_in).values(state=VisitState.EXPIRED, expired_at=now).returning(Visit.id)
    return list(session.execute(expired).scalars())


def write_answer(
    visit: Visit,
    answer: Answer,
    by: str,
    now: datetime,
    *,
    minutes: int | None = None,
    place: str | None = None,
    receiver: str | None = None,
) -> None:
    """Keep the latest answer on the visit; the earlier ones stand in the logbook.

    `receiver` is the employee who said that they receive the visitor, if it is not the host.
    """
    visit.answer, visit.answered_at, visit.answered_by = answer, now, by
    visit.first_answered_at = visit.first_answered_at or now
    visit.answer_minutes = minutes if answer is Answer.MINUTES else None
    visit.answer_place = place.strip() if answer is Answer.SEND_TO and place else None
    visit.receiver_id = receiver


def forget_answer(visit: Visit) -> None:
    """Forget an answer such as "please wait": now another one is awaited."""
    visit.answer = visit.answered_at = visit.answered_by = visit.receiver_id = None
    visit.answer_minutes = visit.answer_place = None


def forget_asked(session: Session, visit_id: str) -> None:
    """Forget who was asked in the host's place: all are asked anew. That they were stands in the logbook."""
    session.execute(delete(Asked).where(Asked.visit_id == visit_id))


def settle_asking(session: Session, stay: Visit, state: VisitState, now: datetime) -> bool:
    """Let a visit that waits at the door become another; False if it waits no more: two at once settle it once.

    Who was turned away may still be let in after all.
    """
    before = (VisitState.ASKING, VisitState.TURNED_AWAY) if state is VisitState.INSIDE else (VisitState.ASKING,)
    settled = (
        update(Visit)
        .where(Visit.id == stay.id, Visit.state.in_(before))
        .values(state=state, admitted_at=now if state is VisitState.INSIDE else None)
        .returning(Visit.id)
    )
    return session.execute(settled).one_or_none() is not None


def remember_asked(session: Session, visit_id: str, employee_id: str, step: Step, now: datetime) -> bool:
    """Write that somebody is asked for a visitor in the host's place; False if they were asked before."""
    row = {"visit_id": visit_id, "employee_id": employee_id, "step": step.value, "asked_at": now}
    asked = insert_into(session, Asked).on_conflict_do_nothing().returning(table_of(Asked).c.visit_id)
    return session.execute(asked, row).one_or_none() is not None


def remember_asked_to_answer(session: Session, message_id: str, employee_id: str, step: Step, now: datetime) -> bool:
    """Write that somebody is asked for the answer to a message; False if they were asked before."""
    row = {"message_id": message_id, "employee_id": employee_id, "step": step.value, "asked_at": now}
    asked = insert_into(session, AskedToAnswer).on_conflict_do_nothing()
    return session.execute(asked.returning(table_of(AskedToAnswer).c.message_id), row).one_or_none() is not None


def write_message(
    session: Session,
    stay: Visit,
    words: str,
    by: str,
    now: datetime,
    *,
    forget_at: datetime,
    due_at: datetime | None = None,
) -> Message:
    """Keep words of a visit: the visitor's, if they are due to be answered, else the host's to the visitor."""
    message = Message(
        visit_id=stay.id,
        host_id=stay.host_id,
        is_from_visitor=due_at is not None,
        text=words,
        by=by,
        at=now,
        due_at=due_at,
        kept_for="visit",
        forget_at=forget_at,
    )
    session.add(message)
    session.flush()
    return message
