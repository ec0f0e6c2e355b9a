"""Writing visits."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from shared.visits.models import Visit
from shared.visits.rules import Answer, VisitState


def close_visit(session: Session, visit_id: str, now: datetime) -> bool:
    """Let a visit end by leaving; False if it had ended before: two at once close it once."""
    left = (
        update(Visit)
        .where(Visit.id == visit_id, Visit.state == VisitState.INSIDE)
        .values(state=VisitState.LEFT, left_at=now)
        .returning(Visit.id)
    )
    return session.execute(left).one_or_none() is not None


def write_answer(visit: Visit, answer: Answer, minutes: int | None, place: str | None, by: str, now: datetime) -> None:
    """Keep the host's latest answer on the visit; the earlier ones stand in the logbook."""
    visit.answer, visit.answered_at, visit.answered_by = answer, now, by
    visit.answer_minutes = minutes if answer is Answer.MINUTES else None
    visit.answer_place = place.strip() if answer is Answer.SEND_TO and place else None
