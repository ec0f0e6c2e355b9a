"""Links by which one person decides at one step of an approval (R6).

What the person may do is asked when they answer, and not when the letter was written.
"""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from shared.access.models import Account
from shared.access.queries import person_of
from shared.access.rules import Person
from shared.desk.person_links import PersonLink, PersonLinks
from shared.kernel.signed_links import LinkSigner
from shared.people.models import Employee
from shared.people.rules import Rank

APPROVALS = PersonLinks(LinkSigner("approval"), lives=timedelta(hours=72))
"""Of a step: they live over a weekend."""


def approver_behind(session: Session, link: PersonLink) -> Person | None:
    """Return whom a link speaks for, with what they may do now; somebody without an account is a delegate at most.

    None for somebody who does not work here any more, or whose account was closed.
    """
    employee = session.get(Employee, link.employee)
    if employee is None or employee.left_at is not None:
        return None
    whole = (joinedload(Account.employee), selectinload(Account.grants))
    wanted = select(Account).where(Account.employee_id == employee.id).options(*whole)
    account = session.scalars(wanted).one_or_none()
    if account is None:
        return Person(
            employee.id, employee.name, employee.id, "zh-CN", Rank(employee.rank), {}, name_en=employee.name_en
        )
    return None if account.disabled_at is not None else person_of(session, account)
