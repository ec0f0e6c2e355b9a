"""The host, or who is asked in the host's place, answers a visitor who waits (R13)."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict, Unpack

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.access.rules import Permission, Person
from shared.desk.asking import CHAIN, LIMIT, about_visit
from shared.desk.at_the_door import SEEN_TO
from shared.desk.let_in import HELD, let_in, turn_away
from shared.desk.outcomes import NotAllowed, OutOfTurn
from shared.kernel.logbook import Kind, note
from shared.notices.actions import drop
from shared.notices.queries import notices_in_hand
from shared.visits.actions import write_answer
from shared.visits.asked import asked_for, visit_in_hand, was_asked
from shared.visits.models import Visit
from shared.visits.rules import (
    ACCEPTED,
    DECLINED,
    OPEN,
    Answer,
    VisitState,
    may_speak,
    problem_with_answer,
)

ANSWERED = "answered_meanwhile"
"""OutOfTurn: somebody else has answered, and this person did not know it."""


class More(TypedDict, total=False):
    """What some answers have to say besides."""

    minutes: int | None
    place: str | None


class BadAnswer(ValueError):
    """The answer lacks its minutes, its place or its words; the text names the field."""


def answer(
    session: Session,
    visit_id: str,
    said: Answer,
    by: Person,
    now: datetime,
    *,
    seen: datetime | None = None,
    **more: Unpack[More],
) -> Visit:
    """Write what the host, or somebody in the host's place, says; the kiosk and the boards hear it at once.

    Accepting lets a walk-in in, declining turns them away; either once, whoever else says so at the same moment.
    `seen` is when the answer was given that this person knows of: the first answer stands until somebody who has
    seen it says otherwise. Raises NotAllowed, OutOfTurn (the visitor has gone, somebody has answered) and BadAnswer.
    """
    stay = stay_to_answer(session, visit_id, by, seen)
    minutes, place = more.get("minutes"), more.get("place")
    if trouble := problem_with_answer(said, minutes, place):
        raise BadAnswer(trouble)
    if said in ACCEPTED and stay.state == VisitState.ASKING:
        _accept(session, stay, by, now)
    elif said in DECLINED and stay.state == VisitState.ASKING:
        turn_away(session, stay, by.id, now)
    receiver = _receiver(session, stay, by) if said in ACCEPTED else None
    write_answer(stay, said, by.id, now, minutes=minutes, place=place, receiver=receiver)
    note_answer(session, stay, by, now)
    _answer_for_who_came_with(session, stay, by, now)
    return stay


def _accept(session: Session, stay: Visit, by: Person, now: datetime) -> None:
    """Let a walk-in in; of the watchlist a host hears nothing but that reception sees to the visitor."""
    try:
        let_in(session, stay, by.id, now)
    except OutOfTurn as refused:
        if refused.code == HELD and not may_take_over(by, stay):
            raise OutOfTurn(SEEN_TO) from None
        raise


def take_over(session: Session, visit_id: str, by: Person, now: datetime, seen: datetime | None = None) -> Visit:
    """Let reception or the gate see to a visitor in the host's place; who was turned away comes in after all.

    Raises NotAllowed and OutOfTurn.
    """
    stay = visit_in_hand(session, visit_id)
    if stay is None or not may_take_over(by, stay):
        raise NotAllowed
    if stay.state not in OPEN | {VisitState.TURNED_AWAY}:
        raise OutOfTurn("visit_ended")
    is_away = stay.state == VisitState.TURNED_AWAY
    if not is_away and not may_speak(stay.answered_at, stay.answered_by, seen, by.id):
        raise OutOfTurn(ANSWERED)
    if stay.state != VisitState.INSIDE:
        let_in(session, stay, by.id, now)
    write_answer(stay, Answer.DESK, by.id, now)
    note_answer(session, stay, by, now)
    return stay


def stay_to_answer(session: Session, visit_id: str, by: Person, seen: datetime | None) -> Visit:
    """Return a visit that this person may answer for now, in hand. Raises NotAllowed and OutOfTurn."""
    stay = visit_in_hand(session, visit_id)
    if stay is None or not may_answer(session, by, stay):
        raise NotAllowed
    if stay.state not in OPEN:
        raise OutOfTurn("visit_ended")
    if not may_speak(stay.answered_at, stay.answered_by, seen, by.id):
        raise OutOfTurn(ANSWERED)
    return stay


def may_answer(session: Session, person: Person, stay: Visit) -> bool:
    """Say whether a person may answer for a visit: its host, who was asked in the host's place, reception there."""
    if person.is_host(stay.host_id) or person.may(Permission.BOOK_FOR_OTHERS, stay.site_id):
        return True
    return was_asked(session, stay.id, person.employee_id)


def may_take_over(person: Person, stay: Visit) -> bool:
    """Say whether a person may see to a visitor in the host's place: reception and the gate."""
    return person.may(Permission.CLOSE_VISIT, stay.site_id)


def note_answer(session: Session, stay: Visit, by: Person, now: datetime) -> None:
    """Stop asking, and let everybody know who was asked."""
    said = Answer(stay.answer or "")
    stop_asking(session, stay, with_limit=said in ACCEPTED | DECLINED)
    facts = {"answer": said.value, "minutes": stay.answer_minutes}
    note(session, Kind.HostAnswered, about_visit(stay), at=now, by=by.id, person=stay.receiver_id, **facts)
    release_asked(session, stay, by.id, now, but=by.employee_id)


def release_asked(session: Session, stay: Visit, by: str, now: datetime, but: str | None = None) -> None:
    """Let those who were asked in the host's place know that they need not answer any more."""
    for asked in asked_for(session, [stay.id]):
        if asked.employee_id != but:
            about = about_visit(stay, asked.employee_id)
            note(session, Kind.AskingEnded, about, at=now, by=by, person=asked.employee_id)


def _answer_for_who_came_with(session: Session, stay: Visit, by: Person, now: datetime) -> None:
    """Let what is said of one count for all of the booking who are inside and wait for it (R15).

    Whoever is in somebody's hand at this moment is passed over: nobody waits for a whole group.
    """
    waiting = (Visit.booking_id == stay.booking_id, Visit.state == VisitState.INSIDE, Visit.answer.is_(None))
    wanted = select(Visit).where(*waiting, Visit.id != stay.id).order_by(Visit.id).with_for_update(skip_locked=True)
    others = session.scalars(wanted).all()
    asked = {notice.subject_id for notice in notices_in_hand(session, [other.id for other in others], CHAIN)}
    said, minutes, place, receiver = Answer(stay.answer or ""), stay.answer_minutes, stay.answer_place, stay.receiver_id
    for other in others:
        write_answer(other, said, by.id, now, minutes=minutes, place=place, receiver=receiver)
        if other.id in asked:  # came by a pass of their own, and has a screen that follows
            note_answer(session, other, by, now)


def stop_asking(session: Session, stay: Visit, *, with_limit: bool = True) -> None:
    """Drop what is left of the chain; who only asked to wait leaves the limit of waiting as it is (R14)."""
    topics: Sequence[str] = (*CHAIN, LIMIT) if with_limit else CHAIN
    for notice in notices_in_hand(session, [stay.id], topics):
        drop(notice)


def _receiver(session: Session, stay: Visit, by: Person) -> str | None:
    """Return who comes, if that is not the host: reception answers in the host's name."""
    return by.employee_id if not by.is_host(stay.host_id) and was_asked(session, stay.id, by.employee_id) else None
