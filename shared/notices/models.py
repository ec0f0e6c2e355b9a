"""The table of notices."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.kernel.database import Base, Identified, Moment
from shared.notices.rules import Urgency

_UNSETTLED = text("due_at IS NOT NULL")


class Notice(Identified, Base):
    """One thing that one person or role must be told."""

    __tablename__ = "notices"

    topic: Mapped[str] = mapped_column(Text)
    """What to tell, such as `arrival`: the front door knows the words."""
    subject_id: Mapped[str] = mapped_column(Text)
    employee_id: Mapped[str | None] = mapped_column(ForeignKey("employees.id"))
    visitor_id: Mapped[str | None] = mapped_column(ForeignKey("visitors.id"), index=True)
    role: Mapped[str | None] = mapped_column(Text)
    """A role that hears by its screen only, such as `gate`."""
    about: Mapped[dict[str, str]] = mapped_column(JSON)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(Text, default="waiting")
    """waiting, told, not_told (given up), dropped (no longer true)."""
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    trouble: Mapped[str | None] = mapped_column(Text)
    channel: Mapped[str | None] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    """When to try next; None when there is nothing to send: a screen's notice, or a settled one."""
    urgency: Mapped[int] = mapped_column(Integer, default=Urgency.TODAY)
    """What is due goes out in this order: somebody at the door doesn't wait behind two hundred passes."""
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    told_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        # The courier's one question, small however many notices there were.
        Index("ix_notices_due", "urgency", "due_at", postgresql_where=_UNSETTLED, sqlite_where=_UNSETTLED),
        Index("ix_notices_subject", "subject_id", "topic"),
    )
