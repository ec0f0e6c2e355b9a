"""Who belongs to a group, who of them is here, and how far their badges are (R15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from shared.badges.models import Badge
from shared.badges.queries import SUBJECT
from shared.bookings.models import Guest
from shared.companies.models import Company, Visitor
from shared.printing.models import PrintJob
from shared.printing.rules import PrintState
from shared.sites.rules import Hours
from shared.visits.models import Visit
from shared.visits.rules import VisitState

_EARLIER = aliased(Visit)
_LATEST = (
    select(_EARLIER.id)
    .where(_EARLIER.guest_id == Guest.id)
    .order_by(_EARLIER.arrived_at.desc())
    .limit(1)
    .correlate(Guest)
    .scalar_subquery()
)
_MEMBERS = (
    select(
        Guest.id,
        Guest.is_leader,
        Visitor.name,
        Company.name.label("company"),
        Visit.id.label("visit"),
        Visit.state,
        Visit.arrived_at,
        PrintJob.state.label("print"),
    )
    .join(Visitor, Visitor.id == Guest.visitor_id)
    .join(Company, Company.id == Visitor.company_id)
    .outerjoin(Visit, Visit.id == _LATEST)
    .outerjoin(Badge, (Badge.visit_id == Visit.id) & Badge.voided_at.is_(None))
    .outerjoin(PrintJob, (PrintJob.subject_id == Badge.id) & (PrintJob.subject_kind == SUBJECT))
    .order_by(Guest.position)
)
_NEEDS_A_PERSON = frozenset({PrintState.STUCK, PrintState.UNKNOWN, PrintState.REPLACED})


@dataclass(frozen=True)
class Member:
    """One guest of a group, as the door sees them today."""

    guest: str
    name: str
    company: str
    leads: bool
    visit: str | None
    is_here: bool
    was_here: bool
    """Whether they have come and gone today: one pass opens once a day."""
    print_state: PrintState | None
    """How far the badge is; None for who is not here."""

    @property
    def is_missing(self) -> bool:
        """Say whether they may still come."""
        return not self.is_here and not self.was_here

    @property
    def has_badge(self) -> bool:
        """Say whether the printer said that their badge is out."""
        return self.print_state is PrintState.DONE

    @property
    def badge_needs_a_person(self) -> bool:
        """Say whether the badge will not come by itself."""
        return self.print_state in _NEEDS_A_PERSON


def members_of(session: Session, booking_id: str, hours: Hours, now: datetime) -> Sequence[Member]:
    """Return everybody who is invited to a booking, in its order: one query, also for two hundred."""
    rows = session.execute(_MEMBERS.where(Guest.booking_id == booking_id, Guest.uninvited_at.is_(None))).all()
    today = hours.day_of(now)
    members = []
    for row in rows:
        is_here = row.state == VisitState.INSIDE
        came_today = row.arrived_at is not None and hours.day_of(row.arrived_at) == today
        state = PrintState(row.print) if is_here and row.print else None
        members.append(
            Member(row.id, row.name, row.company, row.is_leader, row.visit, is_here, came_today and not is_here, state)
        )
    return members
