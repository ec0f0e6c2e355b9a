"""Invite a visitor, who then books the visit by a link: own language, no account (R1, R3, R6, R17)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from shared.access.models import Account
from shared.access.queries import person_of
from shared.access.rules import Person
from shared.agreements.models import AgreementText
from shared.agreements.queries import newest_text
from shared.agreements.rules import AgreementKind
from shared.bookings.models import Booking
from shared.bookings.rules import GuestWish, Problem, VisitKind, Wish, WishRefused, problems_with
from shared.companies.rules import KEPT_AFTER_LAST_VISIT
from shared.desk.book import book, check_may_book
from shared.desk.grading import proposal_for
from shared.desk.letters import may_have_gone
from shared.desk.outcomes import NotAllowed, OutOfTurn
from shared.grades.door import DoorStep
from shared.grades.models import Grade
from shared.grades.queries import every_grade
from shared.grades.queries import grade as grade_lettered
from shared.invitations.models import Invitation, SaidAhead
from shared.invitations.queries import invitation
from shared.invitations.rules import Ahead, InvitationState, expires_at
from shared.kernel.logbook import About, Kind, note
from shared.kernel.signed_links import LinkSigner
from shared.notices.actions import drop
from shared.notices.models import Notice
from shared.notices.queries import notices_in_hand

INVITATION = "invitation"
"""A letter to who is invited."""
INVITATION_OFF = "invitation_off"
"""A letter to who was invited by mail and is not any more."""
INVITATION_ANSWERED = "invitation_answered"
"""A letter to the host, at once."""
NO_LONGER_OPEN = "invitation_over"
_SIGNER = LinkSigner("invitation", digits=32)
_LINK = re.compile(r"([0-9a-z]{20,32})\.([0-9a-f]{32})")


@dataclass(frozen=True)
class Answer:
    """All that a visitor fills in."""

    guests: tuple[GuestWish, ...]
    ahead: Ahead
    agreed: tuple[AgreementText, ...]
    language: str


def link_text(invitation_id: str, key: bytes) -> str:
    """Return the text of an invitation's link; whether it still works stands in the database."""
    return _SIGNER.sign(invitation_id, key)


def read_link(text: str, key: bytes) -> str | None:
    """Return the invitation that a link is for, or None if it is not ours."""
    found = _LINK.fullmatch(text)
    return found[1] if found is not None and _SIGNER.is_ours(text, key) else None


def invite(session: Session, wish: Wish, email: str, by: Person, now: datetime) -> Invitation:
    """Write an invitation down and have it mailed, where an address is given.

    Raises NotAllowed, and WishRefused with every problem at once; the wish's guests are not looked at.
    """
    wish = wish.tidied()
    check_may_book(wish, by)
    problems = [each for each in problems_with(wish, now) if not each.field.startswith("guests")]
    if wish.grade and grade_lettered(session, wish.grade) is None:
        problems.append(Problem("grade", "unknown"))
    if problems:
        raise WishRefused(problems)
    made = Invitation(
        site_id=wish.site_id,
        host_id=wish.host_id,
        made_by=by.id,
        email=email,
        purpose=wish.purpose,
        area=wish.area,
        kind=wish.kind,
        grade_letter=wish.grade,
        grade_reason=wish.grade_reason,
        starts_at=wish.starts_at,
        ends_at=wish.ends_at,
        made_at=now,
        expires_at=expires_at(now, wish.ends_at),
        kept_for="visit",
        forget_at=wish.ends_at + KEPT_AFTER_LAST_VISIT,
    )
    session.add(made)
    session.flush()
    note(session, Kind.InvitationMade, about_invitation(made), at=now, by=by.id, invitation=made.id)
    send(session, made, now)
    return made


def send(session: Session, row: Invitation, now: datetime) -> None:
    """Have the link mailed, once more if it was mailed before."""
    if not row.email:
        return
    _drop_letters(session, row)
    session.add(
        Notice(
            topic=INVITATION,
            subject_id=row.id,
            about=about_invitation(row).as_json(),
            asked_at=now,
            due_at=now,
        )
    )


def withdraw(session: Session, row: Invitation, by: Person, now: datetime) -> None:
    """Let a link work no more; whom it was mailed to is told (R9). Raises OutOfTurn for one that is over."""
    if row.state(now) is not InvitationState.OPEN:
        raise OutOfTurn(NO_LONGER_OPEN)
    row.withdrawn_at = now
    was_told = any(may_have_gone(letter) for letter in notices_in_hand(session, [row.id], (INVITATION,)))
    _drop_letters(session, row)
    if was_told:
        about = about_invitation(row).as_json()
        session.add(Notice(topic=INVITATION_OFF, subject_id=row.id, about=about, asked_at=now, due_at=now))
    note(session, Kind.InvitationWithdrawn, about_invitation(row), at=now, by=by.id, invitation=row.id)


def open_invitation(session: Session, invitation_id: str, now: datetime, locked: bool = False) -> Invitation | None:
    """Return an invitation that can be answered: open, and made by somebody who may still invite there."""
    row = invitation(session, invitation_id, locked)
    if row is None or row.state(now) is not InvitationState.OPEN or row.host.left_at is not None:
        return None
    return row if _maker(session, row) is not None else None


def texts_to_sign(session: Session, row: Invitation, language: str) -> list[AgreementText]:
    """Return what the visitor has to agree to: the use of data always, the rest as the grade asks (R17)."""
    steps = {step for grade in _grades(session, row) for step in grade.door.steps}
    kinds = [AgreementKind.CONSENT]
    kinds += [AgreementKind(step.value) for step in (DoorStep.SITE_RULES, DoorStep.NDA) if step in steps]
    texts = (newest_text(session, row.site_id, kind, language) for kind in kinds)
    return [text for text in texts if text is not None]


def _grades(session: Session, row: Invitation) -> Sequence[Grade]:
    """Return the grade that was fixed; while the rules have still to propose one, each that they might."""
    found = grade_lettered(session, row.grade_letter) if row.grade_letter else None
    return every_grade(session) if not row.grade_letter else [found] if found else []


def problems_with_answer(session: Session, row: Invitation, answer: Answer, now: datetime) -> list[Problem]:
    """Return all that is wrong with whom and what a visitor brings."""
    return problems_with(_wish(session, row, answer).tidied(), now)


def answer_invitation(session: Session, invitation_id: str, answer: Answer, now: datetime) -> Booking:
    """Book the visit as the visitor fills it in; the link is spent, the host is told at once.

    It is approved or waits as if who invited had booked it. Raises OutOfTurn if the link does not work any more, and
    WishRefused with every problem at once.
    """
    row = open_invitation(session, invitation_id, now, locked=True)
    by = _maker(session, row) if row else None
    if row is None or by is None:
        raise OutOfTurn(NO_LONGER_OPEN)
    try:
        booking = book(session, _wish(session, row, answer), by, now)
    except NotAllowed:
        raise OutOfTurn(NO_LONGER_OPEN) from None
    row.used_at, row.booking_id = now, booking.id
    _write_ahead(session, booking, answer, now)
    _drop_letters(session, row)
    about = booking.about
    note(session, Kind.InvitationAnswered, about, at=now, by="visitor", invitation=row.id)
    told = {"topic": INVITATION_ANSWERED, "subject_id": row.id, "employee_id": row.host_id}
    session.add(Notice(**told, about=about.as_json(), asked_at=now, due_at=now))
    return booking


def about_invitation(row: Invitation) -> About:
    """Return whom an invitation concerns."""
    return About(row.site_id, row.host_id, row.booking_id)


def _wish(session: Session, row: Invitation, answer: Answer) -> Wish:
    wish = Wish(
        site_id=row.site_id,
        host_id=row.host_id,
        grade=row.grade_letter,
        kind=VisitKind(row.kind),
        purpose=row.purpose,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        guests=answer.guests,
        area=row.area,
        grade_reason=row.grade_reason,
        more=replace(answer.ahead.more, language=answer.language),
    )
    return wish if wish.grade else replace(wish, grade=proposal_for(session, wish).grade)


def _write_ahead(session: Session, booking: Booking, answer: Answer, now: datetime) -> None:
    leader = booking.leader
    leader.needs_help = answer.ahead.needs_help
    agreed = [
        {
            "kind": text.kind,
            "text": text.id,
            "sum": text.sum,
            "signed": answer.ahead.signature,
            "tied": sha256(f"{text.sum}{answer.ahead.signature}".encode()).hexdigest(),
        }
        for text in answer.agreed
    ]
    session.add(
        SaidAhead(
            booking_id=booking.id,
            agreed=agreed,
            language=answer.language,
            said_at=now,
        )
    )
    session.flush()


def _maker(session: Session, row: Invitation) -> Person | None:
    """Return who invited, as what they may do now; None for somebody whose account was closed."""
    account = session.get(Account, row.made_by)
    return None if account is None or account.disabled_at is not None else person_of(session, account)


def _drop_letters(session: Session, row: Invitation) -> None:
    for notice in notices_in_hand(session, [row.id], (INVITATION,)):
        drop(notice)
