"""Who is inside, flat: a gate's board reads hundreds of them at every arrival, and needs a few facts of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.bookings.models import Booking, Guest
from shared.companies.models import Company, Visitor
from shared.grades.models import Grade
from shared.grades.queries import every_grade
from shared.people.models import Employee
from shared.visits.models import Visit
from shared.visits.rules import VisitState


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody inside."""

    id: str
    guest_id: str
    visitor_id: str
    booking_id: str
    name: str
    company: str
    host_zh: str
    host_en: str
    names_nobody: bool
    """Whether reception was asked, and the host only stands for it."""
    grade: Grade
    arrived_at: datetime
    ends_at: datetime
    answer: str | None
    answer_minutes: int | None
    answer_place: str | None
    answered_at: datetime | None

    def host(self, language: str) -> str:
        """Return the host's name in the reader's language."""
        return self.host_zh if language.startswith("zh") else self.host_en

    def is_over(self, now: datetime) -> bool:
        """Say whether the visit should have ended."""
        return self.ends_at <= now


_PRESENT = (
    select(
        Visit.id,
        Visit.guest_id,
        Guest.visitor_id,
        Visit.booking_id,
        Visitor.name,
        Company.name.label("company"),
        Employee.name.label("host_zh"),
        Employee.name_en.label("host_en"),
        Visit.names_nobody,
        Booking.grade_letter,
        Visit.arrived_at,
        Booking.ends_at,
        Visit.answer,
        Visit.answer_minutes,
        Visit.answer_place,
        Visit.answered_at,
    )
    .join(Guest, Guest.id == Visit.guest_id)
    .join(Visitor, Visitor.id == Guest.visitor_id)
    .join(Company, Company.id == Visitor.company_id)
    .join(Booking, Booking.id == Visit.booking_id)
    .join(Employee, Employee.id == Booking.host_id)
    .where(Visit.state == VisitState.INSIDE)
    .order_by(Visit.arrived_at.desc(), Visit.id.desc())
)


def present(session: Session, site_id: str, limit: int = 500) -> Sequence[Present]:
    """Return who is inside a site, the longest stay first; of more than `limit` the latest to arrive. Two queries.

    Visits that nobody closed stay open (R22): however many there are, a new arrival must not be missing.
    """
    grades = {grade.letter: grade for grade in every_grade(session)}
    found = session.execute(_PRESENT.where(Visit.site_id == site_id).limit(limit)).all()
    facts = ({**row._mapping, "grade": grades[row.grade_letter]} for row in reversed(found))
    return [Present(**{name: fact[name] for name in Present.__slots__}) for fact in facts]
