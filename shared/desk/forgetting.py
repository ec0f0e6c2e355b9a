"""Forgetting in time what visitors left at the door: photos, signatures, registrations that nobody finished (R29)."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from shared.declarations.actions import forget_pictures
from shared.declarations.models import Signature, VisitPhoto
from shared.walk_ins.actions import forget_drafts
from shared.walk_ins.models import Draft, NameShown


def is_something_to_forget(session: Session, now: datetime) -> bool:
    """Say whether anything's time is over: four looks at an index."""
    each = (VisitPhoto, Signature, Draft, NameShown)
    wanted = select(or_(*(select(kind.forget_at).where(kind.forget_at <= now).exists() for kind in each)))
    return bool(session.scalars(wanted).one())


def forget_what_is_over(session: Session, now: datetime) -> None:
    """Delete what may be kept no longer."""
    forget_pictures(session, now)
    forget_drafts(session, now)
