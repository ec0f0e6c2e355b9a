"""The logbook's two tables."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.kernel.database import Base, Moment

_REFUSED = text("kind = 'ArrivalRefused'")


class LogLine(Base):
    """One thing that happened."""

    __tablename__ = "logbook"

    n: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
    site_id: Mapped[str | None] = mapped_column(Text)
    host_id: Mapped[str | None] = mapped_column(Text)
    booking_id: Mapped[str | None] = mapped_column(Text)
    visit_id: Mapped[str | None] = mapped_column(Text)
    by: Mapped[str | None] = mapped_column(Text)
    """Who did it: an account, a station, or a part of the house such as `spooler`."""
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    # Each way of reading on from a number: a site's board, a host's page, one visit, one booking.
    __table_args__ = (
        Index("ix_logbook_site_n", "site_id", "n"),
        Index("ix_logbook_host_n", "host_id", "n"),
        Index("ix_logbook_visit_n", "visit_id", "n"),
        Index("ix_logbook_booking_n", "booking_id", "n"),
        # Who was refused on a day, however long ago that was.
        Index("ix_logbook_refused", "site_id", "at", "n", sqlite_where=_REFUSED, postgresql_where=_REFUSED),
    )


class LogbookCounter(Base):
    """The last number given out: one row, locked last in a transaction, so that no number is skipped."""

    __tablename__ = "logbook_counter"
    __table_args__ = (CheckConstraint('"only" = 1', name="one_row"),)

    only: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, default=1)
    last: Mapped[int] = mapped_column(BigInteger, default=0)
