"""Visitors who were not satisfied: somebody should speak with them before they are gone (R23)."""

from datetime import timedelta
from functools import partial

from sqlalchemy.orm import Session

from admin.gate.alerts.card import Alert, Need, Rank, Seen, card, guest_facts
from admin.speech import _
from admin.wording import Said
from shared.feedback.models import Feedback
from shared.feedback.queries import unseen_low_feedback
from shared.visits.models import Visit
from shared.visits.queries import visits_with_ids

_LOOKED_AT_WITHIN = timedelta(days=1)


def low_feedback(rows: Session, seen: Seen) -> list[Need]:
    """Return a need for each low answer that nobody has taken note of.

    Who may still ask to stay unnamed is not named: until then the card says where, and not who.
    """
    found = unseen_low_feedback(rows, seen.site.id, seen.now - _LOOKED_AT_WITHIN)
    visits = {row.id: visit for row in found if (visit := row.leads_to(seen.now))}
    stays = {stay.id: stay for stay in visits_with_ids(rows, list(visits.values()))}
    return [
        Need(row.given_at, partial(_card, row, stays.get(visits.get(row.id, "")), seen), Rank.NOTE) for row in found
    ]


def _card(row: Feedback, stay: Visit | None, seen: Seen) -> Alert:
    said = _("Was not satisfied: %(n)s of 5", n=row.score)
    words = f"{said} · {row.comment}" if row.comment else said
    return card(
        seen,
        row.given_at,
        key=f"feedback-{row.id}",
        who=stay.guest.visitor.name if stay else _("A visitor who has just left"),
        facts=guest_facts(stay.guest, stay) if stay else _("Grade %(grade)s; no name is given", grade=row.grade_letter),
        said=Said("attend", words),
        booking=stay.booking_id if stay else None,
        action="feedback",
        subject=row.id,
    )
