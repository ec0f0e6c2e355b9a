"""Bookings, guests, passes, and the terms under which a booking is found."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, CheckConstraint, ForeignKey, Index, Integer, Text, and_, false, text
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from shared.bookings.rules import State, hands_in
from shared.companies.models import Visitor
from shared.grades.models import Grade
from shared.kernel.database import Base, Identified, Moment, Personal
from shared.kernel.logbook import About, Kind, LogLine
from shared.people.models import Employee
from shared.sites.models import Site


def _index_where(name: str, *columns: str, where: str) -> Index:
    """Return an index of the few rows of which this is true, in the words of both databases."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


_PAPERS_OWED = "papers_due IS NOT NULL AND papers_filed_at IS NULL AND state IN ('waiting', 'approved')"


class BookingSeries(Identified, Base):
    """What several bookings have in common that were made at once to recur. Names nobody."""

    __tablename__ = "booking_series"

    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    rule: Mapped[str] = mapped_column(Text)
    """The RRULE (RFC 5545) on the site's clock."""
    made_by: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Moment)


class Booking(Identified, Personal, Base):
    """A visit as it is planned (参观申请书); approved, it is a permit (参观许可证)."""

    __tablename__ = "bookings"

    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    host_id: Mapped[str] = mapped_column(ForeignKey("employees.id"))
    booked_by: Mapped[str] = mapped_column(Text)
    """The account or token that asked first: it may not approve what it asked for (R6)."""
    grade_letter: Mapped[str] = mapped_column(ForeignKey("grades.letter"))
    kind: Mapped[str] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(Text)
    area: Mapped[str] = mapped_column(Text, default="")
    photos_allowed: Mapped[bool] = mapped_column(Boolean, default=False)
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(Text)
    # A permit number is given once, in whatever year and by whichever process.
    permit: Mapped[str | None] = mapped_column(Text, unique=True)
    is_urgent: Mapped[bool] = mapped_column(Boolean, default=False)
    papers_due: Mapped[datetime | None] = mapped_column(Moment)
    papers_filed_at: Mapped[datetime | None] = mapped_column(Moment)
    papers_filed_by: Mapped[str | None] = mapped_column(Text)
    papers_note: Mapped[str | None] = mapped_column(Text)
    """What was filed afterwards for a booking inside its lead time (后补, R5)."""
    decided_by: Mapped[str | None] = mapped_column(Text)
    """Who brought it to its state: of one that waits, who changed it and so asked for it anew."""
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str | None] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Moment)
    changes: Mapped[int] = mapped_column(Integer, default=0)
    """How often it was changed: the SEQUENCE of its calendar entry (RFC 5545)."""
    series_id: Mapped[str | None] = mapped_column(Text)
    """The series that it belongs to; no foreign key, since SQLite can't add one to a table that is there."""
    turnout: Mapped[str | None] = mapped_column(Text)
    """`came`, `nobody` or, of one that still waited, `undecided`: written once its window is over; None before that."""
    nights: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """How many midnights of the site it lasts over: a calendar looks for those of several days apart."""

    more: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    """The optional facts of R1, those that somebody said."""
    import_id: Mapped[str | None] = mapped_column(Text)
    """The table that it came with, so that the whole of it can be taken back; that table is gone after a day."""

    site: Mapped[Site] = relationship()
    host: Mapped[Employee] = relationship()
    grade: Mapped[Grade] = relationship()
    guests: Mapped[list["Guest"]] = relationship(
        primaryjoin="and_(Booking.id == Guest.booking_id, Guest.uninvited_at.is_(None))",
        back_populates="booking",
        order_by="Guest.position",
    )
    """Who is invited now."""
    history: Mapped[list[LogLine]] = relationship(
        primaryjoin=lambda: and_(
            foreign(LogLine.booking_id) == Booking.id,
            LogLine.kind.in_((Kind.BookingChanged.value, Kind.BookingApproved.value)),
        ),
        order_by=LogLine.n,
        viewonly=True,
    )
    """Its lines about having been changed and approved, as far as they are committed."""

    @property
    def leader(self) -> "Guest":
        """Return who leads the group; of one whose leader is no longer invited, the first guest."""
        return next((guest for guest in self.guests if guest.is_leader), self.guests[0])

    @property
    def last_asked_by(self) -> str:
        """Return who asked for it as it stands: who changed what waits now, else who booked it."""
        return self.decided_by if self.state == State.WAITING and self.decided_by else self.booked_by

    @property
    def asked_by(self) -> frozenset[str]:
        """Return whose own request it is: who asked first, and all who had a hand in it since it was approved (R6)."""
        return frozenset((self.booked_by, self.last_asked_by)) | self._hands

    @property
    def _hands(self) -> frozenset[str]:
        if not self.changes:
            return frozenset()
        approved = Kind.BookingApproved.value
        told = [line for line in self.history if line.kind == approved or line.facts["approval_needed"]]
        turns = (None if line.kind == approved else line.by or "" for line in told)
        return hands_in(turns, is_approved=self.state == State.APPROVED)

    @property
    def about(self) -> About:
        """Return whom a line or a notice about it concerns."""
        return About(self.site_id, self.host_id, self.id)

    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="window"),
        CheckConstraint("state IN ('waiting', 'approved', 'rejected', 'sent_back', 'cancelled')", name="state"),
        CheckConstraint("state <> 'approved' OR permit IS NOT NULL", name="approved_has_permit"),
        Index("ix_bookings_site_time", "site_id", "starts_at", "id"),
        Index("ix_bookings_site_state_time", "site_id", "state", "starts_at", "id"),
        Index("ix_bookings_site_grade_time", "site_id", "grade_letter", "starts_at", "id"),
        Index("ix_bookings_host_time", "host_id", "starts_at", "id"),
        _index_where("ix_bookings_papers_owed", "site_id", "papers_due", "id", where=_PAPERS_OWED),
        _index_where("ix_bookings_series", "series_id", "starts_at", where="series_id IS NOT NULL"),
        _index_where("ix_bookings_import", "import_id", "starts_at", where="import_id IS NOT NULL"),
        _index_where("ix_bookings_unsettled", "ends_at", where="turnout IS NULL AND state = 'approved'"),
        _index_where("ix_bookings_site_nobody", "site_id", "starts_at", "id", where="turnout = 'nobody'"),
        _index_where("ix_bookings_host_nobody", "host_id", "starts_at", "id", where="turnout = 'nobody'"),
        _index_where("ix_bookings_site_nights", "site_id", "ends_at", where="nights > 0"),
        _index_where("ix_bookings_host_nights", "host_id", "ends_at", where="nights > 0"),
    )


class Guest(Identified, Base):
    """One visitor of a booking."""

    __tablename__ = "guests"

    booking_id: Mapped[str] = mapped_column(ForeignKey("bookings.id"), index=True)
    visitor_id: Mapped[str] = mapped_column(ForeignKey("visitors.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    is_leader: Mapped[bool] = mapped_column(Boolean, default=False)
    uninvited_at: Mapped[datetime | None] = mapped_column(Moment)
    """Taken off the booking: kept, so that the door can say why the pass no longer opens."""
    needs_help: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """Looked for first when the site is evacuated; said by who booked, or by the gate."""

    booking: Mapped[Booking] = relationship(back_populates="guests")
    visitor: Mapped[Visitor] = relationship()
    passes: Mapped[list["Pass"]] = relationship(order_by="Pass.issued_at")


class Pass(Base):
    """A signed QR pass that was issued. A void one stays, so that the door knows why it doesn't open."""

    __tablename__ = "passes"

    number: Mapped[str] = mapped_column(Text, primary_key=True)
    """The 8 random bytes inside the code, in hex."""
    guest_id: Mapped[str] = mapped_column(ForeignKey("guests.id"), index=True)
    issued_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    voided_at: Mapped[datetime | None] = mapped_column(Moment)

    # A guest has one pass that works.
    __table_args__ = (
        Index(
            "one_valid_pass_per_guest",
            "guest_id",
            unique=True,
            sqlite_where=voided_at.is_(None),
            postgresql_where=voided_at.is_(None),
        ),
    )


class BookingTerm(Base):
    """A term under which a booking is found, in the order of the list: a search is one index range."""

    __tablename__ = "booking_terms"

    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"), primary_key=True)
    term: Mapped[str] = mapped_column(Text, primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(Moment, primary_key=True)
    # No foreign key: its check would need an index as large as the table. A term of no booking finds nothing.
    # Names stand here in pieces; they have no purpose and end of their own but go with their booking (R29).
    booking_id: Mapped[str] = mapped_column(Text, primary_key=True)

    __table_args__ = ({"sqlite_with_rowid": False},)


class PermitCounter(Base):
    """The last permit number of a day: `XK26-1123` → 42."""

    __tablename__ = "permit_counters"

    day: Mapped[str] = mapped_column(Text, primary_key=True)
    last: Mapped[int] = mapped_column(Integer)
