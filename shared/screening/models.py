"""The watchlist, whom it was found in, what was done with it; and why somebody was sent to the desk."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shared.companies.models import Visitor
from shared.kernel.database import Base, Identified, Moment, Personal


class WatchEntry(Identified, Personal, Base):
    """Somebody whom the house watches for, with why, on whose word, and until when."""

    __tablename__ = "watch_entries"

    name: Mapped[str] = mapped_column(Text)
    aliases: Mapped[list[str]] = mapped_column(JSON, default=list)
    phones: Mapped[list[str]] = mapped_column(JSON, default=list)
    emails: Mapped[list[str]] = mapped_column(JSON, default=list)
    company: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    proposed_by: Mapped[str] = mapped_column(Text)
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    confirmed_by: Mapped[str | None] = mapped_column(Text)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        CheckConstraint("state IN ('proposed', 'confirmed', 'rejected', 'removed')", name="state"),
        # Nobody puts a name on the list alone.
        CheckConstraint("confirmed_by <> proposed_by", name="two_people"),
        CheckConstraint("state <> 'confirmed' OR confirmed_by IS NOT NULL", name="confirmed_by_somebody"),
        Index("ix_watch_entries_state_end", "state", "expires_at", "id"),
    )


class WatchKey(Base):
    """A key of a confirmed entry: what the door compares a visitor's keys with."""

    __tablename__ = "watch_keys"

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    entry_id: Mapped[str] = mapped_column(ForeignKey("watch_entries.id"), primary_key=True)
    trait: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index("ix_watch_keys_entry", "entry_id"),)


class WatchHit(Identified, Base):
    """A visitor who is like an entry, and what a person decided on it."""

    __tablename__ = "watch_hits"

    visitor_id: Mapped[str] = mapped_column(ForeignKey("visitors.id"))
    entry_id: Mapped[str] = mapped_column(ForeignKey("watch_entries.id"))
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    guest_id: Mapped[str | None] = mapped_column(Text)
    """The guest as which they were found last: guests stand on a floor above."""
    score: Mapped[int] = mapped_column(Integer)
    traits: Mapped[list[str]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(Text)
    found_at: Mapped[datetime] = mapped_column(Moment)
    held_at: Mapped[datetime | None] = mapped_column(Moment)
    """When they stood at the door last; None while they have only been booked."""
    station: Mapped[str | None] = mapped_column(Text)
    decided_by: Mapped[str | None] = mapped_column(Text)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str | None] = mapped_column(Text)

    visitor: Mapped[Visitor] = relationship()
    entry: Mapped[WatchEntry] = relationship()

    __table_args__ = (
        CheckConstraint("state IN ('open', 'cleared', 'kept_out')", name="state"),
        # A decision counts for one visitor and one entry; found twice at one moment it is one hit.
        Index("one_hit_per_visitor_and_entry", "visitor_id", "entry_id", unique=True),
        Index("ix_watch_hits_entry", "entry_id"),
        Index("ix_watch_hits_site_state", "site_id", "state", "found_at"),
        Index("ix_watch_hits_site_held", "site_id", "held_at"),
    )


class WatchStep(Identified, Base):
    """Something that somebody did with the list, reading it included (R29)."""

    __tablename__ = "watch_steps"

    entry_id: Mapped[str | None] = mapped_column(ForeignKey("watch_entries.id"))
    """None: the list as a whole."""
    hit_id: Mapped[str | None] = mapped_column(ForeignKey("watch_hits.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = mapped_column(Text)
    what: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (Index("ix_watch_steps_entry_at", "entry_id", "at"), Index("ix_watch_steps_hit", "hit_id"))


class Referral(Identified, Personal, Base):
    """Somebody was sent to the desk: under the code on their screen the desk finds why, until the day is over."""

    __tablename__ = "referrals"

    code: Mapped[str] = mapped_column(Text)
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    station: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(Text)
    """A `Refusal`, `held`, or what a typed look-up failed at: the screen said less."""
    booking_id: Mapped[str | None] = mapped_column(Text)
    guest_id: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("ix_referrals_site_code", "site_id", "code", "at"),)
