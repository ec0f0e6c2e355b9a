"""Signed links by which one person decides at one step of an approval without signing in (R6).

A link says who may answer at which step, and until when. It is spent by the first answer, since the step then needs
none. What the person may do is asked when they answer, and not when the letter was written.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from shared.access.models import Account
from shared.access.queries import person_of
from shared.access.rules import Person
from shared.kernel.signed_links import LinkSigner
from shared.people.models import Employee
from shared.people.rules import Rank

LIVES = timedelta(hours=72)
"""How long after the asking a link answers: over a weekend."""
_SIGNER = LinkSigner("approval")  # links to visits have the same key
_LINK = re.compile(r"([0-9a-z]{20,32})\.([0-9a-z]{20,32})\.(\d{1,12})\.([0-9a-f]{64})")


@dataclass(frozen=True)
class ApprovalLink:
    """Who may answer at which step, and until when."""

    step: str
    employee: str
    ends_at: datetime


def sign_approval_link(step: str, employee: str, asked_at: datetime, key: bytes) -> str:
    """Return the text of a link for somebody who was asked at a moment."""
    return _SIGNER.sign(f"{step}.{employee}.{int((asked_at + LIVES).timestamp())}", key)


def read_approval_link(text: str, key: bytes, now: datetime) -> ApprovalLink | None:
    """Return what a link says; None if it is not ours or has ended."""
    found = _LINK.fullmatch(text)
    if found is None or not _SIGNER.is_ours(text, key):
        return None
    ends_at = datetime.fromtimestamp(int(found[3]), UTC)
    return ApprovalLink(found[1], found[2], ends_at) if now < ends_at else None


def approver_behind(session: Session, link: ApprovalLink) -> Person | None:
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
        return Person(employee.id, employee.name, employee.id, "zh-CN", Rank(employee.rank), {})
    return None if account.disabled_at is not None else person_of(session, account)
