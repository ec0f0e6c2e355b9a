"""Reading invitations."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from shared.invitations.models import Invitation, SaidAhead
from shared.kernel.paging import Cursor, Page, page_of

_WHOLE = (joinedload(Invitation.site), joinedload(Invitation.host))


def invitation(session: Session, invitation_id: str, locked: bool = False) -> Invitation | None:
    """Return one invitation; `locked`, so that it is used once only, by whoever is first."""
    if locked:
        session.get(Invitation, invitation_id, with_for_update=True)
    wanted = select(Invitation).where(Invitation.id == invitation_id).options(*_WHOLE)
    return session.scalars(wanted.execution_options(populate_existing=locked)).one_or_none()


def invitations_page(
    session: Session, host_id: str | None, maker: str, cursor: Cursor | None, limit: int
) -> Page[Invitation]:
    """Return somebody's invitations, to be visited or made for others, the newest first."""
    whose = Invitation.made_by == maker
    mine = whose if host_id is None else or_(whose, Invitation.host_id == host_id)
    wanted = select(Invitation).where(mine).options(*_WHOLE)
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


def was_invited(session: Session, booking_id: str) -> bool:
    """Say whether a booking is the answer to an invitation."""
    return session.scalar(select(Invitation.id).where(Invitation.booking_id == booking_id)) is not None
