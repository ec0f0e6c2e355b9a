"""Writing down what a visitor left, signed and declared, and forgetting pictures in time (R29)."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from shared.declarations.models import (
    AgreedText,
    DeclaredItem,
    DoorAnswer,
    Signature,
    VisitPhoto,
)
from shared.declarations.rules import PICTURES_KEPT, Agreed, Declared, signature_sum


def declare(session: Session, visit_id: str, declared: Declared, now: datetime) -> None:
    """Write all that a visitor leaves at the door, with their visit."""
    for agreed in declared.agreed:
        _agree(session, visit_id, agreed, now)
    if declared.photo is not None:
        keep_photo(session, visit_id, declared.photo, now)
    _add_items(session, visit_id, declared.items)
    session.add_all(
        DoorAnswer(visit_id=visit_id, position=position, **vars(replied))
        for position, replied in enumerate(declared.answers)
    )
    session.flush()


def write_items(session: Session, visit_id: str, items: Iterable[tuple[str, int]]) -> None:
    """Write what a visitor carries in, and how many of each, in place of what was written before."""
    session.execute(delete(DeclaredItem).where(DeclaredItem.visit_id == visit_id))
    _add_items(session, visit_id, items)
    session.flush()


def _add_items(session: Session, visit_id: str, items: Iterable[tuple[str, int]]) -> None:
    session.add_all(
        DeclaredItem(visit_id=visit_id, position=position, what=what, quantity=quantity)
        for position, (what, quantity) in enumerate(items)
    )


def keep_photo(session: Session, visit_id: str, picture: bytes, now: datetime) -> None:
    """Keep a visitor's photo, in place of an earlier one."""
    until = now + PICTURES_KEPT
    session.merge(VisitPhoto(visit_id=visit_id, picture=picture, taken_at=now, kept_for="visit", forget_at=until))


def _agree(session: Session, visit_id: str, agreed: Agreed, now: datetime) -> None:
    row = AgreedText(visit_id=visit_id, text_id=agreed.text_id, sum=agreed.text_sum, agreed_at=agreed.at)
    session.add(row)
    session.flush()
    if agreed.signature is None and agreed.typed_name is None:
        return
    session.add(
        Signature(
            agreed_id=row.id,
            picture=agreed.signature,
            typed=agreed.typed_name,
            sum=signature_sum(agreed),
            kept_for="visit",
            forget_at=now + PICTURES_KEPT,
        )
    )
