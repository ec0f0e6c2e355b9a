"""What can be done to a notice: claim it, say that it was told or not."""

import random
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import case, select, update
from sqlalchemy.orm import Session

from shared.kernel.listed import rows_of
from shared.kernel.logbook import About, Kind, note
from shared.notices.models import Notice
from shared.notices.queries import due_by_urgency
from shared.notices.rules import LEASE, wait_before

_TOLD = {"arrival": (Kind.HostTold, Kind.HostNotTold)}
_OTHER = (Kind.NoticeSent, Kind.NoticeNotSent)


def claim_next_notice(session: Session, now: datetime, not_topics: Sequence[str] = ()) -> Notice | None:
    """Take the most urgent notice that is due, of those the oldest, for the time of a lease; None when nothing is due.

    `not_topics` are left to others: what is done there is no letter.
    Several couriers may ask at once: on PostgreSQL the row is locked and skipped by the others,
    on SQLite only one transaction writes at a time.
    """
    for due in due_by_urgency(now):
        wanted = due.where(Notice.topic.not_in(not_topics)).with_for_update(skip_locked=True)
        notice = session.scalars(wanted).one_or_none()
        if notice is not None:
            notice.leased_until = now + LEASE
            notice.attempts += 1
            return notice
    return None


def notice_told(session: Session, notice: Notice, channel: str, now: datetime) -> None:
    """Write that a channel took the notice: only now may a screen say that someone was told."""
    if notice.state == "waiting":
        notice.state, notice.told_at, notice.channel = "told", now, channel
        _note(session, notice, now, told=True, channel=channel)
    notice.due_at = notice.leased_until = None


def notice_not_told(session: Session, notice: Notice, trouble: str, now: datetime) -> None:
    """Write that a try failed; it is tried again later, or given up and said so."""
    wait: timedelta | None = wait_before(notice.attempts, random.random())
    notice.trouble, notice.leased_until = trouble, None
    notice.due_at = now + wait if wait else None
    if wait is None and notice.state == "waiting":
        notice.state = "not_told"
        _note(session, notice, now, told=False, trouble=trouble)


def drop(notice: Notice) -> None:
    """Stop trying: what the notice says is no longer true, or was answered by other means."""
    if notice.state == "waiting":
        notice.state = "dropped"
    notice.due_at = notice.leased_until = None


def drop_all(session: Session, subject_ids: Collection[str], topics: Collection[str]) -> None:
    """Stop trying to tell all there is of some topics about some subjects, however many, in one statement."""
    if not subject_ids:
        return
    state = case((Notice.state == "waiting", "dropped"), else_=Notice.state)
    dropped = (
        update(Notice)
        .where(Notice.subject_id.in_(select(rows_of(subject_ids).c.value)), Notice.topic.in_(topics))
        .values(state=state, due_at=None, leased_until=None)
    )
    session.execute(dropped.execution_options(synchronize_session=False))


def _note(session: Session, notice: Notice, now: datetime, *, told: bool, **facts: str) -> None:
    good, bad = _TOLD.get(notice.topic, _OTHER)
    note(
        session,
        good if told else bad,
        About.from_json(notice.about),
        at=now,
        by="courier",
        notice=notice.id,
        topic=notice.topic,
        attempt=notice.attempts,
        **_whom(notice),
        **facts,
    )


def _whom(notice: Notice) -> dict[str, str]:
    """Return whom a message about a visitor went to, and as which step of the asking."""
    if "step" not in notice.facts or notice.employee_id is None:
        return {}
    return {"step": notice.facts["step"], "person": notice.employee_id}
