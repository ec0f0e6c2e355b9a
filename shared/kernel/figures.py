"""Figures that ship as data and are changed by a person: each change is kept, with who, when and why."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Text, literal, select, tuple_
from sqlalchemy.orm import Mapped, Session, mapped_column

from shared.kernel.database import Base, Identified, Moment
from shared.kernel.paging import Cursor, Page, page_of

CHANGES_SHOWN = 50


class FigureChange(Identified, Base):
    """One figure that somebody changed. It is never changed itself."""

    __tablename__ = "figure_changes"

    of: Mapped[str] = mapped_column(Text)
    """Whose figure it is, such as `grade A`."""
    figure: Mapped[str] = mapped_column(Text)
    before: Mapped[Any] = mapped_column(JSON, nullable=True)
    after: Mapped[Any] = mapped_column(JSON, nullable=True)
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (Index("ix_figure_changes_of", "of", "at", "id"),)


def change_figures(
    session: Session, of: str, row: object, wanted: Mapping[str, Any], reason: str, by: str, now: datetime
) -> list[str]:
    """Write new figures into a row; return the names of those that are other than before, each kept with its past."""
    changed = [figure for figure, value in wanted.items() if getattr(row, figure) != value]
    for figure in changed:
        before = getattr(row, figure)
        setattr(row, figure, wanted[figure])
        kept = {"before": before, "after": wanted[figure], "reason": reason, "by": by, "at": now}
        session.add(FigureChange(of=of, figure=figure, **kept))
    return changed


def changes_of(
    session: Session, of: Sequence[str], after: Cursor | None = None, limit: int = CHANGES_SHOWN
) -> Page[FigureChange]:
    """Return a page of the changes of some figures, the latest first: those that are older than `after`."""
    wanted = select(FigureChange).where(FigureChange.of.in_(of))
    if after is not None:
        here = tuple_(literal(after.position[0], Moment), literal(after.position[1]))
        wanted = wanted.where(tuple_(FigureChange.at, FigureChange.id) < here)
    wanted = wanted.order_by(FigureChange.at.desc(), FigureChange.id.desc()).limit(limit + 1)
    return page_of(session.scalars(wanted).all(), after, limit, lambda change: (change.at, change.id))
