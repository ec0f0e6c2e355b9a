"""The tables of invitations, and of what visitors agreed to when they answered one."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shared.invitations.rules import InvitationState, state_of
from shared.kernel.database import Base, Identified, Moment, Personal
from shared.people.models import Employee
from shared.sites.models import Site


class Invitation(Identified, Personal, Base):
    """One invitation, for one visit."""

    __tablename__ = "invitations"

    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    host_id: Mapped[str] = mapped_column(ForeignKey("employees.id"))
    made_by: Mapped[str] = mapped_column(Text)
    """The account that invited: the booking is made in its name, so that it can't approve it (R6)."""
    email: Mapped[str] = mapped_column(Text)
    """Empty where the host hands the link over."""
    purpose: Mapped[str] = mapped_column(Text)
    area: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    grade_letter: Mapped[str] = mapped_column(Text)
    """As the host fixed it (R3); empty: as the rules propose once it is known who comes."""
    grade_reason: Mapped[str] = mapped_column(Text)
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    made_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    # An answer makes one booking, and a booking answers one invitation.
    booking_id: Mapped[str | None] = mapped_column(ForeignKey("bookings.id"), unique=True)

    site: Mapped[Site] = relationship()
    host: Mapped[Employee] = relationship()

    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="window"),
        CheckConstraint("used_at IS NULL OR withdrawn_at IS NULL", name="one_end"),
        Index("ix_invitations_host", "host_id", "made_at", "id"),
        Index("ix_invitations_maker", "made_by", "made_at", "id"),
    )

    def state(self, now: datetime) -> InvitationState:
        """Return where it stands."""
        return state_of(self.used_at, self.withdrawn_at, self.expires_at, now)


class SaidAhead(Base):
    """Which texts a visitor agreed to before coming, and in which language. It goes with the booking."""

    __tablename__ = "said_ahead"

    booking_id: Mapped[str] = mapped_column(ForeignKey("bookings.id"), primary_key=True)
    agreed: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """Each with kind, text, sum, and the name that signed it (R17)."""
    language: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime] = mapped_column(Moment)
