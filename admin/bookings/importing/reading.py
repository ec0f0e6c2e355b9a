"""From the lines of a table to visits that can be booked, and what is wrong with the others."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from admin.bookings.importing.cells import Troubles, contact_in, day_in, hour_in, kind_in, more_in, yes_in
from admin.bookings.importing.words import OF_THE_VISIT
from admin.forms import window_typed
from admin.tables.reading import Line, Table
from admin.tables.taking_in import Bad
from shared.access.rules import Permission, Person
from shared.bookings.queries import booked_then
from shared.bookings.rules import GuestWish, VisitKind, Wish, problems_with
from shared.companies.rules import company_key
from shared.desk.book_many import ToBook
from shared.desk.grading import Proposed, proposer
from shared.grades.queries import every_grade
from shared.people.models import Employee
from shared.people.queries import employees_named, employees_with_addresses
from shared.sites.models import Site
from shared.sites.queries import every_site

_COLUMN = {"starts_at": "start", "ends_at": "end", "guests": "name", "contact": "phone"}


@dataclass(frozen=True)
class House:
    """What the lines are held against."""

    sites: Sequence[Site]
    """Where this person may book."""
    grades: frozenset[str]
    by_address: Mapping[str, Employee]
    by_name: Mapping[str, list[Employee]]
    by: Person
    propose: Callable[[Wish], Proposed]
    now: datetime


@dataclass(frozen=True)
class Sorted:
    """The table, divided."""

    good: list[ToBook]
    bad: list[Bad]
    proposed: Mapping[str, Proposed]
    """What the rules propose for each good visit, by its name."""


def sort_lines(rows: Session, table: Table, by: Person, now: datetime) -> Sorted:
    """Divide a table into the visits that can be booked and what is wrong with the other lines, by line."""
    house = _house(rows, table, by, now)
    good: list[tuple[ToBook, Sequence[Line]]] = []
    bad: list[Bad] = []
    for lines in _groups(table.lines):
        wish, troubles = _visit(lines, house)
        if wish is None or troubles:
            bad += troubles + _held_up(lines, troubles)
        else:
            good.append((ToBook(_and_so_on(lines), wish), lines))
    once, doubled = _without_doubles(rows, good)
    proposed = {each.name: house.propose(each.wish) for each in once}
    return Sorted(once, sorted(bad + doubled, key=lambda each: each[0].number), proposed)


def _groups(lines: Sequence[Line]) -> list[Sequence[Line]]:
    """Return the lines of each visit: those with one group key together, in the order of the first of them."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.cells.get("group", "").casefold() or f"\n{line.number}", []).append(line)
    return list(groups.values())


def _visit(lines: Sequence[Line], house: House) -> tuple[Wish | None, list[Bad]]:
    bad: list[Bad] = []
    first = lines[0]
    site, host, troubles = _where(first.cells, house)
    window, more = _window(first.cells, site)
    facts, others = _facts(first.cells, house)
    bad += [(first, field, code) for field, code in troubles + more + others]
    bad += [(line, field, "differs") for line in lines[1:] for field in OF_THE_VISIT if _differs(line, first, field)]
    guests = []
    for line in lines:
        contact, wrong = contact_in(line.cells)
        bad += [(line, field, code) for field, code in wrong]
        is_leader = bool(yes_in(line.cells.get("leader", "")))
        guests.append(GuestWish(contact, is_leader, title=line.cells.get("title", "")))
    at = window or (house.now, house.now)
    wish = Wish(
        site_id=site.id if site else "",
        host_id=host.id if host else "",
        starts_at=at[0],
        ends_at=at[1],
        guests=tuple(guests),
        **facts,
    ).tidied()
    wish, unexplained = _graded(wish, first, house)
    bad += unexplained + [
        each for each in _problems(wish, lines, site, house.now, has_window=window is not None) if each not in bad
    ]
    return wish, bad


def _graded(wish: Wish, first: Line, house: House) -> tuple[Wish, list[Bad]]:
    """Return the wish with the grade that its line says, or else the one that the rules propose (R3).

    Another one than they propose needs a reason, as it does in the form.
    """
    proposed = house.propose(wish).grade
    if not wish.grade:
        return replace(wish, grade=proposed), []
    needs_reason = wish.grade in house.grades and wish.grade != proposed and not wish.grade_reason
    return wish, [(first, "grade_reason", "missing")] if needs_reason else []


def _problems(wish: Wish, lines: Sequence[Line], site: Site | None, now: datetime, *, has_window: bool) -> list[Bad]:
    """Return what the desk would object to, each at its line and column: of a day that is over, at the day."""
    found: list[Bad] = []
    is_of_today = site is None or wish.ends_at.astimezone(site.tz).date() >= now.astimezone(site.tz).date()
    columns = _COLUMN if is_of_today else _COLUMN | {"ends_at": "day"}
    for problem in problems_with(wish, now):
        words = problem.field.split(".")
        line = lines[int(words[1])] if words[0] == "guests" and len(words) > 1 else lines[0]
        if has_window or words[0] not in ("starts_at", "ends_at"):
            found.append((line, columns.get(words[-1], words[-1]), problem.code))
    return found


def _where(cells: Mapping[str, str], house: House) -> tuple[Site | None, Employee | None, Troubles]:
    wanted = cells.get("site", "").casefold()
    named = [each for each in house.sites if wanted in {n.casefold() for n in (each.code, each.name, each.name_en)}]
    site = house.sites[0] if not wanted and len(house.sites) == 1 else named[0] if named else None
    if site is None:
        return None, None, [("site", "unknown" if wanted else "missing")]
    host, code = _host(cells.get("host", ""), site, house)
    return site, host, [("host", code)] if code else []


def _host(said: str, site: Site, house: House) -> tuple[Employee | None, str]:
    by = house.by
    for_others = by.may(Permission.BOOK_FOR_OTHERS, site.id)
    own = [each for each in house.by_address.values() if by.is_host(each.id)]
    if not said:
        return (own[0], "") if own and not for_others else (None, "missing")
    address = house.by_address.get(said.lower())
    found = [address] if address is not None else house.by_name.get(said.casefold(), [])
    if len(found) != 1:
        return None, "several" if found else "unknown"
    return (found[0], "") if for_others or by.is_host(found[0].id) else (None, "not_yours")


def _window(cells: Mapping[str, str], site: Site | None) -> tuple[tuple[datetime, datetime] | None, Troubles]:
    texts = {name: cells.get(name, "") for name in ("day", "start", "end", "last_day")}
    on, until = day_in(texts["day"]), day_in(texts["last_day"] or texts["day"])
    start, end = hour_in(texts["start"]), hour_in(texts["end"])
    checks = (
        ("day", "not_a_day" if texts["day"] else "missing", on is None),
        ("last_day", "not_a_day", bool(texts["last_day"]) and until is None),
        ("start", "not_an_hour", start is None),
        ("end", "not_an_hour", end is None),
    )
    troubles = [(field, code) for field, code, is_wrong in checks if is_wrong]
    if site is None or on is None or until is None or start is None or end is None:
        return None, troubles
    return window_typed((on, start), (until, end), site.tz), troubles


def _facts(cells: Mapping[str, str], house: House) -> tuple[dict[str, Any], Troubles]:
    kind, photos = kind_in(cells.get("kind", "")), yes_in(cells.get("photos", ""))
    grade = cells.get("grade", "").upper()
    checks = (
        ("kind", "unknown", kind is None),
        ("grade", "unknown", bool(grade) and grade not in house.grades),
        ("photos", "unknown", photos is None),
    )
    facts: dict[str, Any] = {"kind": kind or VisitKind.ORDINARY, "grade": grade, "photos_allowed": bool(photos)}
    facts |= {"purpose": cells.get("purpose", ""), "area": cells.get("area", ""), "more": more_in(cells)}
    facts["grade_reason"] = cells.get("grade_reason", "")
    return facts, [(field, code) for field, code, is_wrong in checks if is_wrong]


def _differs(line: Line, first: Line, field: str) -> bool:
    said = line.cells.get(field, "")
    return bool(said) and said.casefold() != first.cells.get(field, "").casefold()


def _held_up(lines: Sequence[Line], bad: Sequence[Bad]) -> list[Bad]:
    wrong = {line.number for line, _field, _code in bad}
    return [(line, "group", "held_up") for line in lines if line.number not in wrong]


def _without_doubles(rows: Session, good: Sequence[tuple[ToBook, Sequence[Line]]]) -> tuple[list[ToBook], list[Bad]]:
    """Take out what is booked already, so that sending a table twice doubles nothing, and what stands in it twice."""
    there = booked_then(rows, {visit.wish.starts_at for visit, _lines in good})
    once: list[ToBook] = []
    doubled: list[Bad] = []
    seen: set[tuple[str, datetime, str, str]] = set()
    for visit, lines in good:
        wish = visit.wish
        keys = {
            (wish.host_id, wish.starts_at, guest.contact.name, company_key(guest.contact.company))
            for guest in wish.guests
        }
        code = "booked_already" if keys & there else "twice" if keys & seen else ""
        seen |= keys
        if code:
            doubled += [(lines[0], "name", code), *_held_up(lines, [(lines[0], "", "")])]
        else:
            once.append(visit)
    return once, doubled


def _house(rows: Session, table: Table, by: Person, now: datetime) -> House:
    said = {line.cells.get("host", "") for line in table.lines} - {""}
    addresses = {each.lower() for each in said if "@" in each}
    by_address = {a: e for a, e in employees_with_addresses(rows, addresses).items() if e.left_at is None}
    own = rows.get(Employee, by.employee_id) if by.employee_id else None
    if own is not None:
        by_address[own.email] = own
    by_name: dict[str, list[Employee]] = {}
    for each in employees_named(rows, said - addresses):
        for name in {each.name.casefold(), each.name_en.casefold()}:
            by_name.setdefault(name, []).append(each)
    may = set(by.sites_where(Permission.BOOK))
    sites = [site for site in every_site(rows) if site.id in may]
    propose = proposer(rows, {line.cells.get("company", "") for line in table.lines})
    letters = frozenset(grade.letter for grade in every_grade(rows))
    return House(sites, letters, by_address, by_name, by, propose, now)


def _and_so_on(lines: Sequence[Line]) -> str:
    """Return the numbers of the lines, as a report names them."""
    return str(lines[0].number) if len(lines) == 1 else f"{lines[0].number}–{lines[-1].number}"
