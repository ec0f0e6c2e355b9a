"""The question how it was: five doors that open further and further, and their words (R23)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from shared.badges.queries import badges_of
from shared.desk.rate import is_asked
from shared.feedback.queries import feedback_on, is_rated
from shared.feedback.rules import Score
from shared.visits.models import Visit

SCORES: dict[Score, tuple[str, Any]] = {
    Score.VERY_DISSATISFIED: ("closed", _l("Not at all")),
    Score.DISSATISFIED: ("crack", _l("Not really")),
    Score.FAIR: ("ajar", _l("So-so")),
    Score.SATISFIED: ("half", _l("Well")),
    Score.VERY_SATISFIED: ("wide", _l("Very well")),
}
"""How far the door stands open, and the word below it."""


@dataclass(frozen=True)
class Rating:
    """What the goodbye asks of one visitor, and what they have said already."""

    visit: str
    is_asked: bool
    is_rated: bool
    feedback: str
    """The answer's id, as long as it leads to this visit; else empty."""
    score: int | None
    comment: str
    badge_is_back: bool
    has_badge: bool


def rating_of(session: Session, stay: Visit, now: datetime) -> Rating:
    """Return how far a visitor who has left has answered."""
    said = feedback_on(session, stay.id)
    badges = badges_of(session, stay.id)
    return Rating(
        visit=stay.id,
        is_asked=is_asked(stay, now),
        is_rated=is_rated(session, stay.id),
        feedback=said.id if said else "",
        score=said.score if said else None,
        comment=said.comment if said else "",
        badge_is_back=bool(badges) and badges[-1].returned_at is not None,
        has_badge=bool(badges),
    )
