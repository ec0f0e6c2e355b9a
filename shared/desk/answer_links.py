"""Signed links by which one person answers for one visit without signing in, whatever channel carries them (R13).

A link says who may answer for which visit and until when; that it is ours, its signature says. It is spent by the
first answer that settles the visit, since the visit then needs none: nothing has to be remembered of links.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from shared.access.models import Account
from shared.access.rules import Person
from shared.kernel.signed_links import LinkSigner
from shared.people.models import Employee
from shared.people.rules import Rank

LIVES = timedelta(hours=4)
"""How long after the asking a link answers: who waits does not wait longer."""
_SIGNER = LinkSigner("")  # the first of the links, whose key was theirs alone then
_LINK = re.compile(r"([0-9a-z]{20,32})\.([0-9a-z]{20,32})\.(\d{1,12})\.([0-9a-f]{64})")


@dataclass(frozen=True)
class AnswerLink:
    """Who may answer for which visit, and until when."""

    visit: str
    employee: str
    ends_at: datetime


def sign_link(visit: str, employee: str, asked_at: datetime, key: bytes) -> str:
    """Return the text of a link for somebody who was asked at a moment."""
    return _SIGNER.sign(f"{visit}.{employee}.{int((asked_at + LIVES).timestamp())}", key)


def read_link(text: str, key: bytes, now: datetime) -> AnswerLink | None:
    """Return what a link says; None if it is not ours or has ended."""
    found = _LINK.fullmatch(text)
    if found is None or not _SIGNER.is_ours(text, key):
        return None
    ends_at = datetime.fromtimestamp(int(found[3]), UTC)
    return AnswerLink(found[1], found[2], ends_at) if now < ends_at else None


def person_behind(session: Session, link: AnswerLink) -> Person | None:
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
    return Person(by, employee.name, employee.id, language, Rank(employee.rank), {})
