"""Idempotency-Key: a call that is made again under its key gets its first answer, and has no second effect."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from flask import request
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from admin.api.callers import caller, node
from admin.api.faults import Refused
from shared.access.models import IdempotentCall
from shared.access.rules import Person
from shared.kernel.database import insert_into

HEADER = "Idempotency-Key"
KEPT_FOR = timedelta(hours=24)
_KEY = re.compile(r"[\x21-\x7e]{1,200}")

Answer = tuple[dict[str, Any], int]
Deed = Callable[[Session, Person, datetime], Answer]


def do_once(deed: Deed) -> Answer:
    """Do it in one transaction and return its answer; under a known key, return the answer that was given then.

    A refusal undoes the transaction and its key with it: nothing has happened, so the same call may come again.
    Raises Refused for a key that was used for another call.
    """
    key = request.headers.get(HEADER)
    if key is None:
        with node().transaction() as session:
            return deed(session, caller(), node().now())
    if not _KEY.fullmatch(key):
        raise Refused(422, "bad_key", "A key is 1 to 200 visible ASCII characters.", field=HEADER)
    asked = sha256(b"\0".join((request.method.encode(), request.path.encode(), request.get_data()))).hexdigest()
    with node().transaction() as session:
        return _earlier_or_now(session, key, asked, deed)


def _earlier_or_now(session: Session, key: str, asked: str, deed: Deed) -> Answer:
    by, now = caller(), node().now()
    session.execute(delete(IdempotentCall).where(IdempotentCall.forget_at < now))
    if not _claimed(session, by.id, key, asked, now):
        return _earlier(session, by.id, key, asked)
    answer, status = deed(session, by, now)
    kept = update(IdempotentCall).where(IdempotentCall.token_id == by.id, IdempotentCall.key == key)
    session.execute(kept.values(status=status, answer=answer))
    return answer, status


def _claimed(session: Session, token_id: str, key: str, asked: str, now: datetime) -> bool:
    """Write the key down before anything else; on PostgreSQL a twin waits here until the first has committed."""
    row = {
        "token_id": token_id,
        "key": key,
        "asked": asked,
        "kept_for": "the same call again",
        "forget_at": now + KEPT_FOR,
    }
    claim = insert_into(session, IdempotentCall).values(row).on_conflict_do_nothing().returning(IdempotentCall.key)
    return session.execute(claim).one_or_none() is not None


def _earlier(session: Session, token_id: str, key: str, asked: str) -> Answer:
    wanted = select(IdempotentCall).where(IdempotentCall.token_id == token_id, IdempotentCall.key == key)
    call = session.scalars(wanted).one()
    if call.asked != asked or call.status is None:
        raise Refused(422, "key_reused", "This key was used for another call.")
    return call.answer, call.status
