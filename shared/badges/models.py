"""The table of badges: one row a copy; only the newest copy's code checks out."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, Text, UniqueConstraint
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

    visit: Mapped[Visit] = relationship()
