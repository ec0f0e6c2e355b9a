"""Steps of an approval, what the review filled in, and how a booking came by its grade."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shared.approvals.rules import StepState
from shared.bookings.models import Booking
from shared.kernel.database import Base, Identified, Moment
from shared.people.models import Employee

_ASKED = text("state = 'asked'")


class ApprovalStep(Identified, Base):
    """One step on the way to a booking's permit (R6): who may, how it stands, who decided and in whose place."""

    __tablename__ = "approval_steps"

    booking_id: Mapped[str] = mapped_column(ForeignKey("bookings.id"))
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    starts_at: Mapped[datetime] = mapped_column(Moment)
    """The visit's start when it was asked: another start is asked anew."""
    round: Mapped[int] = mapped_column(Integer)
    """Rises each time that the booking is asked for anew."""
    position: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(Text)
    rank: Mapped[int | None] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime | None] = mapped_column(Moment)
    """When its turn came."""
    decided_by: Mapped[str | None] = mapped_column(Text)
    """The account or token that decided."""
    in_place_of: Mapped[str | None] = mapped_column(ForeignKey("employees.id"))
    """For whom, where a delegate did."""
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    """Of one that was overtaken by the visit's end: when it was closed, with nobody who decided."""
    reason: Mapped[str | None] = mapped_column(Text)

    booking: Mapped[Booking] = relationship()

    @property
    def is_out_of_time(self) -> bool:
        """Say whether the visit was over before anybody decided here."""
        return self.state == StepState.OVERTAKEN and self.decided_at is not None

    __table_args__ = (
        CheckConstraint("state IN ('ahead', 'asked', 'approved', 'rejected', 'sent_back', 'overtaken')", name="state"),
        CheckConstraint("(state = 'asked') = (asked_at IS NOT NULL AND decided_at IS NULL)", name="asked"),
        Index("ix_approval_steps_booking", "booking_id", "round", "position"),
        # The queue: small, however many bookings there were.
        Index("ix_approval_steps_queue", "site_id", "starts_at", "id", postgresql_where=_ASKED, sqlite_where=_ASKED),
        # Steps are ordered: never are two of one booking asked at a time.
        Index("one_asked_step", "booking_id", unique=True, postgresql_where=_ASKED, sqlite_where=_ASKED),
    )


class Review(Base):
    """What customer service filled in for those who decide and prepare (R6, R3)."""

    __tablename__ = "reviews"

    booking_id: Mapped[str] = mapped_column(ForeignKey("bookings.id"), primary_key=True)
    content: Mapped[str] = mapped_column(Text)
    route: Mapped[str] = mapped_column(Text)
    departments: Mapped[list[str]] = mapped_column(JSON)
    """Ids of the departments that get the visit notice (R8)."""
    receiver_id: Mapped[str | None] = mapped_column(ForeignKey("employees.id"))
    """Who receives the guests: of their own level (对等接待)."""
    by: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)

    receiver: Mapped[Employee | None] = relationship()


class GradeChoice(Identified, Base):
    """Who gave a booking its grade, what the rules had proposed, and why it is another one (R3)."""

    __tablename__ = "grade_choices"

    booking_id: Mapped[str] = mapped_column(ForeignKey("bookings.id"), index=True)
    before: Mapped[str | None] = mapped_column(Text)
    """The grade until then; None for a new booking."""
    proposed: Mapped[str] = mapped_column(Text)
    because: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The facts that the rules saw: kind, tier, and how many guests had a title that counted."""
    chosen: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
