"""Reading notices."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.notices.models import Notice


def notices_for(session: Session, subject_id: str, topic: str) -> Sequence[Notice]:
    """Return the notices about one subject, oldest first."""
    wanted = select(Notice).where(Notice.subject_id == subject_id, Notice.topic == topic)
    return session.scalars(wanted.order_by(Notice.id)).all()


def next_due_at(session: Session) -> datetime | None:
    """Return when the courier has something to do next."""
    return session.scalars(
        select(Notice.due_at).where(Notice.due_at.is_not(None)).order_by(Notice.due_at).limit(1)
    ).first()
