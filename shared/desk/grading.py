"""Which grade a visit is proposed, and how it came by the one that it has (R3, R4)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from shared.approvals.models import GradeChoice
from shared.bookings.models import Booking
from shared.bookings.rules import Wish
from shared.companies.models import Company
from shared.companies.queries import companies_named
from shared.companies.rules import Tier
from shared.grades.proposal import Facts, Line, proposal
from shared.grades.queries import every_grade_rule
from shared.kernel.logbook import About, Kind, note


@dataclass(frozen=True)
class Proposed:
    """A grade as the rules propose it, and what they saw."""

    grade: str
    line: Line | None
    """The line of the table that says so; None: no line fits."""
    facts: Facts

    def as_json(self) -> dict[str, Any]:
        """Return what is kept of it: no title, since those are about people."""
        kept: dict[str, Any] = {"kind": self.facts.kind, "tier": self.facts.tier.value}
        return kept | ({"line": vars(self.line) | {"titles": list(self.line.titles)}} if self.line else {})


def proposal_for(session: Session, wish: Wish) -> Proposed:
    """Return the grade that is proposed for a visit, in two statements."""
    lines = [rule.line for rule in every_grade_rule(session)]
    companies = companies_named(session, {guest.contact.company for guest in wish.guests})
    tiers = [_tier(session, each) for each in companies.values()]
    titles = tuple(guest.title for guest in wish.guests if guest.title)
    facts = Facts(str(wish.kind), max(tiers, key=list(Tier).index, default=Tier.NONE), titles)
    grade, number = proposal(lines, facts)
    return Proposed(grade, None if number is None else lines[number], facts)


def keep_choice(
    session: Session, booking: Booking, wish: Wish, by: str, now: datetime, *, before: str | None = None
) -> None:
    """Keep who gave a booking its grade, what was proposed, and why it is another one."""
    proposed = proposal_for(session, wish)
    session.add(
        GradeChoice(
            booking_id=booking.id,
            before=before,
            proposed=proposed.grade,
            because=proposed.as_json(),
            chosen=wish.grade,
            reason=wish.grade_reason,
            by=by,
            at=now,
        )
    )
    if wish.grade != proposed.grade or before is not None:
        about = About(booking.site_id, booking.host_id, booking.id)
        note(session, Kind.GradeChosen, about, at=now, by=by, chosen=wish.grade, proposed=proposed.grade)


def _tier(session: Session, company: Company) -> Tier:
    kept = session.get(Company, company.merged_into_id) if company.merged_into_id else None
    return Tier((kept or company).tier or Tier.NONE)
