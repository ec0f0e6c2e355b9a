"""What a visitor may do while waiting: ask for something to drink, or not wait any longer (R13, R14)."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from shared.desk.answer import release_asked, stop_asking
from shared.desk.asking import GATE, about_visit
from shared.desk.let_in import withdraw
from shared.desk.outcomes import Door, NotAllowed, Outcome, OutOfTurn, StillHere
from shared.desk.taps import answer_once
from shared.kernel.logbook import Kind, lines_about, note
from shared.notices.actions import drop
from shared.notices.queries import notices_in_hand
from shared.visits.asked import visit_in_hand
from shared.visits.models import Visit
from shared.visits.rules import OPEN

_ASKED_AGAIN_AFTER = timedelta(minutes=15)


def ask_for_refreshment(session: Session, tap: str, visit_id: str, door: Door, now: datetime) -> Outcome:
    """Ask reception to bring something; who asked a moment ago has asked. Raises NotAllowed and OutOfTurn."""
    question = ("refreshment", visit_id)
    return answer_once(session, tap, question, door, now, lambda: _refreshment(session, visit_id, door, now))


def wait_no_longer(session: Session, tap: str, visit_id: str, door: Door, now: datetime) -> Outcome:
    """End the visit of somebody who was not let in yet. Raises NotAllowed, and OutOfTurn once they were."""
    question = ("withdraw", visit_id)
    return answer_once(session, tap, question, door, now, lambda: _withdrawn(session, visit_id, door, now))


def refreshment_asked_at(session: Session, visit_id: str, now: datetime) -> datetime | None:
    """Return when a visitor last asked for refreshments, if that was a moment ago."""
    asked = [line.at for line in lines_about(session, visit=visit_id) if line.kind == Kind.RefreshmentAsked]
    return asked[-1] if asked and now - asked[-1] < _ASKED_AGAIN_AFTER else None


def _refreshment(session: Session, visit_id: str, door: Door, now: datetime) -> StillHere:
    stay = _here(session, visit_id, door)
    if stay.state not in OPEN:
        raise OutOfTurn("visit_ended")
    if refreshment_asked_at(session, visit_id, now) is None:
        note(session, Kind.RefreshmentAsked, about_visit(stay), at=now, by=door.station)
    return StillHere(stay.id)


def _withdrawn(session: Session, visit_id: str, door: Door, now: datetime) -> StillHere:
    stay = _here(session, visit_id, door)
    if not withdraw(session, stay, door.station, now):
        raise OutOfTurn("visit_ended")
    stop_asking(session, stay)
    release_asked(session, stay, door.station, now)
    for notice in notices_in_hand(session, [stay.id], [GATE]):
        drop(notice)
    return StillHere(stay.id)


def _here(session: Session, visit_id: str, door: Door) -> Visit:
    stay = visit_in_hand(session, visit_id)
    if stay is None or stay.site_id != door.site_id:
        raise NotAllowed
    return stay
