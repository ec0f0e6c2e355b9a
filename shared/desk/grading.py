"""Which grade a visit is proposed, and how it came by the one that it has (R3, R4)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from shared.approvals.models import GradeChoice
from shared.bookings.models import Booking
from shared.bookings.more import YES
from shared.bookings.rules import Wish
from shared.companies.queries import companies_named
from shared.companies.rules import Tier, company_key
from shared.grades.proposal import Facts, Line, proposal
from shared.grades.queries import every_grade_rule
from shared.kernel.logbook import Kind, note


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
    return proposer(session, {guest.contact.company for guest in wish.guests})(wish)


def proposer(session: Session, companies: Collection[str]) -> Callable[[Wish], Proposed]:
    """Return who proposes grades for visits of these companies: two statements, however many visits there are."""
    lines = [rule.line for rule in every_grade_rule(session)]
    tiers = {key: Tier(each.tier or Tier.NONE) for key, each in companies_named(session, companies).items()}

    def propose(wish: Wish) -> Proposed:
        keys = {company_key(guest.contact.company) for guest in wish.guests}
        tier = max((tiers[key] for key in keys & set(tiers)), key=list(Tier).index, default=Tier.NONE)
        titles = tuple(guest.title for guest in wish.guests if guest.title)
        facts = Facts(str(wish.kind), tier, titles, wish.more.decides == YES)
        grade, number = proposal(lines, facts)
        return Proposed(grade, None if number is None else lines[number], facts)

    return propose


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
        about = booking.about
        note(session, Kind.GradeChosen, about, at=now, by=by, chosen=wish.grade, proposed=proposed.grade)
