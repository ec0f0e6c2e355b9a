"""Reading invitations."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session, joinedload

from shared.invitations.models import Invitation, SaidAhead
from shared.invitations.rules import InvitationState
from shared.kernel.paging import Cursor, Page, page_of

_WHOLE = (joinedload(Invitation.site), joinedload(Invitation.host))


def invitation(session: Session, invitation_id: str, locked: bool = False) -> Invitation | None:
    """Return one invitation; `locked`, so that it is used once only, by whoever is first."""
    if locked:
        session.get(Invitation, invitation_id, with_for_update=True)
    wanted = select(Invitation).where(Invitation.id == invitation_id).options(*_WHOLE)
    return session.scalars(wanted.execution_options(populate_existing=locked)).one_or_none()


def in_state(state: InvitationState, now: datetime) -> ColumnElement[bool]:
    """Return the condition that an invitation stands there, as `rules.state_of` has it."""
    used, withdrawn = Invitation.used_at.is_not(None), Invitation.withdrawn_at.is_not(None)
    works = Invitation.expires_at > now
    return {
        InvitationState.USED: used,
        InvitationState.WITHDRAWN: ~used & withdrawn,
        InvitationState.OPEN: ~used & ~withdrawn & works,
        InvitationState.EXPIRED: ~used & ~withdrawn & ~works,
    }[state]


def says(words: str) -> ColumnElement[bool]:
    """Return the condition that each of these words stands in whom an invitation is for, or in what."""
    holds = (
        or_(Invitation.email.icontains(word, autoescape=True), Invitation.purpose.icontains(word, autoescape=True))
        for word in words.split()
    )
    return and_(true(), *holds)


def invitations_page(
    session: Session,
    host_id: str | None,
    maker: str,
    cursor: Cursor | None,
    limit: int,
    narrowed: Sequence[ColumnElement[bool]] = (),
) -> Page[Invitation]:
    """Return somebody's invitations, to be visited or made for others, the newest first."""
    whose = Invitation.made_by == maker
    mine = whose if host_id is None else or_(whose, Invitation.host_id == host_id)
    wanted = select(Invitation).where(mine, *narrowed).options(*_WHOLE)
    at, row_id = (Invitation.made_at, Invitation.id)
    if cursor is not None:
        place, last = cursor.position
        later = or_(at > place, (at == place) & (row_id > last))
        earlier = or_(at < place, (at == place) & (row_id < last))
        wanted = wanted.where(later if cursor.backwards else earlier)
    order = (at.asc(), row_id.asc()) if cursor is not None and cursor.backwards else (at.desc(), row_id.desc())
    rows: Sequence[Invitation] = session.scalars(wanted.order_by(*order).limit(limit + 1)).all()
    return page_of(rows, cursor, limit, lambda row: (row.made_at, row.id))


def said_ahead(session: Session, booking_id: str) -> SaidAhead | None:
    """Return what a booking's visitor agreed to before coming."""
    return session.get(SaidAhead, booking_id)


def that_were_invited(session: Session, booking_ids: Collection[str]) -> set[str]:
    """Return which of these bookings are answers to invitations."""
    wanted = select(Invitation.booking_id).where(Invitation.booking_id.in_(booking_ids))
    return {each for each in session.scalars(wanted) if each is not None}


def invitation_behind(session: Session, booking_id: str) -> str | None:
    """Return the id of the invitation that a booking is the answer to; None for one that nobody was invited to."""
    return session.scalar(select(Invitation.id).where(Invitation.booking_id == booking_id))
