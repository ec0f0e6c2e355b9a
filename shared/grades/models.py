"""Grades and lead times. Their rows are data that a company edits; the seed is the default of R3, R5, R6, R13, R14."""

from typing import Any

from sqlalchemy import JSON, Boolean, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from shared.grades.door import AtTheDoor
from shared.grades.rules import Ahead
from shared.kernel.database import Base


class LeadTime(Base):
    """How long ahead visits of a kind are to be asked for (R2, R5)."""

    __tablename__ = "lead_times"

    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    lead_days: Mapped[int] = mapped_column(Integer)
    """Working days; 0: the minutes alone count."""
    lead_minutes: Mapped[int] = mapped_column(Integer)
    papers_days: Mapped[int] = mapped_column(Integer)
    """Within how many working days of the visit the papers of an urgent booking have to be filed (后补)."""

    @property
    def ahead(self) -> Ahead:
        """Return it as the rule takes it."""
        return Ahead(self.lead_days, self.lead_minutes, self.papers_days)


class Grade(Base):
    """One grade's standard."""

    __tablename__ = "grades"

    letter: Mapped[str] = mapped_column(Text, primary_key=True)
    word: Mapped[str] = mapped_column(Text)
    word_en: Mapped[str] = mapped_column(Text)
    approver_rank: Mapped[int | None] = mapped_column(Integer)
    """The rank that approves (R6); None: the host's own booking is approved by booking it."""
    lead_days: Mapped[int] = mapped_column(Integer)
    """Working days ahead that an application is due (R5)."""
    early_minutes: Mapped[int] = mapped_column(Integer)
    """How long before the window admission opens (R12)."""
    waiting_limit_minutes: Mapped[int] = mapped_column(Integer)
    """How long a visitor may wait before an apology is due (R14)."""
    overstay_host_minutes: Mapped[int] = mapped_column(Integer, default=15)
    """How long after the end of its time a visit may last before its host is reminded (R22)."""
    overstay_gate_minutes: Mapped[int] = mapped_column(Integer, default=45)
    """And how long before the gate is asked to look."""
    ask_delegate_s: Mapped[int] = mapped_column(Integer)
    """After how many seconds of a host's silence the delegate is asked (R13); then the department, then reception."""
    ask_department_s: Mapped[int] = mapped_column(Integer)
    ask_reception_s: Mapped[int] = mapped_column(Integer)
    message_answer_hours: Mapped[int] = mapped_column(Integer)
    """Within how many hours a visitor's message has to be answered (R13, R24)."""
    is_escorted: Mapped[bool] = mapped_column(Boolean)
    standard: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Greeter, escort, refreshments, room, lodging, car, gift, meal caps: what preparing people read."""

    at_the_door: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What a visitor of this grade is asked at the door, and when the badge prints: an `AtTheDoor` as JSON."""

    @property
    def door(self) -> AtTheDoor:
        """Return the grade's standard for the door."""
        return AtTheDoor.from_json(self.at_the_door)

    def named(self, language: str) -> str:
        """Return the grade's word in the reader's language."""
        return self.word if language.startswith("zh") else self.word_en
