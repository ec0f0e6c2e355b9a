"""Reading what visitors left, signed and declared."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.declarations.models import (
    AgreedText,
    DeclaredItem,
    DoorAnswer,
    Signature,
    VisitPhoto,
)


def photo_of(session: Session, visit_id: str) -> bytes | None:
    """Return a visitor's photo; None if there is none, or none any more."""
    return session.scalars(select(VisitPhoto.picture).where(VisitPhoto.visit_id == visit_id)).one_or_none()


def items_of(session: Session, visit_id: str) -> Sequence[DeclaredItem]:
    """Return what a visitor carried in, as it was listed."""
    wanted = select(DeclaredItem).where(DeclaredItem.visit_id == visit_id)
    return session.scalars(wanted.order_by(DeclaredItem.position)).all()


def agreed_by(session: Session, visit_id: str) -> Sequence[AgreedText]:
    """Return the texts that a visitor agreed to, the first first."""
    wanted = select(AgreedText).where(AgreedText.visit_id == visit_id)
    return session.scalars(wanted.order_by(AgreedText.agreed_at, AgreedText.id)).all()


def signature_under(session: Session, agreed_id: str) -> Signature | None:
    """Return how a text was signed; None where it was not, or that is forgotten."""
    return session.get(Signature, agreed_id)


def answers_of(session: Session, visit_id: str) -> Sequence[DoorAnswer]:
    """Return a visitor's answers to the questions at the door."""
    return session.scalars(select(DoorAnswer).where(DoorAnswer.visit_id == visit_id)).all()
