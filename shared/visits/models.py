"""Visits, and the taps that made them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, CheckConstraint, ForeignKey, Index, Integer, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shared.bookings.models import Booking, Guest
from shared.kernel.database import Base, Identified, Moment, Personal
from shared.people.models import Employee

_TO_ANSWER = text("due_at IS NOT NULL AND answered_at IS NULL")
_EXPIRED = text("expired_at IS NOT NULL")


class Visit(Identified, Base):
    """One guest's stay, from the moment they stand at the door; closing time makes it expired, never left (R22)."""

    __tablename__ = "visits"

    booking_id: Mapped[str] = mapped_column(ForeignKey("bookings.id"))
    guest_id: Mapped[str] = mapped_column(ForeignKey("guests.id"))
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    host_id: Mapped[str] = mapped_column(ForeignKey("employees.id"))
    names_nobody: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """Whether the visitor named nobody: reception was asked, and the booking's host only stands for it (R13)."""
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
    first_answered_at: Mapped[datetime | None] = mapped_column(Moment)
    """When anybody answered for the first time: what an honest estimate is made of (R14)."""
    receiver_id: Mapped[str | None] = mapped_column(ForeignKey("employees.id"))
    """Who said that they receive the visitor, if it is not the host."""

    booking: Mapped[Booking] = relationship()
    guest: Mapped[Guest] = relationship()
    receiver: Mapped[Employee | None] = relationship(foreign_keys=[receiver_id])

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


class WaitingCode(Personal, Base):
    """Six digits by which somebody who waits finds their own screen again at a kiosk that others use, too (R14).

    Good until it is to be forgotten: then it may be somebody else's.
    """

    __tablename__ = "waiting_codes"

    # Two who wait in one lobby never have the same.
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"), primary_key=True)
    code: Mapped[str] = mapped_column(Text, primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"), unique=True)
    station: Mapped[str] = mapped_column(Text)
    """Which kiosk calls them."""
    seen_at: Mapped[datetime | None] = mapped_column(Moment)
    """When their screen was last looked at with an answer on it; None while none has been seen."""

    visit: Mapped[Visit] = relationship()


class Asked(Base):
    """Somebody besides the host who was asked for a visitor, and may therefore see them and answer (R13)."""

    __tablename__ = "asked"

    # Nobody is asked twice for one visitor, by however many couriers.
    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"), primary_key=True)
    employee_id: Mapped[str] = mapped_column(ForeignKey("employees.id"), primary_key=True)
    step: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(Moment)

    employee: Mapped[Employee] = relationship()

    __table_args__ = (Index("ix_asked_employee", "employee_id", "asked_at"),)


class Message(Identified, Personal, Base):
    """Words between a visitor and whom they came to see, by way of the screens (R13)."""

    __tablename__ = "messages"

    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"))
    host_id: Mapped[str] = mapped_column(ForeignKey("employees.id"))
    is_from_visitor: Mapped[bool] = mapped_column(Boolean)
    """Then it has to be answered; else it is what the visitor's screen shows."""
    text: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(Text)
    """Who wrote it: a station, for its visitor, or an account."""
    at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    """By when it has to be answered; None for what needs no answer."""
    answer: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_by: Mapped[str | None] = mapped_column(Text)

    visit: Mapped[Visit] = relationship()

    __table_args__ = (
        Index("ix_messages_visit", "visit_id", "at"),
        # A host's open messages, few however many there were.
        Index(
            "ix_messages_to_answer",
            "host_id",
            "due_at",
            sqlite_where=_TO_ANSWER,
            postgresql_where=_TO_ANSWER,
        ),
    )


class AskedToAnswer(Base):
    """Somebody who was asked for the answer to an overdue message: the host again, or others in the host's place."""

    __tablename__ = "asked_to_answer"

    # Nobody is asked twice for one answer, by however many couriers.
    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    employee_id: Mapped[str] = mapped_column(ForeignKey("employees.id"), primary_key=True)
    step: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(Moment)

    employee: Mapped[Employee] = relationship()

    __table_args__ = (Index("ix_asked_to_answer_employee", "employee_id"),)


class Tap(Base):
    """One press or scan at a station, with the answer that it got: the same tap gets it again."""

    __tablename__ = "taps"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    station: Mapped[str] = mapped_column(Text)
    asked: Mapped[str] = mapped_column(Text)
    """SHA-256 of what was asked, keyed: a tap that comes back with another question is a mistake."""
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
