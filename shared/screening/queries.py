"""Reading the watchlist: who is like an entry, what is to be decided, who did what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    and_,
    cast,
    column,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from shared.companies.models import Visitor
from shared.kernel.database import Moment
from shared.kernel.likeness import Trait
from shared.kernel.listed import each_of
from shared.screening.models import Referral, WatchEntry, WatchHit, WatchKey, WatchStep
from shared.screening.rules import EntryState, HitState


def _keys(visitor: Any) -> tuple[Any, ColumnElement[int]]:
    """Return a visitor's keys as rows, and the number in such a row."""
    rows = each_of(visitor.likeness).table_valued(column("value"))
    return rows, cast(rows.c.value, BigInteger)


def is_watched() -> ColumnElement[bool]:
    """Say in SQL whether the visitor of the row at hand shares a key with an entry from which nobody cleared them.

    It is part of the one query at the door: ten look-ups in an index, however long the list is and whoever is on
    file. An entry that has ended still counts here; `likenesses` then knows better.
    """
    rows, key = _keys(Visitor)
    same = WatchHit.visitor_id == Visitor.id, WatchHit.entry_id == WatchKey.entry_id
    cleared = select(WatchHit.id).where(*same, WatchHit.state == HitState.CLEARED).correlate_except(WatchHit).exists()
    shared = select(WatchKey.entry_id).select_from(rows).join(WatchKey, WatchKey.key == key).where(~cleared)
    return shared.correlate(Visitor).exists()


@dataclass(frozen=True)
class Likeness:
    """A visitor and an entry, and in what they are alike."""

    visitor_id: str
    entry_id: str
    traits: tuple[Trait, ...]


def likenesses(session: Session, visitor_ids: Sequence[str], now: datetime) -> list[Likeness]:
    """Return which entries that count now these visitors are like, those aside from which they were cleared."""
    if not visitor_ids:
        return []
    rows, key = _keys(Visitor)
    wanted = (
        select(Visitor.id, WatchKey.entry_id, WatchKey.trait)
        .select_from(Visitor)
        .join(rows, true())
        .join(WatchKey, WatchKey.key == key)
        .join(WatchEntry, WatchEntry.id == WatchKey.entry_id)
        .outerjoin(WatchHit, and_(WatchHit.visitor_id == Visitor.id, WatchHit.entry_id == WatchEntry.id))
        .where(Visitor.id.in_(visitor_ids), *_counts(now))
        .where(or_(WatchHit.state.is_(None), WatchHit.state != HitState.CLEARED))
    )
    found: dict[tuple[str, str], list[Trait]] = {}
    for visitor_id, entry_id, trait in session.execute(wanted):
        found.setdefault((visitor_id, entry_id), []).append(Trait(trait))
    return [Likeness(visitor, entry, tuple(sorted(set(traits)))) for (visitor, entry), traits in sorted(found.items())]


def _counts(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return WatchEntry.state == EntryState.CONFIRMED, WatchEntry.expires_at > now


def has_key_of(entry_id: str) -> ColumnElement[bool]:
    """Say in SQL whether the visitor of the row at hand shares a key with one entry."""
    rows, key = _keys(Visitor)
    shared = select(WatchKey.key).select_from(rows).join(WatchKey, WatchKey.key == key)
    return shared.where(WatchKey.entry_id == entry_id).correlate(Visitor).exists()


def entry(session: Session, entry_id: str, *, locked: bool = False) -> WatchEntry | None:
    """Return an entry; `locked`: until this transaction ends nobody else decides on it."""
    return session.get(WatchEntry, entry_id, with_for_update=locked or None, populate_existing=locked)


def entries(
    session: Session, state: EntryState, after: tuple[datetime, str] | None, limit: int
) -> Sequence[WatchEntry]:
    """Return entries of a state, the first to end first, from behind a place on."""
    wanted = select(WatchEntry).where(WatchEntry.state == state)
    order = (WatchEntry.expires_at, WatchEntry.id)
    if after is not None:
        wanted = wanted.where(tuple_(*order) > tuple_(literal(after[0], Moment), literal(after[1])))
    return session.scalars(wanted.order_by(*order).limit(limit)).all()


def entries_alike(session: Session, keys: Sequence[int], limit: int = 50) -> Sequence[WatchEntry]:
    """Return the confirmed entries that have one of these keys."""
    having = select(WatchKey.entry_id).where(WatchKey.key.in_(keys))
    return session.scalars(select(WatchEntry).where(WatchEntry.id.in_(having)).limit(limit)).all() if keys else ()


_WHOLE = (joinedload(WatchHit.visitor).joinedload(Visitor.company), joinedload(WatchHit.entry))


def hit(session: Session, hit_id: str, *, locked: bool = False) -> WatchHit | None:
    """Return a hit with visitor and entry; `locked`: until this transaction ends nobody else decides on it."""
    if locked:
        session.execute(select(WatchHit.id).where(WatchHit.id == hit_id).with_for_update())
    wanted = select(WatchHit).where(WatchHit.id == hit_id).options(*_WHOLE)
    return session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def hits_in_state(session: Session, site_ids: Sequence[str], state: HitState, limit: int = 100) -> Sequence[WatchHit]:
    """Return the hits of some sites in a state, the newest first."""
    wanted = select(WatchHit).where(WatchHit.site_id.in_(site_ids), WatchHit.state == state)
    return session.scalars(wanted.order_by(WatchHit.found_at.desc()).limit(limit).options(*_WHOLE)).all()


def hits_of_entry(session: Session, entry_id: str, limit: int = 100) -> Sequence[WatchHit]:
    """Return whom an entry was found in, the newest first."""
    wanted = select(WatchHit).where(WatchHit.entry_id == entry_id).order_by(WatchHit.found_at.desc())
    return session.scalars(wanted.limit(limit).options(*_WHOLE)).all()


def held_since(session: Session, site_id: str, since: datetime) -> Sequence[WatchHit]:
    """Return the hits that stood at a site's door since a moment, the oldest first."""
    wanted = select(WatchHit).where(WatchHit.site_id == site_id, WatchHit.held_at > since)
    return session.scalars(wanted.order_by(WatchHit.held_at).options(*_WHOLE)).all()


def open_hits(session: Session, site_ids: Sequence[str]) -> int:
    """Return how many hits of some sites wait for a decision."""
    wanted = select(func.count()).where(WatchHit.site_id.in_(site_ids), WatchHit.state == HitState.OPEN)
    return session.scalars(wanted).one()


def steps_of(session: Session, entry_id: str, limit: int = 200) -> Sequence[WatchStep]:
    """Return what was done with an entry, the newest first."""
    wanted = select(WatchStep).where(WatchStep.entry_id == entry_id)
    return session.scalars(wanted.order_by(WatchStep.at.desc(), WatchStep.id.desc()).limit(limit)).all()


def referral(session: Session, site_id: str, code: str, since: datetime) -> Referral | None:
    """Return why somebody was sent to the desk, by the code on their screen; the latest since a moment."""
    wanted = select(Referral).where(Referral.site_id == site_id, Referral.code == code, Referral.at >= since)
    return session.scalars(wanted.order_by(Referral.at.desc()).limit(1)).one_or_none()


def referred_at(guest_id: InstrumentedAttribute[str], reason: str) -> ColumnElement[datetime]:
    """Return when a guest was last sent to the desk for a reason; null for who never was."""
    theirs = select(func.max(Referral.at)).where(Referral.guest_id == guest_id, Referral.reason == reason)
    return theirs.correlate_except(Referral).scalar_subquery()


def referral_of_guest(session: Session, site_id: str, guest_id: str, reason: str) -> Referral | None:
    """Return how a guest was sent to the desk for a reason; the latest."""
    wanted = select(Referral).where(Referral.site_id == site_id, Referral.guest_id == guest_id)
    latest = wanted.where(Referral.reason == reason).order_by(Referral.at.desc(), Referral.id.desc()).limit(1)
    return session.scalars(latest).one_or_none()
