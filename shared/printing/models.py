"""Print jobs. A job names what it prints by id and holds no personal data (R29)."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.kernel.database import Base, Identified, Moment
from shared.printing.rules import PrintState

_STATES = ", ".join(f"'{state}'" for state in PrintState)


class PrintJob(Identified, Base):
    """One thing to print, and how far it has come."""

    __tablename__ = "print_jobs"

    site_id: Mapped[str] = mapped_column(Text, ForeignKey("sites.id"))
    station: Mapped[str] = mapped_column(Text)
    """The station's code: where in the lobby it is to come out."""
    about: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Whom it concerns, as `About.as_json()` gives it: for the logbook line."""
    subject_kind: Mapped[str] = mapped_column(Text)
    """What kind of thing is printed: 'badge'."""
    subject_id: Mapped[str] = mapped_column(Text)
    copy: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(Text, default=PrintState.WAITING.value)
    reason: Mapped[str | None] = mapped_column(Text)
    """A `Reason` code, while stuck, unknown or replaced."""
    printer: Mapped[str | None] = mapped_column(Text)
    """The name of the printer that took it last."""
    attempts: Mapped[int] = mapped_column(default=0)
    """How often it was tried; also the number of the hand on it, so that a late spooler can't overwrite."""
    next_try_at: Mapped[datetime | None] = mapped_column(Moment)
    """From when it may be printed; empty once it is settled or in the works."""
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    """Until when its spooler should know how it ended; empty unless printing."""
    bytes_sent_at: Mapped[datetime | None] = mapped_column(Moment)
    """Set just before the first byte: from then on paper may have come out."""
    asked_at: Mapped[datetime] = mapped_column(Moment)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    """When it came to done, unknown or replaced."""
    printed_at: Mapped[datetime | None] = mapped_column(Moment)
    """When the printer, or a person, said that it came out."""

    __table_args__ = (
        CheckConstraint(f"state in ({_STATES})", name="known_state"),
        # Asking twice for the same copy must never put two pieces of paper with one code in the world.
        Index("one_print_of_a_copy", "subject_kind", "subject_id", "copy", unique=True),
        # Settled jobs are not in these three, so that finding work is as quick among a million as among ten.
        Index(
            "print_jobs_due",
            "site_id",
            "station",
            "next_try_at",
            "id",
            sqlite_where=text("next_try_at IS NOT NULL"),
            postgresql_where=text("next_try_at IS NOT NULL"),
        ),
        Index(
            "print_jobs_in_the_works",
            "site_id",
            "station",
            "lease_until",
            sqlite_where=text("lease_until IS NOT NULL"),
            postgresql_where=text("lease_until IS NOT NULL"),
        ),
        Index(
            "print_jobs_to_settle",
            "site_id",
            "asked_at",
            sqlite_where=text("state = 'unknown'"),
            postgresql_where=text("state = 'unknown'"),
        ),
        Index("print_jobs_of_station", "site_id", "station", "asked_at", "id"),
    )

    @property
    def is_open(self) -> bool:
        """Say whether it may still be printed by itself."""
        return self.state in (PrintState.WAITING, PrintState.STUCK)
