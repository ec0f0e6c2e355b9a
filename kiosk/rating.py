"""The question how it was: five doors that open further and further, and their words (R23)."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from shared.badges.queries import badges_of
from shared.bookings.pictures import pass_picture
from shared.desk.rate import is_asked
from shared.desk.survey import link_ends_at
from shared.desk.survey_links import SurveyLinks
from shared.feedback.queries import asked_dimensions, feedback_on, is_rated, survey_of
from shared.feedback.rules import Score
from shared.visits.models import Visit
from shared.web.survey_words import SCORES, Words, dimension_words

_DOORS = ("closed", "crack", "ajar", "half", "wide")
DOORS: dict[Score, tuple[str, Words]] = {
    score: (door, word) for (score, word), door in zip(SCORES.items(), _DOORS, strict=True)
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
    questions: tuple[tuple[str, str], ...]
    """What else may be answered: codes and words."""
    asks_recommend: bool
    phone: str
    """The link to the same questions as a picture (a data: address); empty where no phone could open it."""
    phone_days: int


def rating_of(session: Session, stay: Visit, language: str, links: SurveyLinks, now: datetime) -> Rating:
    """Return how far a visitor who has left has answered, and what else they may be asked."""
    said, survey = feedback_on(session, stay.id), survey_of(session, stay.booking.grade_letter)
    asked = asked_dimensions(session, survey) if survey else []
    address = links.to(stay.id, link_ends_at(stay, survey)) if survey else ""
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
        questions=tuple((each.code, dimension_words(each, language)) for each in asked),
        asks_recommend=survey is not None and survey.asks_recommend,
        phone=_picture(address) if address else "",
        phone_days=survey.link_days if survey else 0,
    )


def _picture(address: str) -> str:
    return f"data:image/png;base64,{b64encode(pass_picture(address)).decode()}"
