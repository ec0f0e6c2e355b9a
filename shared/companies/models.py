"""Companies and visitors."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shared.kernel.database import Base, Identified, Personal
from shared.kernel.likeness import keys_of_visitor


class Company(Identified, Base):
    """An organisation that visitors come from (来访单位)."""

    __tablename__ = "companies"

    name: Mapped[str] = mapped_column(Text)
    # The same company, written with other spaces or width, is one company.
    key: Mapped[str] = mapped_column(Text, unique=True)
    tier: Mapped[str | None] = mapped_column(Text)
    """diamond, platinum, gold, vip or none (R4)."""


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

    company: Mapped[Company] = relationship()

    __table_args__ = (Index("ix_visitors_phone", "phone"), Index("ix_visitors_email", "email"))
