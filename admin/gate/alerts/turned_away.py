"""Walk-ins whose host cannot receive them: they stand at the door, and were told that reception helps them (R13)."""

from collections.abc import Sequence
from functools import partial

from sqlalchemy.orm import Session

from admin.asking import me
from admin.gate.alerts.card import Alert, Need, Rank, Seen, card, guest_facts
from admin.gate.words import cannot_receive
from admin.wording import Said, whom_they_see
from shared.access.rules import Permission
from shared.kernel.logbook import LogLine
from shared.visits.models import Visit
from shared.visits.queries import visits_with_ids
from shared.visits.rules import DECLINED, VisitState


def turned_away(rows: Session, lines: Sequence[LogLine], seen: Seen) -> list[Need]:
    """Return a need for each of these lines whose visitor the host declined and nobody has let in since."""
    stays = {stay.id: stay for stay in visits_with_ids(rows, [line.visit_id for line in lines if line.visit_id])}
    found = ((line, stays.get(line.visit_id or "")) for line in lines)
    return [
        Need(line.at, partial(_card, stay, line, seen), Rank.ANSWER)
        for line, stay in found
        if stay is not None and stay.state == VisitState.TURNED_AWAY and stay.answer in DECLINED
    ]


def _card(stay: Visit, line: LogLine, seen: Seen) -> Alert:
    may_let_in = me().may(Permission.CLOSE_VISIT, seen.site.id)
    return card(
        seen,
        line.at,
        key=f"declined-{stay.id}",
        who=stay.guest.visitor.name,
        facts=guest_facts(stay.guest, stay),
        said=Said("attend", cannot_receive(whom_they_see(stay))),
        booking=stay.booking_id,
        action="let_in" if may_let_in else "note",
        subject=str(line.n),
        visit=stay.id,
    )
