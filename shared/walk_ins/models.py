"""What a walk-in has said so far, and which names the directory has shown at a kiosk."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from shared.kernel.database import Base, Moment, Personal


class Draft(Personal, Base):
    """A registration that is being filled in: gone when it is finished, given up, or left alone."""

    __tablename__ = "walk_in_drafts"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    """A random UUID: it stands in the address, and is the tap under which the registration is finished."""
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    station: Mapped[str] = mapped_column(Text)
    consent_id: Mapped[str] = mapped_column(ForeignKey("agreement_texts.id"))
    """What was agreed to before anything was asked (R17)."""
    agreed_at: Mapped[datetime] = mapped_column(Moment)
    said: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What was typed and chosen, by step: also what can't be right, so that nothing typed is lost."""


class DraftPicture(Base):
    """A photo or a signature of a draft, kept apart so that each step reads words only."""

    __tablename__ = "walk_in_pictures"

    draft_id: Mapped[str] = mapped_column(ForeignKey("walk_in_drafts.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    """`photo`, or the kind of agreement that was signed."""
    picture: Mapped[bytes] = mapped_column(LargeBinary)


class NameShown(Personal, Base):
    """An employee whose name was shown to somebody who had not finished registering (R16)."""

    __tablename__ = "names_shown"

    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"), primary_key=True)
    station: Mapped[str] = mapped_column(Text, primary_key=True)
    search: Mapped[str] = mapped_column(Text, primary_key=True)
    """The draft, or what a program calls one visitor's search."""
    employee_id: Mapped[str] = mapped_column(ForeignKey("employees.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (Index("ix_names_shown_station_at", "site_id", "station", "at"),)
