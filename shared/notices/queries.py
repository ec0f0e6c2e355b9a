"""Reading notices."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from shared.kernel.listed import rows_of
from shared.notices.models import Notice
from shared.notices.rules import Urgency

IS_DUE_ONCE = Notice.due_at.is_not(None)
"""What the courier's index is of."""


def notices_for(session: Session, subject_id: str, topic: str) -> Sequence[Notice]:
    """Return the notices of one topic about one subject, oldest first."""
    wanted = select(Notice).where(Notice.subject_id == subject_id, Notice.topic == topic)
    return session.scalars(wanted.order_by(Notice.id)).all()


def notices_in_hand(session: Session, subject_ids: Sequence[str], topics: Sequence[str]) -> Sequence[Notice]:
    """Return the notices of some topics about some subjects, to change them: no courier takes one meanwhile."""
    wanted = select(Notice).where(Notice.subject_id.in_(subject_ids), Notice.topic.in_(topics)).order_by(Notice.id)
    return session.scalars(wanted.with_for_update()).all() if subject_ids else ()


def waiting_in_hand(session: Session, subject_id: str, topic: str) -> Sequence[Notice]:
    """Return the notices about a subject that have not gone out, to change them: no courier takes one meanwhile."""
    wanted = select(Notice).where(Notice.subject_id == subject_id, Notice.topic == topic, Notice.state == "waiting")
    return session.scalars(wanted.order_by(Notice.id).with_for_update()).all()


def subjects_told(session: Session, subject_ids: Collection[str], topic: str) -> set[str]:
    """Return about which subjects a letter may have gone out: also while a courier has it in hand, or fell with it.

    However many they are, they are rows of one query, and no courier takes one meanwhile.
    """
    wanted = select(Notice.subject_id, Notice.state, Notice.leased_until).where(
        Notice.subject_id.in_(select(rows_of(subject_ids).c.value)), Notice.topic == topic
    )
    found = session.execute(wanted.order_by(Notice.id).with_for_update()) if subject_ids else ()
    return {row.subject_id for row in found if row.state == "told" or row.leased_until is not None}


def letters_about(
    session: Session, subject_ids: Collection[str], topics: Collection[str]
) -> list[tuple[str, str, dict[str, Any], bool]]:
    """Return subject, topic and facts of each letter, and whether it may have gone out, oldest first, in one query."""
    wanted = select(Notice.subject_id, Notice.topic, Notice.facts, Notice.state, Notice.leased_until).where(
        Notice.subject_id.in_(select(rows_of(subject_ids).c.value)), Notice.topic.in_(topics)
    )
    ordered = wanted.order_by(Notice.asked_at, Notice.id).with_for_update()
    found = session.execute(ordered) if subject_ids else ()
    return [
        (row.subject_id, row.topic, row.facts, row.state == "told" or row.leased_until is not None) for row in found
    ]


def next_due_at(session: Session) -> datetime | None:
    """Return when the courier has something to do next."""
    of_each = (select(func.min(Notice.due_at)).where(IS_DUE_ONCE, Notice.urgency == urgency) for urgency in Urgency)
    found = session.execute(select(*(part.scalar_subquery() for part in of_each))).one()
    return min((moment for moment in found if moment is not None), default=None)


def notice_in_hand(session: Session, notice_id: str) -> Notice:
    """Return one notice as it stands now, to change it. Raises NoResultFound if it is gone."""
    wanted = select(Notice).where(Notice.id == notice_id).with_for_update()
    return session.scalars(wanted.execution_options(populate_existing=True)).one()


def next_due(session: Session, now: datetime) -> Notice | None:
    """Return what a courier would take next, without taking it."""
    return next((found for due in due_by_urgency(now) if (found := session.scalars(due).one_or_none())), None)


def due_by_urgency(now: datetime) -> list[Select[Notice]]:
    """Return, for each urgency, the question what is due first and in nobody's hand.

    One question each, so that the many that fall due later are not walked over.
    """
    free = or_(Notice.leased_until.is_(None), Notice.leased_until < now)
    due = select(Notice).where(IS_DUE_ONCE, Notice.due_at <= now, free).order_by(Notice.due_at).limit(1)
    return [due.where(Notice.urgency == urgency) for urgency in Urgency]


def notices_of_each(session: Session, subject_ids: Sequence[str], topics: Sequence[str]) -> Sequence[Notice]:
    """Return the notices of some topics about some subjects, oldest first, to look at."""
    wanted = select(Notice).where(Notice.subject_id.in_(subject_ids), Notice.topic.in_(topics)).order_by(Notice.id)
    return session.scalars(wanted).all() if subject_ids else ()
