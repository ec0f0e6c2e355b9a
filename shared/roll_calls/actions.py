"""Writing roll calls. Words on people are only ever added."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from shared.kernel.database import insert_into
from shared.kernel.ids import new_id
from shared.roll_calls.models import RollCall, RollEntry, RollMark
from shared.roll_calls.queries import open_roll_call, who_is_counted
from shared.roll_calls.rules import Said
from shared.visits.models import Visit


@dataclass(frozen=True)
class Press:
    """One press as a device sends it."""

    id: str
    """The device's own name for it, a UUID."""
    visit: str
    said: Said
    pressed_at: datetime
    undoes: str | None = None


def begin(
    session: Session, site_id: str, *, is_drill: bool, point: str, by: str, started_at: datetime
) -> tuple[RollCall, int | None]:
    """Begin a roll call and write down who is counted; return it, and how many they are.

    If one is on already it is returned, with None: two who press at once count in one list.
    """
    row = {"id": new_id(), "site_id": site_id, "is_drill": is_drill, "point": point}
    begun = row | {"started_at": started_at, "started_by": by}
    made = insert_into(session, RollCall).values(begun).on_conflict_do_nothing().returning(RollCall.id)
    roll_call_id = session.scalars(made).one_or_none()
    call = open_roll_call(session, site_id)
    assert call is not None, "the constraint that stopped the insert says that one is on"
    if roll_call_id is None:
        return call, None
    people = who_is_counted(session, site_id, started_at)
    rows = [
        {
            "roll_call_id": call.id,
            "visit_id": stay.id,
            "position": position,
            "sureness": known.sureness.value,
            "why": known.why.value,
        }
        for position, (stay, known) in enumerate(people)
    ]
    if rows:
        session.execute(insert(RollEntry), rows)
    return call, len(rows)


def add_marks(
    session: Session, call: RollCall, presses: Sequence[Press], device: str, by: str, now: datetime
) -> list[Press]:
    """Add presses; return those that are new. One that was heard before, or is of nobody here, changes nothing."""
    wanted = {press.visit for press in presses}
    known = set(session.scalars(select(Visit.id).where(Visit.site_id == call.site_id, Visit.id.in_(wanted))))
    added = []
    for press in presses:
        if press.visit not in known:
            continue
        row = {
            "id": press.id,
            "roll_call_id": call.id,
            "visit_id": press.visit,
            "said": press.said.value,
            "undoes": press.undoes,
            "device": device,
            "by": by,
            "pressed_at": press.pressed_at,
            "heard_at": now,
        }
        kept = insert_into(session, RollMark).values(row).on_conflict_do_nothing().returning(RollMark.id)
        if session.scalars(kept).one_or_none() is not None:
            added.append(press)
    return added


def end(session: Session, call: RollCall, by: str, now: datetime) -> bool:
    """End it; False if somebody else did: two who press at once end it once."""
    ended = update(RollCall).where(RollCall.id == call.id, RollCall.ended_at.is_(None))
    done = session.scalars(ended.values(ended_at=now, ended_by=by).returning(RollCall.id)).one_or_none()
    return done is not None
