"""Ask a visitor who has left how it was: by mail, once again if they don't answer, and by the link (R23)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from shared.desk.complaints import look_at_score
from shared.desk.rate import ASKED_BY_MAIL, SURVEY, SURVEY_REMINDER, NotTaken, rating_of
from shared.feedback.actions import write_rating
from shared.feedback.models import Feedback, Survey
from shared.feedback.queries import is_rated, survey_of
from shared.feedback.rules import Score, kept_of, problem_with_comment
from shared.kernel.logbook import About
from shared.notices.actions import drop
from shared.notices.models import Notice
from shared.notices.queries import notices_in_hand
from shared.visits.models import Visit
from shared.visits.queries import visit
from shared.visits.rules import VisitState

BY_LINK = "link"


@dataclass(frozen=True)
class Answer:
    """All that is said on the page of a link."""

    score: Score
    scores: dict[str, int]
    recommend: int | None
    comment: str
    is_anonymous: bool


def ask_by_mail(session: Session, stay: Visit, now: datetime) -> None:
    """Have a visitor with an e-mail address asked after a while, and reminded once: rows for the courier."""
    if not stay.guest.visitor.email:
        return
    survey = survey_of(session, stay.booking.grade_letter)
    if survey is None:
        return
    due_at = now + timedelta(minutes=survey.mail_after_minutes)
    session.add(_letter(SURVEY, stay, now, due_at))
    if survey.remind_days:
        session.add(_letter(SURVEY_REMINDER, stay, now, due_at + timedelta(days=survey.remind_days)))


def stop_asking(session: Session, visit_id: str) -> None:
    """Write no letter about a visit that was rated."""
    for notice in notices_in_hand(session, [visit_id], ASKED_BY_MAIL):
        drop(notice)


def link_ends_at(stay: Visit, survey: Survey) -> datetime:
    """Return how long the link of a visit works."""
    return (stay.left_at or stay.arrived_at) + timedelta(days=survey.link_days)


def visit_to_rate(session: Session, visit_id: str) -> Visit | None:
    """Return a visit that its visitor may still rate by link, or None."""
    stay = visit(session, visit_id)
    return None if stay is None or stay.state != VisitState.LEFT or is_rated(session, visit_id) else stay


def is_inside(session: Session, visit_id: str) -> bool:
    """Say whether a visit is not over yet, so that it is too early to say how it was."""
    stay = visit(session, visit_id)
    return stay is not None and stay.state == VisitState.INSIDE


def answer_survey(session: Session, visit_id: str, said: Answer, now: datetime) -> Feedback | NotTaken:
    """Write down what a visitor says by the link; a visit is rated once, by whatever way."""
    stay = visit_to_rate(session, visit_id)
    survey = survey_of(session, stay.booking.grade_letter) if stay else None
    if stay is None or survey is None:
        return NotTaken.RATED_BEFORE
    if problem_with_comment(said.comment):
        return NotTaken.ODD
    more = kept_of(said.scores, said.recommend, survey.dimensions, survey.asks_recommend)
    whole = rating_of(session, stay, said.score, None, more, said.comment, said.is_anonymous)
    row = write_rating(session, whole, BY_LINK, now)
    if row is None:
        return NotTaken.RATED_BEFORE
    stop_asking(session, visit_id)
    look_at_score(session, row, survey, stay.host_id, now)
    return row


def _letter(topic: str, stay: Visit, now: datetime, due_at: datetime) -> Notice:
    about = About(stay.site_id, stay.host_id, stay.booking_id, stay.id)
    return Notice(
        topic=topic,
        subject_id=stay.id,
        visitor_id=stay.guest.visitor_id,
        about=about.as_json(),
        asked_at=now,
        due_at=due_at,
    )
