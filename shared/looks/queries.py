"""Reading the kiosk's look."""

from sqlalchemy.orm import Session

from shared.looks.models import THE_HOUSE, KioskLook, LookPicture
from shared.looks.rules import Look


def look_now(session: Session) -> Look:
    """Return how the house's kiosks look."""
    row = session.get(KioskLook, THE_HOUSE)
    if row is None:
        return Look()
    return Look(row.wall, row.lamp, row.logo_id, row.picture_id, row.greetings)


def look_picture(session: Session, picture_id: str | None) -> LookPicture | None:
    """Return a logo or a picture; None if there is none."""
    return session.get(LookPicture, picture_id) if picture_id else None
