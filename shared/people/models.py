"""Employees and departments."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shared.kernel.database import Base, Identified, Moment, Personal
from shared.people.rules import Rank, is_at_work, is_away


class Department(Identified, Base):
    """A part of the company."""

    __tablename__ = "departments"

    name: Mapped[str] = mapped_column(Text, unique=True)
    name_en: Mapped[str] = mapped_column(Text)

    def named(self, language: str) -> str:
        """Return the name in the reader's language."""
        return self.name if language.startswith("zh") else self.name_en


class Employee(Identified, Personal, Base):
    """Someone whom visitors come to see."""

    __tablename__ = "employees"

    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    department_id: Mapped[str] = mapped_column(ForeignKey("departments.id"))
    name: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text, unique=True)
    """Lower case: it is how people and programs name an employee."""
    phone: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str | None] = mapped_column(Text)
    rank: Mapped[int] = mapped_column(Integer, default=Rank.STAFF)
    delegate_id: Mapped[str | None] = mapped_column(ForeignKey("employees.id"))
    is_unlisted: Mapped[bool] = mapped_column(Boolean, default=False)
    """Unlisted people are never offered to a visitor who searches (R16)."""
    left_at: Mapped[datetime | None] = mapped_column(Moment)
    away_from: Mapped[date | None] = mapped_column(Date)
    away_until: Mapped[date | None] = mapped_column(Date)
    """The last day away; None with a first day: until further notice."""
    works: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Days and hours such as `1-5 9:00-17:30`; empty: as the site is open."""

    department: Mapped[Department] = relationship()
    delegate: Mapped["Employee | None"] = relationship(remote_side="Employee.id")

    __table_args__ = (Index("ix_employees_site_name", "site_id", "name"),)

    def named(self, language: str) -> str:
        """Return the name in the reader's language."""
        return self.name if language.startswith("zh") else self.name_en

    def is_away(self, day: date) -> bool:
        """Say whether somebody is away on a day of their site's calendar."""
        return is_away(self.away_from, self.away_until, day)

    def is_out(self, there: datetime) -> bool:
        """Say whether somebody is away, or not at work, at a moment on their site's clock."""
        return self.is_away(there.date()) or not is_at_work(self.works, there)


class EmployeeTerm(Base):
    """A term under which an employee is found: beginnings of the names, every reading in pinyin, initials."""

    __tablename__ = "employee_terms"

    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"), primary_key=True)
    term: Mapped[str] = mapped_column(Text, primary_key=True)
    employee_id: Mapped[str] = mapped_column(ForeignKey("employees.id"), primary_key=True, index=True)

    __table_args__ = ({"sqlite_with_rowid": False},)
