"""Writing down who works here."""

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from shared.kernel.database import insert_into
from shared.kernel.ids import new_id
from shared.kernel.terms import terms_of
from shared.people.models import Department, Employee, EmployeeTerm
from shared.people.rules import Rank
from shared.people.wishes import EmployeeWish


@dataclass(frozen=True)
class NewEmployee:
    """An employee as someone enters them."""

    site_id: str
    department: str
    name: str
    name_en: str
    email: str
    phone: str | None = None
    title: str | None = None
    rank: Rank = Rank.STAFF
    department_en: str = ""
    is_unlisted: bool = False


def hire(session: Session, new: NewEmployee) -> Employee:
    """Add an employee, and the department if it is new."""
    employee = Employee(
        site_id=new.site_id,
        department=know_department(session, new.department, new.department_en),
        name=new.name.strip(),
        name_en=new.name_en.strip() or new.name.strip(),
        email=new.email.strip().lower(),
        phone=new.phone,
        title=new.title,
        rank=new.rank,
        is_unlisted=new.is_unlisted,
        kept_for="employment",
    )
    session.add(employee)
    session.flush()
    index_names(session, employee)
    return employee


def enter_employee(session: Session, wish: EmployeeWish, employee: Employee | None = None) -> Employee:
    """Write an employee as wished, a new one where none is given; a delegate has to be there already."""
    found = employee or Employee(kept_for="employment")
    found.site_id, found.email = wish.site_id, wish.email
    found.name, found.name_en = wish.name, wish.name_en or wish.name
    found.phone, found.title, found.rank = wish.phone, wish.title, wish.rank
    found.is_unlisted, found.away_from, found.away_until = wish.is_unlisted, wish.away_from, wish.away_until
    found.works = wish.works
    found.department = know_department(session, wish.department, wish.department_en)
    delegate = select(Employee.id).where(Employee.email == wish.delegate)
    found.delegate_id = session.scalars(delegate).one_or_none() if wish.delegate else None
    session.add(found)
    session.flush()
    index_names(session, found)
    return found


def index_names(session: Session, employee: Employee) -> None:
    """Write the terms under which a visitor finds an employee, in place of earlier ones."""
    session.execute(delete(EmployeeTerm).where(EmployeeTerm.employee_id == employee.id))
    terms = terms_of(employee.name) | terms_of(employee.name_en)
    rows = [{"site_id": employee.site_id, "term": term, "employee_id": employee.id} for term in sorted(terms)]
    if rows:  # a name of one letter has no terms
        session.execute(insert_into(session, EmployeeTerm), rows)


def know_department(session: Session, name: str, name_en: str = "") -> Department:
    """Return the department of this name, added if it is new."""
    named = select(Department).where(Department.name == name.strip())
    found = session.scalars(named).one_or_none()
    if found is not None:
        return found
    # Two at once may name it first: whoever comes second takes what the first one wrote.
    row = {"id": new_id(), "name": name.strip(), "name_en": name_en.strip() or name.strip()}
    session.execute(insert_into(session, Department).on_conflict_do_nothing(), row)
    return session.scalars(named).one()
