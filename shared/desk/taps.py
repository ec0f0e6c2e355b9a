"""A tap gets one answer, however often it comes: a screen that lost its network may simply ask again."""

import hmac
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from shared.desk.outcomes import Door, Outcome, from_json, to_json
from shared.kernel.database import INSERTS, table_of
from shared.visits.models import Tap

_TABLE = table_of(Tap)
_TAPS = _TABLE.c
_ROW: dict[str, Any] = {
    "id": bindparam("id"),
    "station": bindparam("station"),
    "asked": bindparam("asked"),
    "at": bindparam("at"),
}
_CLAIM = {name: new(_TABLE).values(_ROW).on_conflict_do_nothing().returning(_TAPS.id) for name, new in INSERTS.items()}
_KEEP = update(_TABLE).where(_TAPS.id == bindparam("tap")).values(answer=bindparam("given"))


class OtherQuestion(Exception):
    """This tap was used before, for something else."""


def answer_once(
    session: Session, tap: str, question: tuple[str, ...], door: Door, now: datetime, answer: Callable[[], Outcome]
) -> Outcome:
    """Return the answer that this tap got before, or answer now and keep it.

    The tap is written first: on PostgreSQL a twin that comes at the same moment waits here until the first
    one has committed. Raises OtherQuestion for a known tap with another question.
    """
    asked = _fingerprint(question, door.pass_key)
    claim = {"id": tap, "station": door.station, "asked": asked, "at": now}
    connection = session.connection()
    if connection.execute(_CLAIM[connection.dialect.name], claim).one_or_none() is None:
        return _earlier(session, tap, asked)
    outcome = answer()
    connection.execute(_KEEP, {"tap": tap, "given": to_json(outcome)})
    return outcome


def answered(session: Session, tap: str, question: tuple[str, ...], door: Door) -> Outcome | None:
    """Return the answer that a tap got before; None for one that asked nothing, or something else."""
    row = session.execute(select(_TAPS.asked, _TAPS.answer).where(_TAPS.id == tap)).one_or_none()
    is_it = row is not None and row.answer is not None and row.asked == _fingerprint(question, door.pass_key)
    return from_json(row.answer) if row is not None and is_it else None


def _earlier(session: Session, tap: str, asked: str) -> Outcome:
    row = session.execute(select(_TAPS.asked, _TAPS.answer).where(_TAPS.id == tap)).one()
    if row.asked != asked:
        raise OtherQuestion
    return from_json(row.answer)


def _fingerprint(question: tuple[str, ...], key: bytes) -> str:
    """Return a keyed hash: passes and phone tails must not lie about in a table of taps."""
    return hmac.new(key, "\x1f".join(question).encode(), sha256).hexdigest()
