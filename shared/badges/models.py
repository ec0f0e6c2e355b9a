"""The tables of badges (one row a copy; only the newest copy's code checks out), and of how they look."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Integer, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shared.kernel.database import Base, Identified, Moment
from shared.visits.models import Visit


class Badge(Identified, Base):
    """A badge that was asked for; how far its print has come stands in its print job."""

    __tablename__ = "badges"
    # A copy number stands on paper: no two papers of a visit may bear the same.
    __table_args__ = (UniqueConstraint("visit_id", "copy"),)

    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"))
    copy: Mapped[int] = mapped_column(Integer)
    number: Mapped[str] = mapped_column(Text, unique=True)
    """The 8 random bytes inside its check-out code, in hex."""
    expires_at: Mapped[datetime] = mapped_column(Moment)
    made_at: Mapped[datetime] = mapped_column(Moment)
    voided_at: Mapped[datetime | None] = mapped_column(Moment)
    returned_at: Mapped[datetime | None] = mapped_column(Moment)
    """When it was handed back (R22)."""

    visit: Mapped[Visit] = relationship()


class BadgeLogo(Identified, Base):
    """A company's logo as it is kept: a PNG of greys, made anew from what was uploaded."""

    __tablename__ = "badge_logos"

    picture: Mapped[bytes] = mapped_column(LargeBinary)
    sum: Mapped[str] = mapped_column(Text, unique=True)
    """The picture's SHA-256: the same logo is kept once."""
    made_at: Mapped[datetime] = mapped_column(Moment)


class ChosenLayout(Base):
    """What an administrator chose for one grade on one paper; without a row the house's default stands."""

    __tablename__ = "badge_layouts"

    grade: Mapped[str] = mapped_column(ForeignKey("grades.letter"), primary_key=True)
    roll: Mapped[str] = mapped_column(Text, primary_key=True)
    chosen: Mapped[dict[str, Any]] = mapped_column(JSON)
    """A `BadgeLayout` without its logo, as `as_json` writes it."""
    logo_id: Mapped[str | None] = mapped_column(ForeignKey("badge_logos.id"))
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by: Mapped[str] = mapped_column(Text)
