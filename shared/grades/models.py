"""Grades and lead times. Their rows are data that a company edits; the seed is the default of R3, R5, R6, R13, R14."""

from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Integer, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from shared.grades.chain import Chain, chain_from
from shared.grades.door import AtTheDoor
from shared.grades.proposal import WORDS_APART, Line
from shared.grades.rules import Ahead
from shared.kernel.database import Base, Identified


class LeadTime(Base):
    """How long ahead visits of a kind are to be asked for (R2, R5)."""

    __tablename__ = "lead_times"

    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    lead_days: Mapped[int] = mapped_column(Integer)
    """Working days; 0: the minutes alone count."""
    lead_minutes: Mapped[int] = mapped_column(Integer)
    papers_days: Mapped[int] = mapped_column(Integer)
    """Within how many working days of the visit the papers of an urgent booking have to be filed (后补)."""
    papers_remind_hours: Mapped[int] = mapped_column(Integer, default=4)
    """How many hours before they are due whoever booked is reminded of them."""

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
    chain: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """Who decides, one after the other (R6): `ChainStep`s as JSON."""
    approval_remind_hours: Mapped[int] = mapped_column(Integer, default=8)
    """After how many hours whoever has to decide is reminded; 0: never."""
    approval_escalate_hours: Mapped[int] = mapped_column(Integer, default=24)
    """And after how many somebody above is asked as well; 0: never."""
    receiver_rank: Mapped[int] = mapped_column(Integer, default=0)
    """The least rank of who receives a guest of this grade (对等接待, R3)."""
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
    message_delegate_hours: Mapped[int] = mapped_column(Integer, default=2)
    """How many hours later the delegate is asked for an answer that is overdue; then the department, then reception."""
    message_department_hours: Mapped[int] = mapped_column(Integer, default=4)
    message_reception_hours: Mapped[int] = mapped_column(Integer, default=8)
    is_escorted: Mapped[bool] = mapped_column(Boolean)
    standard: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Greeter, escort, refreshments, room, lodging, car, gift, meal caps: what preparing people read."""

    at_the_door: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What a visitor of this grade is asked at the door, and when the badge prints: an `AtTheDoor` as JSON."""

    @property
    def steps(self) -> Chain:
        """Return the chain of those who decide."""
        return chain_from(self.chain)

    @property
    def door(self) -> AtTheDoor:
        """Return the grade's standard for the door."""
        return AtTheDoor.from_json(self.at_the_door)

    def named(self, language: str) -> str:
        """Return the grade's word in the reader's language."""
        return self.word if language.startswith("zh") else self.word_en


class GradeRule(Identified, Base):
    """One line of the table by which a grade is proposed (R3, R4); the highest grade of all lines that fit counts."""

    __tablename__ = "grade_rules"

    position: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(Text, default="")
    """A kind of visit (R2); empty: any."""
    tier: Mapped[str] = mapped_column(Text, default="")
    """The least account tier (R4); empty: any, also none."""
    titles: Mapped[str] = mapped_column(Text, default="")
    """Words of which a guest's title has to hold one, with commas between them; empty: any title, also none."""
    decides: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """Only where a visitor can decide on cooperation."""
    grade: Mapped[str] = mapped_column(ForeignKey("grades.letter"))

    @property
    def line(self) -> Line:
        """Return it as the rule takes it."""
        return Line(
            self.kind,
            self.tier,
            tuple(word for word in WORDS_APART.split(self.titles) if word),
            self.grade,
            self.decides,
        )
