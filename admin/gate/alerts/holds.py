"""Who was sent to reception because security has to look at them first: that much the gate sees, and no reason.

The card comes with the sound and the words of any other referral, so that nobody who stands near the board learns more.
"""

from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from admin.asking import me
from admin.gate.alerts.card import Alert, Need, Rank, Seen, card
from admin.speech import _
from admin.wording import REFUSAL, Said
from shared.access.rules import Permission
from shared.screening.models import WatchHit
from shared.screening.queries import held_since
from shared.screening.rules import HOLD_SHOWN, HitState


def holds(rows: Session, seen: Seen) -> list[Need]:
    """Return a need for each visitor who is held, or was cleared and is not in yet; none for who may not see it."""
    if not me().may(Permission.SEE_HOLDS, seen.site.id):
        return []
    inside = {stay.visitor_id for stay in seen.inside}
    of_visitors: dict[str, list[WatchHit]] = {}
    for hit in held_since(rows, seen.site.id, seen.now - HOLD_SHOWN):
        if hit.visitor_id not in inside:
            of_visitors.setdefault(hit.visitor_id, []).append(hit)
    return [Need(_held_at(hits), partial(_held, hits, seen), Rank.ANSWER) for hits in of_visitors.values()]


def moments_of_holds(rows: Session, seen: Seen) -> set[datetime]:
    """Return when somebody was held: that refusal has its card here."""
    if not me().may(Permission.SEE_HOLDS, seen.site.id):
        return set()
    return {hit.held_at for hit in held_since(rows, seen.site.id, seen.now - HOLD_SHOWN) if hit.held_at}


def _held_at(hits: list[WatchHit]) -> datetime:
    return max(hit.held_at for hit in hits if hit.held_at)


def _held(hits: list[WatchHit], seen: Seen) -> Alert:
    is_cleared = all(hit.state == HitState.CLEARED for hit in hits)
    said = (
        Said("go", _("Cleared by security: please let them in"))
        if is_cleared
        else Said("stop", _("Hold: ask security"))
    )
    station = hits[0].station or ""
    shown = card(
        seen,
        _held_at(hits),
        key=f"hold-{hits[0].visitor_id}",
        who=hits[0].visitor.name,
        facts=_("at %(station)s, sent to reception", station=station),
        said=said,
        booking=None,
        action="look",
        tone="look",
        subject=hits[0].id,
    )
    return replace(shown, call=neutral_call(station))


def neutral_call(station: str) -> str:
    """Return what is said aloud of anybody who was sent to reception."""
    who, reason = _("Somebody at %(station)s", station=station), REFUSAL["see_reception"].word
    return f"{who}: {_('%(reason)s, sent to reception', reason=reason)}"
