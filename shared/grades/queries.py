"""Reading grades."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.grades.models import Grade


def every_grade(session: Session) -> Sequence[Grade]:
    """Return the grades, A first."""
    return session.scalars(select(Grade).order_by(Grade.letter)).all()


def grade(session: Session, letter: str) -> Grade | None:
    """Return one grade."""
    return session.get(Grade, letter)
