"""Who should have left long ago: the host was reminded, now it is the gate's turn (R22)."""

from functools import partial

from sqlalchemy.orm import Session

from admin.dates import clock
from admin.gate.alerts.card import Alert, Need, Seen, card, visit_facts
from admin.speech import _
from admin.wording import Said, party
from shared.desk.settle import OVERSTAY_GATE
from shared.notices.queries import notices_of_each
from shared.visits.present import Present


def overstays(rows: Session, seen: Seen) -> list[Need]:
    """Return one need for all whom the gate was told of, until they leave or may stay longer.

    On a long evening they are many, and each by itself would push out who stands at the door; the board lists them.
    """
    over = {stay.id: stay for stay in seen.inside if stay.is_over(seen.now)}
    told = notices_of_each(rows, list(over), (OVERSTAY_GATE,))
    late = [over[each.subject_id] for each in told if each.asked_at >= over[each.subject_id].ends_at]
    if not late:
        return []
    late.sort(key=lambda stay: (stay.ends_at, stay.id))
    return [Need(late[0].ends_at, partial(_overstays, late, seen))]


def _overstays(late: list[Present], seen: Seen) -> Alert:
    first = late[0]
    stays = [stay for stay in late if stay.booking_id == first.booking_id]
    others = len({stay.booking_id for stay in late}) - 1
    ended = clock(first.ends_at, seen.site.tz)
    words = _("Should have left at %(time)s; the host was reminded. Please find out", time=ended)
    if others:
        words = _("%(what)s, and of %(n)s more", what=words, n=others)
    return card(
        seen,
        first.ends_at,
        key=f"overstay-{first.id}",
        who=party(first.name, len(stays)),
        facts=visit_facts(first),
        said=Said("attend", words),
        booking=first.booking_id,
        action="look",
        subject=first.id,
        tone="look",
    )
