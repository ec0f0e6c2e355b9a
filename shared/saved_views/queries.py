"""Reading saved views."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.saved_views.models import SavedView


def views_of(session: Session, account_id: str, of: str | None = None) -> Sequence[SavedView]:
    """Return what somebody keeps, of one list or of all, by name."""
    wanted = select(SavedView).where(SavedView.account_id == account_id)
    wanted = wanted if of is None else wanted.where(SavedView.of == of)
    return session.scalars(wanted.order_by(SavedView.of, SavedView.name, SavedView.id)).all()


def view_in_hand(session: Session, account_id: str, view_id: str) -> SavedView | None:
    """Return somebody's view, to change it; nobody else's."""
    wanted = select(SavedView).where(SavedView.id == view_id, SavedView.account_id == account_id)
    return session.scalars(wanted.with_for_update()).one_or_none()
