"""Reading what visitors left, signed and declared."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Row, case, select
from sqlalchemy.orm import Session

from shared.agreements.models import AgreementText
from shared.agreements.rules import AgreementKind
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


def has_photo(session: Session, visit_id: str) -> bool:
    """Say whether a visitor's photo is kept, without reading it."""
    return session.scalars(select(VisitPhoto.visit_id).where(VisitPhoto.visit_id == visit_id)).first() is not None


def without_photo(session: Session, visit_ids: Collection[str]) -> set[str]:
    """Return those of these visits of which no photo is kept, of visitors who agreed to something at the door."""
    if not visit_ids:
        return set()
    agreed = select(AgreedText.visit_id).where(AgreedText.visit_id.in_(visit_ids)).distinct()
    has_one = select(VisitPhoto.visit_id).where(VisitPhoto.visit_id.in_(visit_ids))
    return set(session.scalars(agreed.where(AgreedText.visit_id.not_in(has_one))))


def items_of(session: Session, visit_id: str) -> Sequence[DeclaredItem]:
    """Return what a visitor carried in, as it was listed."""
    wanted = select(DeclaredItem).where(DeclaredItem.visit_id == visit_id)
    return session.scalars(wanted.order_by(DeclaredItem.position)).all()


def agreed_by(session: Session, visit_id: str) -> Sequence[AgreedText]:
    """Return the texts that a visitor agreed to, the first first."""
    wanted = select(AgreedText).where(AgreedText.visit_id == visit_id)
    return session.scalars(wanted.order_by(AgreedText.agreed_at, AgreedText.id)).all()


def signed_by(
    session: Session, visit_id: str
) -> Sequence[Row[str, datetime, str, str, str, int, str, str | None, bool]]:
    """Return the texts that a visitor agreed to, in the order in which they are asked.

    Each with id, agreed_at, sum, text_id, kind, version, language, typed, has_picture.
    """
    wanted = (
        select(
            AgreedText.id,
            AgreedText.agreed_at,
            AgreedText.sum,
            AgreementText.id.label("text_id"),
            AgreementText.kind,
            AgreementText.version,
            AgreementText.language,
            Signature.typed,
            Signature.picture.is_not(None).label("has_picture"),
        )
        .join(AgreementText, AgreementText.id == AgreedText.text_id)
        .outerjoin(Signature, Signature.agreed_id == AgreedText.id)
        .where(AgreedText.visit_id == visit_id)
    )
    as_asked = case({kind.value: place for place, kind in enumerate(AgreementKind)}, value=AgreementText.kind)
    return session.execute(wanted.order_by(AgreedText.agreed_at, as_asked, AgreedText.id)).all()


def agreed_text(session: Session, agreed_id: str) -> AgreedText | None:
    """Return that a text was agreed to."""
    return session.get(AgreedText, agreed_id)


def signature_under(session: Session, agreed_id: str) -> Signature | None:
    """Return how a text was signed; None where it was not, or that is forgotten."""
    return session.get(Signature, agreed_id)


def answers_of(session: Session, visit_id: str) -> Sequence[DoorAnswer]:
    """Return a visitor's answers to the questions at the door, in the order of asking."""
    wanted = select(DoorAnswer).where(DoorAnswer.visit_id == visit_id)
    return session.scalars(wanted.order_by(DoorAnswer.position, DoorAnswer.question)).all()
