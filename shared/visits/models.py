"""Visits, and the taps that made them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shared.bookings.models import Booking, Guest
from shared.kernel.database import Base, Identified, Moment

_EXPIRED = text("expired_at IS NOT NULL")


class Visit(Identified, Base):
    """One guest's stay, from the moment they stand at the door; closing time makes it expired, never left (R22)."""

    __tablename__ = "visits"

    booking_id: Mapped[str] = mapped_column(ForeignKey("bookings.id"))
    guest_id: Mapped[str] = mapped_column(ForeignKey("guests.id"))
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    host_id: Mapped[str] = mapped_column(ForeignKey("employees.id"))
    station: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    arrived_at: Mapped[datetime] = mapped_column(Moment)
    admitted_at: Mapped[datetime | None] = mapped_column(Moment)
    """When they were let in: for a booked guest on arrival; None while a walk-in is asked for, or never was."""
    left_at: Mapped[datetime | None] = mapped_column(Moment)
    expired_at: Mapped[datetime | None] = mapped_column(Moment)
    """When closing time found it open (R22); who signs out later has left, and this stays."""
    answer: Mapped[str | None] = mapped_column(Text)
    """The host's last answer: an `Answer` code; None while nobody has answered (R13)."""
    answer_minutes: Mapped[int | None] = mapped_column(Integer)
    answer_place: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_by: Mapped[str | None] = mapped_column(Text)

    booking: Mapped[Booking] = relationship()
    guest: Mapped[Guest] = relationship()

    __table_args__ = (
        CheckConstraint("state IN ('asking', 'inside', 'left', 'expired', 'turned_away', 'withdrawn')", name="state"),
        # Two quick taps on two stations must never let one guest in twice.
        Index(
            "one_open_visit_per_guest",
            "guest_id",
            unique=True,
            sqlite_where=state.in_(("asking", "inside")),
            postgresql_where=state.in_(("asking", "inside")),
        ),
        Index("ix_visits_guest", "guest_id", "arrived_at"),
        Index("ix_visits_booking", "booking_id"),
        Index("ix_visits_site_state_arrival", "site_id", "state", "arrived_at", "id"),
        Index("ix_visits_site_arrival", "site_id", "arrived_at", "id"),
        Index("ix_visits_host_arrival", "host_id", "arrived_at", "id"),
        # Who was still in at closing: few of all visits.
        Index("ix_visits_expired", "site_id", "expired_at", "id", sqlite_where=_EXPIRED, postgresql_where=_EXPIRED),
    )


class Tap(Base):
    """One press or scan at a station, with the answer that it got: the same tap gets it again."""

    __tablename__ = "taps"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    station: Mapped[str] = mapped_column(Text)
    asked: Mapped[str] = mapped_column(Text)
    """SHA-256 of what was asked, keyed: a tap that comes back with another question is a mistake."""
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
