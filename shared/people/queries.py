"""Reading employees."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from shared.people.models import Department, Employee


def employee(session: Session, who: str) -> Employee | None:
    """Return a present employee by id or by e-mail address."""
    wanted = select(Employee).where(or_(Employee.id == who, Employee.email == who.strip().lower()))
    return session.scalars(wanted.where(Employee.left_at.is_(None))).one_or_none()


def present_employees(
    session: Session, site_id: str | None = None, after: str = "", limit: int = 200
) -> Sequence[Employee]:
    """Return employees who have not left, with their departments, by id from `after` on."""
    wanted = select(Employee).where(Employee.left_at.is_(None), Employee.id > after).order_by(Employee.id).limit(limit)
    if site_id is not None:
        wanted = wanted.where(Employee.site_id == site_id)
    return session.scalars(wanted.options(joinedload(Employee.department))).all()


def employees_like(session: Session, text: str, site_ids: Sequence[str], limit: int = 20) -> Sequence[Employee]:
    """Return present employees of these sites whose name, English name or e-mail begins like the text."""
    start = text.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    wanted = (
        select(Employee)
        .where(Employee.left_at.is_(None), Employee.site_id.in_(site_ids))
        .where(
            or_(
                Employee.name.like(f"{start}%", escape="\\"),
                Employee.name_en.ilike(f"%{start}%", escape="\\"),
                Employee.email.like(f"{start.lower()}%", escape="\\"),
            )
        )
        .order_by(Employee.name, Employee.id)
        .limit(limit)
    )
    return session.scalars(wanted.options(joinedload(Employee.department))).all()


def departments(session: Session) -> Sequence[Department]:
    """Return all departments by name."""
    return session.scalars(select(Department).order_by(Department.name)).all()
