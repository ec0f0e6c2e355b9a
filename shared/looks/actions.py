"""Changing the kiosk's look."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from shared.kernel.logbook import About, Kind, note
from shared.looks.models import THE_HOUSE, KioskLook, LookPicture
from shared.looks.pictures import Kept
from shared.looks.rules import Look


def choose_look(session: Session, look: Look, by: str, now: datetime) -> None:
    """Let all kiosks look so from now on; an empty look is the one that they came with."""
    session.merge(
        KioskLook(
            whose=THE_HOUSE,
            wall=look.wall,
            lamp=look.lamp,
            logo_id=look.logo,
            picture_id=look.picture,
            greetings=dict(look.greetings),
            changed_at=now,
            changed_by=by,
        )
    )
    note(session, Kind.KioskLookChanged, About(), at=now, by=by)
    session.flush()
    shown = [picture for picture in (look.logo, look.picture) if picture]
    session.execute(delete(LookPicture).where(LookPicture.id.not_in(shown)))


def keep_picture(session: Session, kept: Kept, now: datetime) -> str:
    """Keep a logo or a picture, and return its id; the same one is kept once."""
    digest = sha256(kept.picture).hexdigest()
    row = session.scalars(select(LookPicture).where(LookPicture.sum == digest)).one_or_none()
    if row is None:
        row = LookPicture(picture=kept.picture, mime=kept.mime, sum=digest, made_at=now)
        session.add(row)
        session.flush()
    return row.id
