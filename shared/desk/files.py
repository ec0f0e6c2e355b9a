"""Writing in the files of visitors and companies, and making two files one (R27)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import case, select, update
from sqlalchemy.orm import Session

from shared.bookings.models import Guest
from shared.bookings.terms import find_by_company_too, find_by_name_too, find_no_more_by_name
from shared.companies.models import AccountTier, Company, Merge, Visitor
from shared.companies.queries import tiers
from shared.companies.rules import Tier, tier_for
from shared.desk.hold import hold_as_one
from shared.desk.outcomes import OutOfTurn
from shared.kernel.figures import change_figures
from shared.kernel.likeness import keys_of_visitor
from shared.kernel.logbook import About, Kind, note
from shared.screening.actions import give_hits

AT_ONCE = 200
"""Rows that one transaction moves from one file to the other."""
VISITOR, COMPANY = "visitor", "company"
FILES_CHANGED = "files_changed"
_FILLED = {VISITOR: ("title", "phone", "email", "language", "preferences", "needs"), COMPANY: ("note",)}
_HIT = "hit"
"""Under what name a merge keeps the watchlist's hits that changed hands."""
_AMOUNT = {"revenue_fen", "currency"}
"""What is changed of it since, is another amount."""
_MAY_BE_NONE = ("title", "phone", "email", "revenue_fen")


def change_file(
    session: Session, file: str, row: Visitor | Company, wanted: Mapping[str, Any], by: str, now: datetime
) -> list[str]:
    """Write in a file; return the names of what is other than before. A known revenue decides the tier (R4)."""
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, wanted[name])
    if isinstance(row, Company):
        _grade_by_revenue(session, row)
    if changed:
        note(session, Kind.FileChanged, About(), at=now, by=by, file=file, id=row.id, fields=changed)
    return changed


def _grade_by_revenue(session: Session, company: Company) -> None:
    if company.revenue_fen is not None:
        thresholds = {Tier(each.tier): each.from_fen for each in tiers(session)}
        company.tier = tier_for(company.revenue_fen, thresholds)


def history_of_tier(tier: str) -> str:
    """Return under what name a tier's changes are kept."""
    return f"tier {tier}"


def change_tier(
    session: Session, row: AccountTier, wanted: Mapping[str, Any], reason: str, by: str, now: datetime
) -> list[str]:
    """Give a tier another threshold; return the names of what changed."""
    changed = change_figures(session, history_of_tier(row.tier), row, wanted, reason, by, now)
    if changed:
        note(session, Kind.TierChanged, About(), at=now, by=by, tier=row.tier, figures=changed)
    return changed


def grade_companies_anew(session: Session) -> None:
    """Give every company whose revenue is known the tier that it has reached (R4): one statement."""
    session.flush()
    reached = case(
        *((Company.revenue_fen >= each.from_fen, each.tier) for each in tiers(session)), else_=Tier.NONE.value
    )
    anew = update(Company).where(Company.revenue_fen.is_not(None), Company.tier != reached).values(tier=reached)
    session.execute(anew.execution_options(synchronize_session=False))


def merge_files(session: Session, file: str, kept_id: str, gone_id: str, by: str, now: datetime) -> bool:
    """Make two files one; True while more of the gone one is left to be moved: then the same again.

    The gone file stays as it was, pointing to the kept one, so that this can be taken back. Raises OutOfTurn where one
    of them has become part of another meanwhile.
    """
    kept, gone = _both(session, file, kept_id, gone_id)
    merge = _open_merge(session, kept_id, gone_id) if gone.merged_into_id == kept_id else None
    if merge is None:
        if kept_id == gone_id or kept.merged_into_id or gone.merged_into_id:
            raise OutOfTurn(FILES_CHANGED)
        merge = _begin(session, file, kept, gone, by, now)
    moved = _move(session, file, gone_id, kept_id, None)
    merge.moved = [*merge.moved, *moved]
    is_more = len(moved) == _portion(file)
    if not is_more:
        facts = {"file": file, "kept": kept_id, "gone": gone_id, "moved": len(merge.moved)}
        note(session, Kind.FilesMerged, About(), at=now, by=by, **facts)
    return is_more


def undo_merge(session: Session, merge_id: str, by: str, now: datetime) -> bool:
    """Take a merge back; True while more is left to be moved back: then the same again.

    What came to the kept file since stays there: nobody knows whose it was.
    """
    merge = session.get(Merge, merge_id, with_for_update=True)
    if merge is None or merge.undone_at is not None:
        raise OutOfTurn(FILES_CHANGED)
    kept, gone = _both(session, merge.of, merge.kept_id, merge.gone_id)
    if gone.merged_into_id != kept.id:
        raise OutOfTurn(FILES_CHANGED)
    some, rest = merge.moved[: _portion(merge.of)], merge.moved[_portion(merge.of) :]
    _move(session, merge.of, merge.kept_id, merge.gone_id, some)
    merge.moved = rest
    if rest:
        return True
    _give_back(session, merge, kept, gone)
    gone.merged_into_id = None
    merge.undone_at, merge.undone_by = now, by
    note(session, Kind.MergeUndone, About(), at=now, by=by, file=merge.of, kept=kept.id, gone=gone.id)
    return False


def _both(session: Session, file: str, kept_id: str, gone_id: str) -> Any:
    """Return both files locked, in the order of their ids: two who merge crosswise wait for each other in turn.

    Whoever only writes something of such a visitor, as security's decision, does not wait.
    """
    model: Any = Visitor if file == VISITOR else Company
    wanted = select(model).where(model.id.in_((kept_id, gone_id))).order_by(model.id).with_for_update(key_share=True)
    found = {row.id: row for row in session.scalars(wanted.execution_options(populate_existing=True))}
    if kept_id not in found or gone_id not in found:
        raise OutOfTurn(FILES_CHANGED)
    return found[kept_id], found[gone_id]


def _open_merge(session: Session, kept_id: str, gone_id: str) -> Merge | None:
    wanted = select(Merge).where(Merge.kept_id == kept_id, Merge.gone_id == gone_id, Merge.undone_at.is_(None))
    return session.scalars(wanted.order_by(Merge.at.desc())).first()


def _begin(session: Session, file: str, kept: Any, gone: Any, by: str, now: datetime) -> Merge:
    gone.merged_into_id = kept.id
    names = [name for name in _FILLED[file] if not getattr(kept, name) and getattr(gone, name)]
    if isinstance(kept, Company):
        names += _business_of(kept, gone)
    filled = [f"{name}={getattr(kept, name) or ''}" for name in names]
    for name in names:
        setattr(kept, name, getattr(gone, name))
    if isinstance(kept, Visitor):
        filled += [f"{_HIT}={hit_id}" for hit_id in hold_as_one(session, kept.id, gone.id, now)]
        # Whoever security knows by either file is known by both.
        kept.likeness = sorted(set(kept.likeness) | set(gone.likeness))
        ends = [each for each in (kept.forget_at, gone.forget_at) if each is not None]
        kept.forget_at = max(ends, default=None)
    merge = Merge(of=file, kept_id=kept.id, gone_id=gone.id, moved=[], filled=filled, by=by, at=now)
    session.add(merge)
    return merge


def _business_of(kept: Company, gone: Company) -> tuple[str, ...]:
    """Return what a company that buys for nobody knows how much takes over: the other's revenue, or a higher tier."""
    if kept.revenue_fen is not None:
        return ()
    if gone.revenue_fen is not None:
        return "revenue_fen", "currency", "tier"
    order = list(Tier)
    return ("tier",) if order.index(Tier(gone.tier)) > order.index(Tier(kept.tier)) else ()


def _give_back(session: Session, merge: Merge, kept: Any, gone: Any) -> None:
    """Let the kept file know no more than before, but for what was changed in it since."""
    taken = [each.partition("=")[::2] for each in merge.filled]
    give_hits(session, gone.id, [was for name, was in taken if name == _HIT])
    fields = {name: was for name, was in taken if name != _HIT}
    changed = {name for name in fields if getattr(kept, name) != getattr(gone, name)}
    if changed & _AMOUNT:
        changed |= _AMOUNT
    for name, was in fields.items():
        if name not in changed:
            setattr(kept, name, was or (None if name in _MAY_BE_NONE else ""))
    if isinstance(kept, Visitor):
        kept.likeness = keys_of_visitor(kept.name, kept.phone, kept.email)
    else:
        _grade_by_revenue(session, kept)


def _portion(file: str) -> int:
    """Return how many rows one transaction moves: with each visitor go the terms of all their bookings."""
    return AT_ONCE if file == VISITOR else max(1, AT_ONCE // 10)


def _move(session: Session, file: str, source: str, target: str, only: list[str] | None) -> list[str]:
    """Move guests, or visitors, from one file to another: these, or the next portion; return which."""
    model: Any
    model, column = (Guest, Guest.visitor_id) if file == VISITOR else (Visitor, Visitor.company_id)
    some = select(model.id).where(column == source)
    some = some.order_by(model.id).limit(_portion(file)) if only is None else some.where(model.id.in_(only))
    ids = list(session.scalars(some))
    changed = update(model).where(model.id.in_(ids)).values({column.key: target})
    session.execute(changed.execution_options(synchronize_session=False))
    if file == COMPANY and ids:
        find_by_company_too(session, ids, session.get_one(Company, target).name)
    elif ids:
        find_by_name_too(session, ids, session.get_one(Visitor, target))
        if only is not None:
            find_no_more_by_name(session, ids, session.get_one(Visitor, source))
    return ids
