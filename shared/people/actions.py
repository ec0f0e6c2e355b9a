"""Writing down who works here."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.people.models import Department, Employee
from shared.people.rules import Rank


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
    )
    session.add(employee)
    session.flush()
    return employee


def know_department(session: Session, name: str, name_en: str = "") -> Department:
    """Return the department of this name, added if it is new."""
    found = session.scalars(select(Department).where(Department.name == name.strip())).one_or_none()
    if found is None:
        found = Department(name=name.strip(), name_en=name_en.strip() or name.strip())
        session.add(found)
    return found
