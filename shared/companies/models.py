"""Companies and visitors."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shared.companies.rules import Tier
from shared.kernel.database import Base, Identified, Moment, Personal
from shared.kernel.likeness import keys_of_visitor


class Company(Identified, Base):
    """An organisation that visitors come from (来访单位)."""

    __tablename__ = "companies"

    name: Mapped[str] = mapped_column(Text)
    # The same company, written with other spaces or width, is one company.
    key: Mapped[str] = mapped_column(Text, unique=True)
    tier: Mapped[str] = mapped_column(Text, default=Tier.NONE, server_default=Tier.NONE.value)
    """A `Tier` code (R4): by the yearly revenue where that is known, else as a person says."""
    revenue_fen: Mapped[int | None] = mapped_column(BigInteger)
    """What the company bought in a year, in hundredths of its currency; None: nobody has said."""
    currency: Mapped[str] = mapped_column(Text, default="CNY", server_default="CNY")
    """ISO 4217."""
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What whoever receives them should know (客户关系卡, R27)."""
    merged_into_id: Mapped[str | None] = mapped_column(Text)
    """The company that this one turned out to be; it is listed no more."""


class CompanyTerm(Base):
    """A term under which a company is found: beginnings of its name, pinyin, initials."""

    __tablename__ = "company_terms"

    term: Mapped[str] = mapped_column(Text, primary_key=True)
    company_id: Mapped[str] = mapped_column(ForeignKey("companies.id"), primary_key=True, index=True)

    __table_args__ = ({"sqlite_with_rowid": False},)


class AccountTier(Base):
    """From which yearly revenue on a company is of a tier (大客户分级, R4). None has no row."""

    __tablename__ = "account_tiers"

    tier: Mapped[str] = mapped_column(Text, primary_key=True)
    from_fen: Mapped[int] = mapped_column(BigInteger)
    is_kept_apart: Mapped[bool] = mapped_column(Boolean)
    """Whether files of these companies need a permission of their own (R27)."""


class Merge(Identified, Base):
    """That two files turned out to be of one visitor or company: what was moved, so that it can be taken back."""

    __tablename__ = "merges"

    of: Mapped[str] = mapped_column(Text)
    """visitor or company."""
    kept_id: Mapped[str] = mapped_column(Text)
    gone_id: Mapped[str] = mapped_column(Text)
    moved: Mapped[list[str]] = mapped_column(JSON)
    """The guests, or the visitors, that were the gone one's."""
    filled: Mapped[list[str]] = mapped_column(JSON)
    """What the kept file took over, each with what stood there before: `tier=vip`, `title=`."""
    by: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
    undone_by: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("ix_merges_kept", "kept_id", "at"),)


def _likeness(context: Any) -> list[int]:
    """Work the keys out for a visitor who is being written down, by whatever insert."""
    row = context.get_current_parameters()
    return keys_of_visitor(row["name"], row.get("phone"), row.get("email"))


class Visitor(Identified, Personal, Base):
    """A person who comes, known again by name, company and contact."""

    __tablename__ = "visitors"

    name: Mapped[str] = mapped_column(Text)
    company_id: Mapped[str] = mapped_column(ForeignKey("companies.id"))
    title: Mapped[str | None] = mapped_column(Text)
    phone: Mapped[str | None] = mapped_column(Text)
    """E.164, such as +8613812345678."""
    email: Mapped[str | None] = mapped_column(Text)

    likeness: Mapped[list[int]] = mapped_column(JSON, default=_likeness, server_default=text("'[]'"))
    """The keys by which a watchlist knows this visitor: worked out once, so that the door need not compare names."""

    language: Mapped[str] = mapped_column(Text, default="", server_default="")
    """The language that they are received in, such as en; empty: nobody has said."""
    preferences: Mapped[str] = mapped_column(Text, default="", server_default="")
    needs: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What they need: a wheelchair, a diet."""
    merged_into_id: Mapped[str | None] = mapped_column(Text)
    """The file that this one turned out to be the same person's as; it is listed no more."""
    forgotten_at: Mapped[datetime | None] = mapped_column(Moment)
    """When nothing was left of them but that they came (R29)."""

    company: Mapped[Company] = relationship()

    __table_args__ = (
        Index("ix_visitors_phone", "phone"),
        Index("ix_visitors_email", "email"),
        Index("ix_visitors_company", "company_id", "name", "id"),
        Index("ix_visitors_phone_tail", text("substr(phone, length(phone) - 3)")),
    )
