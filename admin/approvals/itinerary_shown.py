"""What an itinerary looks like to whoever confirms it: the items, and how it stands with the confirmation (R6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from admin.asking import language
from admin.dates import moment_words
from admin.reception.sheet import SheetRow, sheet_rows
from admin.speech import _
from admin.wording import Said
from shared.access.queries import names_of
from shared.approvals.models import ApprovalStep
from shared.approvals.rules import StepState
from shared.bookings.models import Booking
from shared.bookings.rules import State
from shared.desk.approvers import Deciders, kind_and_rank
from shared.desk.confirming import confirming_step
from shared.people.queries import employee_names
from shared.reception.itinerary import proposed
from shared.reception.models import Plan
from shared.reception.queries import plan_of, template_of


@dataclass(frozen=True)
class ItineraryShown:
    """An itinerary that a grade wants confirmed."""

    rows: list[SheetRow]
    is_written: bool
    """If not, it is what the grade proposes."""
    said: Said
    reason: str
    """Why another one is wanted."""
    version: int
    may_confirm: bool
    """Whether it is this reader who is asked now, apart from the visit's approval."""


def itinerary_shown(
    rows: Session, booking: Booking, steps: Sequence[ApprovalStep], who: Deciders, now: datetime
) -> ItineraryShown | None:
    """Return it in four statements; None where the booking's grade wants no itinerary confirmed."""
    step = confirming_step(steps)
    if step is None:
        return None
    plan = plan_of(rows, booking.id)
    items = plan.items if plan is not None and plan.itinerary_version else []
    if not items:
        template = template_of(rows, booking.grade_letter)
        items = proposed(template.steps, booking.starts_at, booking.ends_at, booking.area)
    waits = plan is not None and plan.confirm_asked_at is not None and booking.state == State.APPROVED
    return ItineraryShown(
        rows=sheet_rows(items, booking.site.tz, language()),
        is_written=plan is not None and plan.itinerary_version > 0,
        said=_said(rows, booking, step, plan, now),
        reason=plan.confirm_reason if plan else "",
        version=plan.itinerary_version if plan else 0,
        may_confirm=waits and who.say(booking, *kind_and_rank(step)).objection is None,
    )


def _said(rows: Session, booking: Booking, step: ApprovalStep, plan: Plan | None, now: datetime) -> Said:
    if plan is None or not plan.itinerary_version:
        if step.state == StepState.APPROVED:
            return Said("wait", _("Not written yet; it has to be confirmed once it is"))
        return Said("wait", _("Not written yet: this is what the grade proposes"))
    if plan.confirm_reason:
        return Said("attend", _("Changes are wanted"))
    if plan.confirmed_version == plan.itinerary_version and plan.confirmed_by and plan.confirmed_at:
        by = plan.confirmed_by
        name = names_of(rows, {by}, language()).get(by) or employee_names(rows, {by}, language()).get(by, "")
        at = moment_words(plan.confirmed_at, booking.site.tz, now)
        return Said("go", _("Confirmed: %(who)s, %(when)s", who=name, when=at))
    if plan.confirmed_version:
        return Said("wait", _("Changed since it was confirmed: waits to be confirmed again"))
    return Said("wait", _("Waits to be confirmed"))
