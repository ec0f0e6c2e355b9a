"""What the gate writes down. All of it goes with the guest's booking, notes aside."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shared.bookings.models import Guest
from shared.kernel.database import Base, Identified, Moment, Personal


class GateStop(Base):
    """The gate's word that holds for a guest now; the earlier ones stand in the logbook."""

    __tablename__ = "gate_stops"

    guest_id: Mapped[str] = mapped_column(ForeignKey("guests.id"), primary_key=True)
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    said: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    """What the guard wrote beside the reason; for the desk, never for the visitor."""
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = mapped_column(Text)

    guest: Mapped[Guest] = relationship()

    __table_args__ = (
        CheckConstraint("said IN ('held', 'refused')", name="said"),
        Index("ix_gate_stops_site", "site_id", "said", "at"),
    )


class Vehicle(Base):
    """What a guest came in, and where it stands (R11)."""

    __tablename__ = "vehicles"

    guest_id: Mapped[str] = mapped_column(ForeignKey("guests.id"), primary_key=True)
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    plate: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(Text)
    """Where it was told to park; empty until somebody said."""
    noted_at: Mapped[datetime] = mapped_column(Moment)
    noted_by: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index("ix_vehicles_plate_tail", text("substr(plate, length(plate) - 3)")),)


class GateNote(Identified, Personal, Base):
    """A few words from the gate to reception; they stand on reception's pages until one takes note."""

    __tablename__ = "gate_notes"

    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    guest_id: Mapped[str | None] = mapped_column(ForeignKey("guests.id"))
    words: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(Moment)
    written_by: Mapped[str] = mapped_column(Text)
    noted_at: Mapped[datetime | None] = mapped_column(Moment)
    noted_by: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        Index(
            "ix_gate_notes_open",
            "site_id",
            "written_at",
            sqlite_where=noted_at.is_(None),
            postgresql_where=noted_at.is_(None),
        ),
        Index("ix_gate_notes_guest", "guest_id"),
    )


class LaneGuest(Base):
    """A guest for whom somebody registered (绿色通道): badge printed ahead, let in by the gate without a scan."""

    __tablename__ = "lane_guests"

    guest_id: Mapped[str] = mapped_column(ForeignKey("guests.id"), primary_key=True)
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    station: Mapped[str] = mapped_column(Text)
    """Where the badge lies ready."""
    badge_id: Mapped[str] = mapped_column(Text, unique=True)
    """The id that the badge gets once there is a visit for it; the print job names it already."""
    number: Mapped[str] = mapped_column(Text)
    """What its check-out code holds, in hex."""
    badge_expires_at: Mapped[datetime] = mapped_column(Moment)
    expected_at: Mapped[datetime] = mapped_column(Moment)
    registered_at: Mapped[datetime] = mapped_column(Moment)
    registered_by: Mapped[str] = mapped_column(Text)
    came_at: Mapped[datetime | None] = mapped_column(Moment)
    identification: Mapped[str | None] = mapped_column(Text)
    """What officials have shown: an `Identification` code; its number is not kept."""

    guest: Mapped[Guest] = relationship()

    __table_args__ = (
        Index(
            "ix_lane_guests_coming",
            "site_id",
            "expected_at",
            sqlite_where=came_at.is_(None),
            postgresql_where=came_at.is_(None),
        ),
    )
