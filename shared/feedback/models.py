"""The tables of feedback: surveys, answers, and what follows a bad score."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, CheckConstraint, ForeignKey, Index, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shared.kernel.database import Base, Identified, Moment, Personal
from shared.people.models import Employee

_UNSEEN = text("noted_at IS NULL AND score <= 2")
_UNSUMMED = text("summed_at IS NULL")
_WORDS = text("comment <> ''")
_OPEN = text("closed_at IS NULL")


class SurveyDimension(Base):
    """Something that a survey may ask about, and its words. Those of a new house are seeded; others can be added."""

    __tablename__ = "survey_dimensions"

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    word: Mapped[str] = mapped_column(Text)
    word_en: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(Integer)

    def named(self, language: str) -> str:
        """Return the word in the reader's language."""
        return self.word if language.startswith("zh") else self.word_en


class Survey(Base):
    """What visitors of one grade are asked, when, and what follows a low score. Figures that an administrator edits."""

    __tablename__ = "surveys"

    grade_letter: Mapped[str] = mapped_column(Text, primary_key=True)
    dimensions: Mapped[list[str]] = mapped_column(JSON)
    """Codes of dimensions, besides the one question how it was."""
    asks_recommend: Mapped[bool] = mapped_column(Boolean)
    mail_after_minutes: Mapped[int] = mapped_column(Integer)
    remind_days: Mapped[int] = mapped_column(Integer)
    """After how many days somebody who hasn't answered is reminded, once; 0: never."""
    link_days: Mapped[int] = mapped_column(Integer)
    low_score: Mapped[int] = mapped_column(Integer)
    """Up to here a score is a complaint (R23)."""
    alert_hours: Mapped[int] = mapped_column(Integer)
    alert_role: Mapped[str] = mapped_column(Text)
    """Who sees to a complaint: the role at the visit's site."""


class FeedbackFigures(Base):
    """The figures by which summaries are read: one row."""

    __tablename__ = "feedback_figures"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    satisfied_from: Mapped[int] = mapped_column(Integer)
    target_percent: Mapped[int] = mapped_column(Integer)
    """R28: so many of a hundred are to be satisfied."""
    smallest_group: Mapped[int] = mapped_column(Integer)
    """Fewer make no percentage; and so many unnamed answers come into the figures together."""


class Feedback(Identified, Personal, Base):
    """One answer to "how were you received". An anonymous one leads to no visit, no host and no tap."""

    __tablename__ = "feedback"

    tap: Mapped[str | None] = mapped_column(Text, unique=True)
    """The tap that gave it: sent twice, it is one answer."""
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    grade_letter: Mapped[str] = mapped_column(ForeignKey("grades.letter"))
    visit_id: Mapped[str | None] = mapped_column(ForeignKey("visits.id"), unique=True)
    host_id: Mapped[str | None] = mapped_column(ForeignKey("employees.id"))
    receptionist_id: Mapped[str | None] = mapped_column(Text)
    """Who received the visitor besides the host: an employee."""
    score: Mapped[int] = mapped_column(Integer)
    scores: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, server_default=text("'{}'"))
    """By the code of a dimension, 1 to 5; only what was answered."""
    recommend: Mapped[int | None] = mapped_column(Integer)
    """0 to 10: how likely the visitor is to recommend us."""
    comment: Mapped[str] = mapped_column(Text, default="")
    is_anonymous: Mapped[bool] = mapped_column(Boolean, default=False)
    given_at: Mapped[datetime] = mapped_column(Moment)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    """From when on it can't be changed any more, and counts."""
    summed_at: Mapped[datetime | None] = mapped_column(Moment)
    """When it came into the summaries."""
    noted_at: Mapped[datetime | None] = mapped_column(Moment)
    """When somebody at reception or the gate took note of a low one."""
    noted_by: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        CheckConstraint("score BETWEEN 1 AND 5", name="score"),
        # Who asked to stay unnamed must not be found by a join.
        CheckConstraint("NOT is_anonymous OR (visit_id IS NULL AND host_id IS NULL AND tap IS NULL)", name="anonymous"),
        Index("ix_feedback_site_given", "site_id", "given_at", "id"),
        # Answers with words: fewer than all, and read from the newest on.
        Index("ix_feedback_words", "site_id", "given_at", "id", sqlite_where=_WORDS, postgresql_where=_WORDS),
        # What reception has not seen yet: few rows, however many there were.
        Index("ix_feedback_unseen", "site_id", "given_at", sqlite_where=_UNSEEN, postgresql_where=_UNSEEN),
        # What the summaries don't have yet, named and unnamed apart: those without a name wait for more of them.
        Index(
            "ix_feedback_unsummed",
            "site_id",
            "is_anonymous",
            "settled_at",
            sqlite_where=_UNSUMMED,
            postgresql_where=_UNSUMMED,
        ),
    )

    def leads_to(self, now: datetime) -> str | None:
        """Return the visit it is about, once whoever gave it can't ask to stay unnamed any more; else None."""
        return self.visit_id if self.settled_at is not None and self.settled_at <= now else None

    @property
    def lowest(self) -> int:
        """Return the lowest number that was given."""
        return min((self.score, *self.scores.values()))


class RatedVisit(Base):
    """That a visit was rated, not how: a visit is rated once, also where the answer leads to nobody."""

    __tablename__ = "rated_visits"

    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"), primary_key=True)


class LowScore(Identified, Personal, Base):
    """A complaint that a low score opened by itself: somebody sees to it by a time (R23, R25)."""

    __tablename__ = "low_scores"

    # One answer is one complaint, however often it is looked at.
    feedback_id: Mapped[str] = mapped_column(ForeignKey("feedback.id"), unique=True)
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("employees.id"))
    raised_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)
    taken_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_by: Mapped[str | None] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text, default="")
    """What the visitor was told, or, of an unnamed one, what was found out."""
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by: Mapped[str | None] = mapped_column(Text)
    closing: Mapped[str] = mapped_column(Text, default="")
    """What was learnt from it."""

    feedback: Mapped[Feedback] = relationship()
    owner: Mapped[Employee | None] = relationship()

    __table_args__ = (
        # What is open, by when it is due: few, however many there were.
        Index("ix_low_scores_open", "site_id", "due_at", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_low_scores_site", "site_id", "raised_at", "id"),
    )

    def is_overdue(self, now: datetime) -> bool:
        """Say whether it should have been answered by now."""
        return self.closed_at is None and self.answered_at is None and now > self.due_at

    def facts(self) -> dict[str, Any]:
        """Return what the rule of its steps needs to know."""
        return {"answered": self.answered_at is not None, "closed": self.closed_at is not None}
