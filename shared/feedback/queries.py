"""Reading feedback."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Row, Select, case, func, literal, literal_column, select, tuple_
from sqlalchemy.orm import Session, joinedload

from shared.feedback.models import Feedback, FeedbackFigures, LowScore, RatedVisit, Survey, SurveyDimension
from shared.feedback.rules import LOW
from shared.kernel.database import Moment
from shared.kernel.paging import Cursor, Page, page_of


def feedback(session: Session, feedback_id: str, locked: bool = False) -> Feedback | None:
    """Return one answer; `locked`, so that nobody else changes it until the end of the transaction."""
    return session.get(Feedback, feedback_id, with_for_update=True if locked else None)


def feedback_of_tap(session: Session, tap: str) -> Feedback | None:
    """Return the answer that a tap gave."""
    return session.scalars(select(Feedback).where(Feedback.tap == tap)).one_or_none()


def is_rated(session: Session, visit_id: str) -> bool:
    """Say whether a visit was rated, by whatever name."""
    return session.get(RatedVisit, visit_id) is not None


def unseen_low_feedback(session: Session, site_id: str, since: datetime, limit: int = 20) -> Sequence[Feedback]:
    """Return the low answers of a site that nobody has taken note of, the oldest first."""
    # A literal, not a parameter: SQLite uses a partial index only when it can see its condition.
    is_low: ColumnElement[bool] = literal_column(f"feedback.score <= {int(LOW)}")
    wanted = select(Feedback).where(
        Feedback.site_id == site_id, Feedback.noted_at.is_(None), is_low, Feedback.given_at > since
    )
    return session.scalars(wanted.order_by(Feedback.given_at).limit(limit)).all()


def feedback_on(session: Session, visit_id: str) -> Feedback | None:
    """Return what was said of a visit, unless that was anonymous."""
    return session.scalars(select(Feedback).where(Feedback.visit_id == visit_id)).one_or_none()


def kind_words(
    session: Session, site_ids: Sequence[str], from_score: int, cursor: Cursor | None, limit: int, now: datetime
) -> Page[Feedback]:
    """Return answers with words of visitors who were satisfied, the newest first: one statement.

    Only those that can't be changed any more, since who gave one may still ask to stay unnamed; unnamed ones only once
    they came into the sums, that is with enough others.
    """
    has_words: ColumnElement[bool] = literal_column("feedback.comment <> ''")
    wanted = select(Feedback).where(Feedback.site_id.in_(site_ids), has_words, Feedback.score >= from_score)
    wanted = wanted.where(Feedback.settled_at <= now)
    wanted = wanted.where(Feedback.is_anonymous.is_(False) | Feedback.summed_at.is_not(None))
    forwards = cursor is None or not cursor.backwards
    if cursor is not None:
        here = tuple_(literal(cursor.position[0], Moment), literal(cursor.position[1]))
        place = tuple_(Feedback.given_at, Feedback.id)
        wanted = wanted.where(place < here if forwards else place > here)
    columns = (Feedback.given_at, Feedback.id)
    directed = [column.desc() if forwards else column.asc() for column in columns]
    rows = session.scalars(wanted.order_by(*directed).limit(limit + 1)).all()
    return page_of(rows, cursor, limit, lambda said: (said.given_at, said.id))


def survey_of(session: Session, grade: str) -> Survey | None:
    """Return what visitors of a grade are asked; None for a grade that nobody is asked about."""
    return session.get(Survey, grade)


def every_survey(session: Session) -> Sequence[Survey]:
    """Return the surveys by grade."""
    return session.scalars(select(Survey).order_by(Survey.grade_letter)).all()


def every_dimension(session: Session) -> Sequence[SurveyDimension]:
    """Return what surveys may ask about, in the order of the form."""
    return session.scalars(select(SurveyDimension).order_by(SurveyDimension.position, SurveyDimension.code)).all()


def asked_dimensions(session: Session, survey: Survey) -> list[SurveyDimension]:
    """Return what a survey asks about."""
    return [each for each in every_dimension(session) if each.code in survey.dimensions]


def figures(session: Session) -> FeedbackFigures:
    """Return the figures by which summaries are read."""
    return session.get_one(FeedbackFigures, "house")


Settled: TypeAlias = Row[*tuple[Any, ...]]
"""What the summaries need to know of an answer."""

_SETTLED = (
    Feedback.id,
    Feedback.site_id,
    Feedback.grade_letter,
    Feedback.host_id,
    Feedback.receptionist_id,
    Feedback.score,
    Feedback.scores,
    Feedback.recommend,
    Feedback.is_anonymous,
    Feedback.given_at,
)


def unsummed(session: Session, site_id: str, now: datetime, limit: int, *, unnamed: bool) -> Sequence[Settled]:
    """Return answers, with a name or without, that are settled and in no summary yet; the oldest first."""
    is_unsummed = (Feedback.site_id == site_id, Feedback.summed_at.is_(None), Feedback.is_anonymous.is_(unnamed))
    wanted = select(*_SETTLED).where(*is_unsummed, Feedback.settled_at <= now)
    return session.execute(wanted.order_by(Feedback.settled_at).limit(limit)).all()


_WHOLE = (joinedload(LowScore.feedback), joinedload(LowScore.owner))


def low_score(session: Session, low_score_id: str, locked: bool = False) -> LowScore | None:
    """Return one complaint with its answer; `locked`, so that nobody else changes it meanwhile."""
    if locked:
        session.get(LowScore, low_score_id, with_for_update=True)
    return session.scalars(select(LowScore).where(LowScore.id == low_score_id).options(*_WHOLE)).one_or_none()


def low_score_of(session: Session, feedback_id: str) -> LowScore | None:
    """Return the complaint that an answer opened."""
    return session.scalars(select(LowScore).where(LowScore.feedback_id == feedback_id)).one_or_none()


def open_low_scores(
    session: Session, sites: Sequence[str], owner: str | None = None, limit: int = 100
) -> Sequence[LowScore]:
    """Return the complaints that are open, the most pressing first: those that were answered come last.

    `owner` is who sees to them; None: whoever.
    """
    is_open: ColumnElement[bool] = literal_column("low_scores.closed_at IS NULL")
    wanted = _owned_by(owner, select(LowScore).where(LowScore.site_id.in_(sites), is_open).options(*_WHOLE))
    waits_for_answer = case((LowScore.answered_at.is_(None), 0), else_=1)
    return session.scalars(wanted.order_by(waits_for_answer, LowScore.due_at, LowScore.id).limit(limit)).all()


def open_of_owner(employee_id: str) -> Select[LowScore]:
    """Ask for the complaints that are open and somebody's, to be changed."""
    is_open: ColumnElement[bool] = literal_column("low_scores.closed_at IS NULL")
    return select(LowScore).where(LowScore.owner_id == employee_id, is_open).with_for_update(of=LowScore)


def closed_low_scores(
    session: Session, sites: Sequence[str], owner: str | None = None, limit: int = 50
) -> Sequence[LowScore]:
    """Return the newest complaints that are closed."""
    wanted = select(LowScore).where(LowScore.site_id.in_(sites), LowScore.closed_at.is_not(None)).options(*_WHOLE)
    return session.scalars(_owned_by(owner, wanted).order_by(LowScore.raised_at.desc(), LowScore.id).limit(limit)).all()


def _owned_by(owner: str | None, wanted: Select[LowScore]) -> Select[LowScore]:
    return wanted if owner is None else wanted.where(LowScore.owner_id == owner)


def open_low_score_counts(session: Session, sites: Sequence[str], now: datetime) -> tuple[int, int]:
    """Return how many complaints are open, and how many of them overdue."""
    is_open: ColumnElement[bool] = literal_column("low_scores.closed_at IS NULL")
    is_late = (LowScore.answered_at.is_(None)) & (LowScore.due_at < now)
    late = func.sum(case((is_late, 1), else_=0))
    row = session.execute(select(func.count(), late).where(LowScore.site_id.in_(sites), is_open)).one()
    return row[0], row[1] or 0
