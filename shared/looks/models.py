"""The tables of the kiosk's look: what was chosen, and the pictures in it."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from shared.kernel.database import Base, Identified, Moment

THE_HOUSE = "house"


class LookPicture(Identified, Base):
    """A logo or a picture as it is kept: made anew from what was uploaded."""

    __tablename__ = "look_pictures"

    picture: Mapped[bytes] = mapped_column(LargeBinary)
    mime: Mapped[str] = mapped_column(Text)
    sum: Mapped[str] = mapped_column(Text, unique=True)
    """The picture's SHA-256: the same picture is kept once."""
    made_at: Mapped[datetime] = mapped_column(Moment)


class KioskLook(Base):
    """What an administrator chose for all kiosks of the house; without the row they look as they came."""

    __tablename__ = "kiosk_looks"

    whose: Mapped[str] = mapped_column(Text, primary_key=True, default=THE_HOUSE)
    wall: Mapped[str | None] = mapped_column(Text)
    lamp: Mapped[str | None] = mapped_column(Text)
    logo_id: Mapped[str | None] = mapped_column(ForeignKey("look_pictures.id"))
    picture_id: Mapped[str | None] = mapped_column(ForeignKey("look_pictures.id"))
    greetings: Mapped[dict[str, str]] = mapped_column(JSON)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by: Mapped[str] = mapped_column(Text)
