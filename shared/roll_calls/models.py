"""The tables of roll calls: the call, who was counted when it began, and every word on them."""

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shared.kernel.database import Base, Identified, Moment
from shared.visits.models import Visit


class RollCall(Identified, Base):
    """One evacuation of a site, in earnest or as a drill, from the press that began it."""

    __tablename__ = "roll_calls"

    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    is_drill: Mapped[bool] = mapped_column(Boolean)
    point: Mapped[str] = mapped_column(Text)
    """Where people gather, in words; empty if nobody said."""
    started_at: Mapped[datetime] = mapped_column(Moment)
    started_by: Mapped[str] = mapped_column(Text)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        # Two guards who press at once must count in one list.
        Index(
            "one_open_roll_call_per_site",
            "site_id",
            unique=True,
            sqlite_where=ended_at.is_(None),
            postgresql_where=ended_at.is_(None),
        ),
        Index("ix_roll_calls_site_start", "site_id", "started_at", "id"),
    )


class RollEntry(Base):
    """Somebody who was counted when it began, and in which place: paper and screens keep that order."""

    __tablename__ = "roll_entries"

    roll_call_id: Mapped[str] = mapped_column(ForeignKey("roll_calls.id"), primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer)
    sureness: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)

    visit: Mapped[Visit] = relationship()

    __table_args__ = (
        CheckConstraint("sureness IN ('sure', 'doubtful')", name="sureness"),
        Index("ix_roll_entries_visit", "visit_id"),
    )


class RollMark(Base):
    """One press on one device. Marks are only ever added: which of them holds is worked out on reading."""

    __tablename__ = "roll_marks"

    # The device names its press: sent again after a lost answer it is still one.
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    roll_call_id: Mapped[str] = mapped_column(ForeignKey("roll_calls.id"))
    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"))
    said: Mapped[str] = mapped_column(Text)
    undoes: Mapped[str | None] = mapped_column(Text)
    """The press that this one takes back."""
    device: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(Text)
    pressed_at: Mapped[datetime] = mapped_column(Moment)
    heard_at: Mapped[datetime] = mapped_column(Moment)
    """Later than the press where the device had no connection."""

    __table_args__ = (
        CheckConstraint("said IN ('safe', 'missing')", name="said"),
        Index("ix_roll_marks_call", "roll_call_id", "pressed_at", "id"),
        Index("ix_roll_marks_visit", "visit_id"),
    )
