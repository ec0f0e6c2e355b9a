"""Stations and printers."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shared.devices.rules import NOT_ASKED, READY
from shared.kernel.database import Base, Identified, Moment


class Station(Identified, Base):
    """A place in a lobby with a screen and its printers; several stations can share a node."""

    __tablename__ = "stations"
    __table_args__ = (UniqueConstraint("site_id", "code"),)

    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    code: Mapped[str] = mapped_column(Text)
    printers: Mapped[list[str]] = mapped_column(JSON)
    """The names of its printers, the preferred one first."""
    started_at: Mapped[datetime] = mapped_column(Moment)
    last_heard_at: Mapped[datetime | None] = mapped_column(Moment)
    """When it last said that it is there."""
    silent_since: Mapped[datetime | None] = mapped_column(Moment)
    """The last it was heard of, once somebody has noticed that it is silent; empty while it is there."""


class Printer(Identified, Base):
    """One printer as its stations know it; several stations can share one."""

    __tablename__ = "printers"
    # A printer is one thing however many stations print on it: its paper ends once.
    __table_args__ = (UniqueConstraint("site_id", "name"),)

    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    name: Mapped[str] = mapped_column(Text)
    """Its address without what is secret in it, as print jobs name it."""
    place: Mapped[str | None] = mapped_column(Text)
    """Where people find it."""
    model: Mapped[str | None] = mapped_column(Text)
    firmware: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default=NOT_ASKED)
    """`ready`, `not_asked`, or the `Reason` code of why it does not print."""
    since: Mapped[datetime] = mapped_column(Moment)
    """Since when its state is what it is."""
    last_heard_at: Mapped[datetime | None] = mapped_column(Moment)
    """When the printer itself last answered."""
    heard_by: Mapped[str | None] = mapped_column(Text)
    """The code of the station that it answered."""
    is_near_end: Mapped[bool] = mapped_column(default=False)
    """Whether its paper ends soon."""
    can_confirm: Mapped[bool] = mapped_column(default=True)
    """False for one that can't say how it is: its jobs end as "sent, not confirmed"."""
    last_job_id: Mapped[str | None] = mapped_column(Text)
    """The print job that it took last."""
    last_job_at: Mapped[datetime | None] = mapped_column(Moment)
    busy_with: Mapped[str | None] = mapped_column(Text)
    """The print job that is on its way to it just now: the lock between machines, which no lock file reaches."""
    busy_until: Mapped[datetime | None] = mapped_column(Moment)
    """Until when that one has it, should its kiosk never say how it ended."""
    wanted_by: Mapped[str | None] = mapped_column(Text)
    """The code of the station whose turn is next."""
    wanted_until: Mapped[datetime | None] = mapped_column(Moment)
    left: Mapped[str | None] = mapped_column(Text)
    """What a job that broke off has left in it: a code of `hardware.printers.Left`."""

    @property
    def is_in_trouble(self) -> bool:
        """Say whether it is known that it does not print."""
        return self.state not in (READY, NOT_ASKED)
