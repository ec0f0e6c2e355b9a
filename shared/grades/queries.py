"""Reading grades."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.grades.models import Grade, GradeRule, LeadTime


def every_grade(session: Session) -> Sequence[Grade]:
    """Return the grades, A first."""
    return session.scalars(select(Grade).order_by(Grade.letter)).all()


def every_lead_time(session: Session) -> Sequence[LeadTime]:
    """Return the kinds of visits with their lead times."""
    return session.scalars(select(LeadTime).order_by(LeadTime.lead_days.desc(), LeadTime.kind)).all()


def lead_time(session: Session, kind: str) -> LeadTime:
    """Return one kind. Raises LookupError if the house lacks it."""
    found = session.get(LeadTime, kind)
    if found is None:
        raise LookupError(f"the house has no lead time for visits of the kind {kind}")
    return found


def grade(session: Session, letter: str) -> Grade | None:
    """Return one grade."""
    return session.get(Grade, letter)


def every_grade_rule(session: Session) -> Sequence[GradeRule]:
    """Return the lines of the table by which a grade is proposed, in its order."""
    return session.scalars(select(GradeRule).order_by(GradeRule.position, GradeRule.id)).all()
