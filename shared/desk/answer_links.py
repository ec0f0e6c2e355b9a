"""Links by which one person answers for one visit (R13)."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from shared.access.models import Account
from shared.access.rules import Person
from shared.desk.person_links import PersonLink, PersonLinks
from shared.kernel.signed_links import LinkSigner
from shared.people.models import Employee
from shared.people.rules import Rank

ANSWERS = PersonLinks(LinkSigner(""), lives=timedelta(hours=4))
"""Of a visit: who waits does not wait longer. They were the first links, whose key was theirs alone then."""


def person_behind(session: Session, link: PersonLink) -> Person | None:
    """Return whom a link speaks for: that employee with no role anywhere, so that it opens nothing else.

    None for somebody who does not work here any more, or whose account was closed.
    """
    wanted = select(Employee).where(Employee.id == link.employee, Employee.left_at.is_(None))
    employee = session.scalars(wanted.options(joinedload(Employee.department))).one_or_none()
    if employee is None:
        return None
    account = session.scalars(select(Account).where(Account.employee_id == employee.id)).one_or_none()
    if account is not None and account.disabled_at is not None:
        return None
    by, language = (account.id, account.language) if account else (employee.id, "zh-CN")
    return Person(by, employee.name, employee.id, language, Rank(employee.rank), {}, name_en=employee.name_en)
