"""The tables of feedback."""

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.kernel.database import Base, Identified, Moment, Personal

_UNSEEN = text("noted_at IS NULL AND score <= 2")


class Feedback(Identified, Personal, Base):
    """One answer to "how were you received". An anonymous one leads to no visit, no host and no tap."""

    __tablename__ = "feedback"

    tap: Mapped[str | None] = mapped_column(Text, unique=True)
    """The tap that gave it: sent twice, it is one answer."""
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    grade_letter: Mapped[str] = mapped_column(ForeignKey("grades.letter"))
    visit_id: Mapped[str | None] = mapped_column(ForeignKey("visits.id"), unique=True)
    host_id: Mapped[str | None] = mapped_column(ForeignKey("employees.id"))
    score: Mapped[int] = mapped_column(Integer)
    comment: Mapped[str] = mapped_column(Text, default="")
    is_anonymous: Mapped[bool] = mapped_column(Boolean, default=False)
    given_at: Mapped[datetime] = mapped_column(Moment)
    noted_at: Mapped[datetime | None] = mapped_column(Moment)
    """When somebody at reception or the gate took note of a low one."""
    noted_by: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        CheckConstraint("score BETWEEN 1 AND 5", name="score"),
        # Who asked to stay unnamed must not be found by a join.
        CheckConstraint("NOT is_anonymous OR (visit_id IS NULL AND host_id IS NULL AND tap IS NULL)", name="anonymous"),
        Index("ix_feedback_site_given", "site_id", "given_at", "id"),
        # What reception has not seen yet: few rows, however many there were.
        Index("ix_feedback_unseen", "site_id", "given_at", sqlite_where=_UNSEEN, postgresql_where=_UNSEEN),
    )


class RatedVisit(Base):
    """That a visit was rated, not how: a visit is rated once, also where the answer leads to nobody."""

    __tablename__ = "rated_visits"

    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"), primary_key=True)
