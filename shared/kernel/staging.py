"""Tables that were read and wait for a word to be taken in: staged, then taken in in small portions."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from shared.kernel.database import Base, Identified, Moment, Personal

KEPT = timedelta(days=1)


class StagedTable(Identified, Personal, Base):
    """The good rows of a table that somebody sent, and how many of them have been taken in."""

    __tablename__ = "imports"

    of: Mapped[str] = mapped_column(Text)
    """What its rows are: `employees`, `bookings`."""
    made_by: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Moment)
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    taken: Mapped[int] = mapped_column(Integer, default=0)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    """What its rows have in common."""
    refused: Mapped[list[Any]] = mapped_column(JSON, default=list, server_default="[]")
    """Rows that could not be taken in after all, since something changed after they were looked at: each with why."""
