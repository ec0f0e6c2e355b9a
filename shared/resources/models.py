"""The tables of what can be booked with a visit, and of who has booked it when."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shared.bookings.models import Booking
from shared.kernel.database import Base, Identified, Moment
from shared.people.models import Employee


class Resource(Identified, Base):
    """A room, a piece of equipment, a car, or a driver, who is an employee and has no name of their own here."""

    __tablename__ = "resources"

    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    employee_id: Mapped[str | None] = mapped_column(ForeignKey("employees.id"))
    seats: Mapped[int | None] = mapped_column(Integer)
    """How many people fit; None where that is no question."""
    remark: Mapped[str] = mapped_column(Text, default="")
    """What whoever chooses it should know: the floor, the plate."""
    retired_at: Mapped[datetime | None] = mapped_column(Moment)
    """Since when nobody can book it any more."""

    employee: Mapped[Employee | None] = relationship()

    __table_args__ = (
        CheckConstraint("kind IN ('room', 'equipment', 'car', 'driver')", name="kind"),
        Index("ix_resources_site", "site_id", "kind", "name"),
    )

    def named(self, language: str) -> str:
        """Return the name in the reader's language."""
        if self.employee is not None:
            return self.employee.named(language)
        return self.name if language.startswith("zh") else self.name_en or self.name


class Reservation(Identified, Base):
    """Something that a visit has for a time; or a car that it needs, which the dispatcher has still to choose.

    It counts as long as its booking does: a booking that is cancelled or rejected holds nothing.
    """

    __tablename__ = "reservations"

    booking_id: Mapped[str] = mapped_column(ForeignKey("bookings.id"))
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    kind: Mapped[str] = mapped_column(Text)
    resource_id: Mapped[str | None] = mapped_column(ForeignKey("resources.id"))
    driver_id: Mapped[str | None] = mapped_column(ForeignKey("resources.id"))
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    place: Mapped[str] = mapped_column(Text, default="")
    """Where a car picks the guests up."""
    people: Mapped[int | None] = mapped_column(Integer)
    assigned_by: Mapped[str | None] = mapped_column(Text)
    """The dispatcher who chose car and driver."""

    booking: Mapped[Booking] = relationship()
    resource: Mapped[Resource | None] = relationship(foreign_keys=[resource_id])
    driver: Mapped[Resource | None] = relationship(foreign_keys=[driver_id])

    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="window"),
        CheckConstraint("kind = 'car' OR resource_id IS NOT NULL", name="named"),
        Index("ix_reservations_booking", "booking_id"),
        Index("ix_reservations_resource", "resource_id", "starts_at"),
        Index("ix_reservations_driver", "driver_id", "starts_at"),
        Index("ix_reservations_site", "site_id", "kind", "starts_at", "id"),
    )
