"""Who works here: entered, changed, gone, back again."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.access.actions import disable_account
from shared.access.models import Account
from shared.desk.complaints import hand_on_complaints
from shared.desk.preparing import give_back_tasks
from shared.kernel.logbook import About, Kind, note
from shared.people.actions import enter_employee
from shared.people.models import Employee
from shared.people.wishes import EmployeeWish

KEPT_AFTER_LEAVING = timedelta(days=180)
"""R29: how long somebody who has left is kept, so that their visits still have a host's name."""


def save_employee(
    session: Session, wish: EmployeeWish, by: str, now: datetime, employee: Employee | None = None
) -> Employee:
    """Enter somebody who works here, or change what is known of them."""
    saved = enter_employee(session, wish, employee)
    kind = Kind.EmployeeEntered if employee is None else Kind.EmployeeChanged
    note(session, kind, About(saved.site_id), at=now, by=by, employee=saved.id)
    return saved


def employee_leaves(session: Session, employee: Employee, by: str, now: datetime) -> None:
    """Write that somebody has left the company: nobody finds or books them, and their account is closed at once.

    What they had still to do for visits is left to the role whose task it is, and low scores to somebody else.
    """
    employee.left_at, employee.forget_at = now, now + KEPT_AFTER_LEAVING
    for account in session.scalars(select(Account).where(Account.employee_id == employee.id)):
        if account.disabled_at is None:
            disable_account(session, account, now, by)
    give_back_tasks(session, employee.id, by, now)
    hand_on_complaints(session, employee.id, now)
    note(session, Kind.EmployeeLeft, About(employee.site_id), at=now, by=by, employee=employee.id)


def employee_returns(session: Session, employee: Employee, by: str, now: datetime) -> None:
    """Take somebody back; an account stays closed until an administrator opens it."""
    employee.left_at = employee.forget_at = None
    note(session, Kind.EmployeeReturned, About(employee.site_id), at=now, by=by, employee=employee.id)
