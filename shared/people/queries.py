"""Reading employees."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from shared.kernel.names import term_for
from shared.people.models import Department, Employee, EmployeeTerm
from shared.people.rules import is_enough_to_search

MOST_WORDS = 4


def employee(session: Session, who: str) -> Employee | None:
    """Return a present employee by id or by e-mail address."""
    wanted = select(Employee).where(or_(Employee.id == who, Employee.email == who.strip().lower()))
    return session.scalars(wanted.where(Employee.left_at.is_(None))).one_or_none()


def colleagues_named(session: Session, name: str, site_id: str) -> Sequence[Employee]:
    """Return the present employees of a site who have exactly this name, in Chinese or English."""
    tidy = " ".join(name.split())
    is_named = or_(Employee.name == tidy, func.lower(Employee.name_en) == tidy.lower())
    wanted = select(Employee).where(is_named, Employee.site_id == site_id, Employee.left_at.is_(None))
    return session.scalars(wanted.order_by(Employee.id).limit(2)).all()


def employees_page(
    session: Session, site_ids: Sequence[str], text: str = "", after: str = "", limit: int = 50
) -> Sequence[Employee]:
    """Return present employees of these sites by id, from `after` on, all or those whose names are like the text."""
    wanted = select(Employee).where(Employee.left_at.is_(None), Employee.site_id.in_(site_ids), Employee.id > after)
    if text.strip():
        wanted = wanted.where(_is_like(text))
    return session.scalars(wanted.order_by(Employee.id).limit(limit).options(joinedload(Employee.department))).all()


def employees_like(session: Session, text: str, site_ids: Sequence[str], limit: int = 20) -> Sequence[Employee]:
    """Return present employees of these sites whose name, English name or e-mail begins like the text."""
    wanted = (
        select(Employee)
        .where(Employee.left_at.is_(None), Employee.site_id.in_(site_ids), _is_like(text))
        .order_by(Employee.name, Employee.id)
        .limit(limit)
    )
    return session.scalars(wanted.options(joinedload(Employee.department))).all()


def _is_like(text: str) -> ColumnElement[bool]:
    start = text.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return or_(
        Employee.name.like(f"{start}%", escape="\\"),
        Employee.name_en.ilike(f"%{start}%", escape="\\"),
        Employee.email.like(f"{start.lower()}%", escape="\\"),
    )


def employee_names(session: Session, ids: Iterable[str], language: str) -> dict[str, str]:
    """Return the names of those of the given ids that are employees, also of those who have left."""
    wanted = select(Employee).where(Employee.id.in_(set(ids)))
    return {each.id: each.named(language) for each in session.scalars(wanted)} if ids else {}


def departments(session: Session) -> Sequence[Department]:
    """Return all departments by name."""
    return session.scalars(select(Department).order_by(Department.name)).all()


def found_in_directory(session: Session, site_id: str, typed: str, limit: int) -> Sequence[Employee]:
    """Return those whom a visitor of a site may see for what was typed, by name; unlisted people never (R16).

    One query for a hit and for a miss: beginnings of Chinese and other names, every reading in pinyin, initials.
    """
    term = term_for(typed) if is_enough_to_search(typed) else ""
    wanted = (
        select(Employee)
        .join(EmployeeTerm, EmployeeTerm.employee_id == Employee.id)
        .where(EmployeeTerm.site_id == site_id, EmployeeTerm.term == term)
        .where(*_may_be_shown(site_id))
        .order_by(Employee.name, Employee.id)
        .limit(limit)
    )
    return session.scalars(wanted.options(joinedload(Employee.department))).all()


def listed_employee(session: Session, site_id: str, employee_id: str) -> Employee | None:
    """Return an employee whom visitors of a site may ask for."""
    wanted = select(Employee).where(Employee.id == employee_id, *_may_be_shown(site_id))
    return session.scalars(wanted.options(joinedload(Employee.department))).one_or_none()


def is_here(today: date) -> ColumnElement[bool]:
    """Ask for employees who are not away on this day of their site's calendar."""
    return or_(Employee.away_from.is_(None), Employee.away_from > today, Employee.away_until < today)


def _may_be_shown(site_id: str) -> tuple[ColumnElement[bool], ...]:
    return Employee.site_id == site_id, Employee.left_at.is_(None), Employee.is_unlisted.is_(False)


@dataclass(frozen=True)
class Staff:
    """Which employees a list shows."""

    sites: tuple[str, ...]
    text: str = ""
    department: str = ""
    """A department's id."""
    is_here: bool = True
    """Those who work here; else those who have left."""


def staff_page(session: Session, wanted: Staff, after: str, limit: int) -> Sequence[Employee]:
    """Return employees by e-mail address, from one on: an address is nobody else's.

    Of a search each word has to be a beginning of the name, its pinyin or initials, or of the address.
    """
    chosen = select(Employee).where(Employee.site_id.in_(wanted.sites))
    chosen = chosen.where(Employee.left_at.is_(None) if wanted.is_here else Employee.left_at.is_not(None))
    if wanted.department:
        chosen = chosen.where(Employee.department_id == wanted.department)
    for word in wanted.text.split()[:MOST_WORDS]:
        chosen = chosen.where(is_called(word))
    chosen = chosen.where(Employee.email > after)
    whole = (joinedload(Employee.department), joinedload(Employee.delegate))
    return session.scalars(chosen.order_by(Employee.email).limit(limit).options(*whole)).all()


def employees_called(session: Session, text: str, limit: int) -> Sequence[str]:
    """Return the ids of employees of whom each word is a beginning of name, pinyin, initials or address.

    Of whatever site, and also of those who have left: a visit of last year had its host.
    """
    chosen = select(Employee.id).where(*(is_called(word) for word in text.split()[:MOST_WORDS]))
    chosen = chosen.order_by(Employee.left_at.is_not(None), Employee.name, Employee.id)
    return session.scalars(chosen.limit(limit)).all()


def is_called(word: str) -> ColumnElement[bool]:
    """Say in SQL whether a word is a beginning of an employee's name, pinyin, initials or address."""
    start = word.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    by_name = select(EmployeeTerm.employee_id).where(
        EmployeeTerm.term == term_for(word), EmployeeTerm.employee_id == Employee.id
    )
    return or_(by_name.exists(), Employee.email.like(f"{start}%", escape="\\"))


def addresses(session: Session, *, present: bool = False) -> set[str]:
    """Return the addresses of all who work here or have, or only of those who do: each is one person's."""
    wanted = select(Employee.email)
    return set(session.scalars(wanted.where(Employee.left_at.is_(None)) if present else wanted))


def employees_with_addresses(session: Session, emails: Iterable[str]) -> dict[str, Employee]:
    """Return employees by address, also those who have left."""
    wanted = select(Employee).where(Employee.email.in_(set(emails)))
    whole = (joinedload(Employee.department), joinedload(Employee.delegate))
    return {each.email: each for each in session.scalars(wanted.options(*whole))}


def here_among(session: Session, ids: Collection[str]) -> set[str]:
    """Return those of the given ids whose employees work here: of nobody without a query."""
    wanted = select(Employee.id).where(Employee.id.in_(ids), Employee.left_at.is_(None))
    return set(session.scalars(wanted)) if ids else set()


def employees_named(session: Session, names: Collection[str]) -> Sequence[Employee]:
    """Return the present employees whose name, in either script, is one of these to the letter."""
    wanted = select(Employee).where(or_(Employee.name.in_(names), Employee.name_en.in_(names)))
    return session.scalars(wanted.where(Employee.left_at.is_(None)).order_by(Employee.id)).all() if names else ()
