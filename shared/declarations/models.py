"""The tables of what was left, signed and declared at the door."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shared.kernel.database import Base, Identified, Moment, Personal


class VisitPhoto(Personal, Base):
    """A visitor's photo, made anew from what the camera took; gone after thirty days (R29)."""

    __tablename__ = "visit_photos"

    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"), primary_key=True)
    picture: Mapped[bytes] = mapped_column(LargeBinary)
    """A JPEG without anything but the picture."""
    taken_at: Mapped[datetime] = mapped_column(Moment)


class AgreedText(Identified, Base):
    """That a visitor agreed to exactly this text, and when (R17)."""

    __tablename__ = "agreed_texts"
    # A text is agreed to once on a visit: a form that came twice must not make two.
    __table_args__ = (UniqueConstraint("visit_id", "text_id"),)

    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"))
    text_id: Mapped[str] = mapped_column(ForeignKey("agreement_texts.id"))
    sum: Mapped[str] = mapped_column(Text)
    """The text's SHA-256 as it was when the visitor agreed."""
    agreed_at: Mapped[datetime] = mapped_column(Moment)


class Signature(Personal, Base):
    """How a text was signed: drawn, or typed by those who can't draw; gone after thirty days (R29)."""

    __tablename__ = "signatures"
    __table_args__ = (CheckConstraint("picture IS NOT NULL OR typed IS NOT NULL", name="drawn_or_typed"),)

    agreed_id: Mapped[str] = mapped_column(ForeignKey("agreed_texts.id"), primary_key=True)
    picture: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The PNG as it was shown when the visitor agreed."""
    typed: Mapped[str | None] = mapped_column(Text)
    sum: Mapped[str] = mapped_column(Text)
    """SHA-256 of the text's own sum, then the picture's bytes or the typed name: it ties the one to the other."""


class DeclaredItem(Identified, Base):
    """Something that a visitor carries in, and how many of it (R11)."""

    __tablename__ = "declared_items"
    __table_args__ = (
        UniqueConstraint("visit_id", "position"),
        CheckConstraint("quantity > 0", name="some"),
    )

    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"))
    position: Mapped[int] = mapped_column(Integer)
    what: Mapped[str] = mapped_column(Text)
    quantity: Mapped[int] = mapped_column(Integer)


class DoorAnswer(Base):
    """A visitor's answer to a question that the grade asks at the door."""

    __tablename__ = "door_answers"

    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"), primary_key=True)
    question: Mapped[str] = mapped_column(Text, primary_key=True)
    """The question in the house's own words, as it was then: the list may have changed since."""
    answer: Mapped[str] = mapped_column(Text)
    """yes or no."""
    position: Mapped[int] = mapped_column(Integer, default=0)
    shown: Mapped[str] = mapped_column(Text, default="")
    """The words that the visitor read; empty where that was not kept yet."""
    language: Mapped[str] = mapped_column(Text, default="")
    """The language of those words."""
