"""Stations."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shared.kernel.database import Base, Identified, Moment


class Station(Identified, Base):
    """A place in a lobby with a screen and its printers; several stations can share a node."""

    __tablename__ = "stations"
    __table_args__ = (UniqueConstraint("site_id", "code"),)

    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    code: Mapped[str] = mapped_column(Text)
    printers: Mapped[list[str]] = mapped_column(JSON)
    """Printer addresses, the preferred one first."""
    started_at: Mapped[datetime] = mapped_column(Moment)
