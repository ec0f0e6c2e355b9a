"""Enter many employees from a table: kept first, then entered in small portions."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from shared.desk.outcomes import NotAllowed
from shared.desk.staff import save_employee
from shared.kernel.staging import Refused, StagedTable, Standing, keep_rows, kept_rows, standing_of, take_some
from shared.people.queries import employees_with_addresses
from shared.people.rules import Rank
from shared.people.wishes import EmployeeWish

EMPLOYEES = "employees"
AT_ONCE = 10
"""So many are entered in one transaction, which stays under 50 ms."""
_DAYS = ("away_from", "away_until")


@dataclass(frozen=True)
class ToEnter:
    """Somebody who is to be entered or brought up to date, and the number of their line."""

    name: str
    wish: EmployeeWish


def keep_to_enter(session: Session, people: Sequence[ToEnter], by: str, now: datetime) -> str:
    """Keep people for a day until whoever sent them says the word; return under which id."""
    kept = [{"name": each.name, "wish": _as_row(each.wish)} for each in people]
    return keep_rows(session, kept, EMPLOYEES, {}, by, now)


def kept_to_enter(session: Session, staged_id: str, by: str) -> list[dict[str, Any]] | None:
    """Return the rows that were kept, None if this person has kept none under this id."""
    return kept_rows(session, staged_id, (EMPLOYEES,), by)


def how_far_entered(session: Session, staged_id: str, by: str) -> Standing | None:
    """Return how far it is, None if this person has kept none under this id."""
    return standing_of(session, staged_id, (EMPLOYEES,), by)


def enter_some(session: Session, staged_id: str, rows: Sequence[Mapping[str, Any]], by: str, now: datetime) -> Standing:
    """Enter the next portion of the kept `rows`, which were read before the transaction.

    Who names a delegate that has left meanwhile is refused. Raises NotAllowed if the table isn't this person's.
    """

    def deed(_staged: StagedTable, some: Sequence[Mapping[str, Any]]) -> list[Refused]:
        return _enter(session, [(row["name"], _wish_in(row["wish"])) for row in some], by, now)

    how_far = take_some(session, staged_id, rows, by, AT_ONCE, deed)
    if how_far is None:
        raise NotAllowed
    return how_far


def _enter(session: Session, some: Sequence[tuple[str, EmployeeWish]], by: str, now: datetime) -> list[Refused]:
    wishes = [wish for _name, wish in some]
    there = employees_with_addresses(session, {text for each in wishes for text in (each.email, each.delegate) if text})
    present = {email for email, each in there.items() if each.left_at is None}
    refused: list[Refused] = []
    for name, wish in some:
        if wish.delegate and wish.delegate not in present:
            refused.append((name, "delegate", "unknown"))
            continue
        save_employee(session, wish, by, now, there.get(wish.email))
        present.add(wish.email)
    return refused


def _as_row(wish: EmployeeWish) -> dict[str, Any]:
    facts = asdict(wish)
    days = {name: facts[name].isoformat() if facts[name] else None for name in _DAYS}
    return facts | days | {"rank": int(wish.rank)}


def _wish_in(row: Mapping[str, Any]) -> EmployeeWish:
    days = {name: date.fromisoformat(row[name]) if row[name] else None for name in _DAYS}
    return EmployeeWish(**{**row, **days, "rank": Rank(row["rank"])})
