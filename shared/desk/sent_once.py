"""A form that is sent twice makes one thing: a double tap, or a reload while the answer was on its way."""

from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from shared.kernel.database import INSERTS, table_of
from shared.visits.models import Tap

FORM_KEY = "form"
"""The field in which a form carries its own number, another one each time that it is shown."""
_TABLE = table_of(Tap)
_OFFICE = "office"
_NOT_SAID = frozenset({"csrf_token"})


def made_once(
    session: Session, fields: Mapping[str, str], by: str, now: datetime, make: Callable[[], str]
) -> tuple[str, bool]:
    """Return the id of what a form has made, and whether it was made just now.

    The same form with other words in it is another wish: somebody went back and asked for something else. The claim
    is written first, so that on PostgreSQL a twin that comes at the same moment waits until the first has committed.
    A form without a number is taken at its word each time.
    """
    if not fields.get(FORM_KEY):
        return make(), True
    tap = _fingerprint(fields, by)
    new = INSERTS[session.connection().dialect.name](_TABLE)
    claim = new.values(id=tap, station=_OFFICE, asked=_OFFICE, at=now).on_conflict_do_nothing()
    if session.execute(claim.returning(_TABLE.c.id)).one_or_none() is None:
        answer = session.execute(select(Tap.answer).where(Tap.id == tap)).scalar_one()
        return str(answer["made"]), False
    made = make()
    session.execute(update(_TABLE).where(_TABLE.c.id == tap).values(answer={"made": made}))
    return made, True


def _fingerprint(fields: Mapping[str, str], by: str) -> str:
    said = sorted((name, value) for name, value in fields.items() if name not in _NOT_SAID)
    return sha256(repr((by, said)).encode()).hexdigest()
