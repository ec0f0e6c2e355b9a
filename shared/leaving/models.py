"""The tables of leaving."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.kernel.database import Base, Moment

_OPEN = text("settled_at IS NULL")


class Release(Base):
    """What a visitor says goes out again of what came in (放行条); where it differs the gate has the last word."""

    __tablename__ = "releases"

    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"), primary_key=True)
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    taken: Mapped[dict[str, Any]] = mapped_column(JSON)
    """How many of each item, by its id."""
    differs: Mapped[bool] = mapped_column(Boolean)
    said_at: Mapped[datetime] = mapped_column(Moment)
    said_by: Mapped[str] = mapped_column(Text)
    """A station, where the visitor said so; an account, where the gate looked."""
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    """When it was as declared, or the gate let the difference pass."""
    settled_by: Mapped[str | None] = mapped_column(Text)
    remark: Mapped[str] = mapped_column(Text, default="")

    # What waits for the gate's word: a handful, however many visits there were.
    __table_args__ = (Index("ix_releases_open", "site_id", "said_at", sqlite_where=_OPEN, postgresql_where=_OPEN),)


class Closing(Base):
    """A site's day that has been closed: written once, however many processes look and however often they start."""

    __tablename__ = "closings"

    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    closed_at: Mapped[datetime] = mapped_column(Moment)
    """The hour that the site closes on that day."""
    written_at: Mapped[datetime] = mapped_column(Moment)
