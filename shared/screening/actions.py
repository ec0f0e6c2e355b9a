"""Writing the watchlist: entries, hits, decisions, and who did what with it."""

import secrets
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from shared.kernel.database import insert_into
from shared.kernel.ids import new_id
from shared.kernel.likeness import keys_looked_for
from shared.screening.models import Referral, WatchEntry, WatchHit, WatchKey, WatchStep
from shared.screening.queries import Likeness
from shared.screening.rules import ENTRY_KEPT, Draft, EntryState, HitState, Step, score_of

_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CODE_LENGTH = 5
REFERRAL_KEPT = timedelta(days=1)
"""R29: what the desk finds under a code is gone a day later."""


def write_entry(session: Session, draft: Draft, by: str, now: datetime) -> WatchEntry:
    """Write a proposal down: it counts for nothing until somebody else confirms it."""
    assert draft.expires_at is not None
    entry = WatchEntry(
        name=draft.name,
        aliases=list(draft.aliases),
        phones=list(draft.phones),
        emails=list(draft.emails),
        company=draft.company,
        reason=draft.reason,
        source=draft.source,
        state=EntryState.PROPOSED,
        expires_at=draft.expires_at,
        proposed_by=by,
        proposed_at=now,
        kept_for="security",
        forget_at=draft.expires_at + ENTRY_KEPT,
    )
    session.add(entry)
    session.flush()
    write_step(session, Step.PROPOSED, by, now, entry_id=entry.id)
    return entry


def confirm_entry(session: Session, entry: WatchEntry, by: str, now: datetime) -> None:
    """Let an entry count from now on: write the keys by which the door knows it."""
    entry.state, entry.confirmed_by, entry.confirmed_at = EntryState.CONFIRMED, by, now
    keys = keys_looked_for([entry.name, *entry.aliases], entry.phones, entry.emails)
    rows = [{"key": key, "entry_id": entry.id, "trait": trait.value} for key, trait in sorted(keys.items())]
    session.flush()
    session.execute(insert_into(session, WatchKey), rows)
    write_step(session, Step.CONFIRMED, by, now, entry_id=entry.id)


def end_entry(session: Session, entry: WatchEntry, state: EntryState, by: str, why: str, now: datetime) -> None:
    """Reject a proposal, or remove an entry: its keys go at once, it and its history stay until forgotten."""
    entry.state = state
    entry.forget_at = now + ENTRY_KEPT
    session.execute(delete(WatchKey).where(WatchKey.entry_id == entry.id))
    write_step(session, Step(state.value), by, now, entry_id=entry.id, why=why)


def write_hit(
    session: Session, alike: Likeness, site_id: str, guest_id: str | None, now: datetime, station: str | None = None
) -> tuple[str, bool]:
    """Write that a visitor is like an entry; return the hit's id, and whether it is new.

    Who was found before is found again: the same hit, at the door (`station`) with the time that they stood there.
    """
    row = {
        "id": new_id(),
        "visitor_id": alike.visitor_id,
        "entry_id": alike.entry_id,
        "site_id": site_id,
        "guest_id": guest_id,
        "score": score_of(alike.traits),
        "traits": [trait.value for trait in alike.traits],
        "state": HitState.OPEN.value,
        "found_at": now,
        "held_at": now if station else None,
        "station": station,
    }
    again = {name: row[name] for name in ("site_id", "guest_id", "score", "traits")}
    again |= {"held_at": now, "station": station} if station else {}
    new = insert_into(session, WatchHit).values(row)
    same = new.on_conflict_do_update(index_elements=["visitor_id", "entry_id"], set_=again)
    found: str = session.execute(same.returning(WatchHit.id)).scalar_one()
    return found, found == row["id"]


def hand_hits_over(session: Session, source: str, target: str, like: Collection[str]) -> list[str]:
    """Give the hits of one visitor to another who has none of the same entry; return which.

    Whoever is like an entry themselves (`like`) isn't cleared from it by what was decided on somebody else.
    """
    keeps = or_(WatchHit.state != HitState.CLEARED, WatchHit.entry_id.not_in(like))
    return give_hits(session, target, session.scalars(select(WatchHit.id).where(WatchHit.visitor_id == source, keeps)))


def give_hits(session: Session, visitor_id: str, hit_ids: Iterable[str]) -> list[str]:
    """Let hits be a visitor's who has none of the same entry; return which."""
    theirs = select(WatchHit.entry_id).where(WatchHit.visitor_id == visitor_id)
    wanted = select(WatchHit.id).where(WatchHit.id.in_(list(hit_ids)), WatchHit.entry_id.not_in(theirs))
    ids = list(session.scalars(wanted))
    given = update(WatchHit).where(WatchHit.id.in_(ids)).values(visitor_id=visitor_id)
    session.execute(given.execution_options(synchronize_session=False))
    return ids


def ask_anew(session: Session, visitor_id: str, entry_ids: Collection[str]) -> list[str]:
    """Let a decision that cleared somebody from these entries hold no more; return the hits to be decided again."""
    cleared = update(WatchHit).where(WatchHit.visitor_id == visitor_id, WatchHit.state == HitState.CLEARED)
    undecided = {"state": HitState.OPEN.value, "decided_by": None, "decided_at": None, "reason": None}
    anew = cleared.where(WatchHit.entry_id.in_(entry_ids)).values(undecided).returning(WatchHit.id)
    return list(session.scalars(anew.execution_options(synchronize_session=False)))


def write_decision(session: Session, hit: WatchHit, state: HitState, by: str, why: str, now: datetime) -> None:
    """Write what a person decided on a hit, and why."""
    hit.state, hit.decided_by, hit.decided_at, hit.reason = state, by, now, why
    write_step(session, Step(state.value), by, now, entry_id=hit.entry_id, hit_id=hit.id, why=why)


def write_step(
    session: Session,
    what: Step,
    by: str,
    now: datetime,
    *,
    entry_id: str | None = None,
    hit_id: str | None = None,
    why: str = "",
) -> None:
    """Write what somebody did with the list."""
    session.add(WatchStep(entry_id=entry_id, hit_id=hit_id, at=now, by=by, what=what.value, why=why))


def write_referral(
    session: Session, site_id: str, station: str, reason: str, now: datetime, ids: Sequence[str | None] = (None, None)
) -> str:
    """Write why somebody is sent to the desk; return the code for their screen. `ids`: of booking and guest.

    Five of 31 letters and digits that nobody takes for another: one in 28 million, good for a day.
    """
    code = "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))
    booking_id, guest_id = ids
    row = {
        "id": new_id(),
        "code": code,
        "site_id": site_id,
        "station": station,
        "at": now,
        "reason": reason,
        "booking_id": booking_id,
        "guest_id": guest_id,
        "kept_for": "desk",
        "forget_at": now + REFERRAL_KEPT,
    }
    session.execute(insert_into(session, Referral), row)
    return code
