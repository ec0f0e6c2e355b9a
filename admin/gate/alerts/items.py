"""Who leaves with other things than came in, and needs the gate's word (R11, R22)."""

from functools import partial

from sqlalchemy.orm import Session

from admin.gate.alerts.card import Alert, Need, Seen, card, visit_facts
from admin.speech import _
from admin.wording import Said
from shared.leaving.models import Release
from shared.leaving.queries import open_releases
from shared.visits.present import Present


def differing_items(rows: Session, seen: Seen) -> list[Need]:
    """Return a need for each visitor inside whose items differ."""
    stays = {stay.id: stay for stay in seen.inside}
    return [
        Need(release.said_at, partial(_differs, release, stays[release.visit_id], seen))
        for release in open_releases(rows, seen.site.id)
        if release.visit_id in stays
    ]


def _differs(release: Release, stay: Present, seen: Seen) -> Alert:
    return card(
        seen,
        release.said_at,
        key=f"items-{release.visit_id}",
        who=stay.name,
        facts=visit_facts(stay),
        said=Said("attend", _("Leaves with other things than came in: please check")),
        booking=stay.booking_id,
        action="items",
        subject=stay.id,
        guest=stay.guest_id,
    )
