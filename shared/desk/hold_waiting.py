"""Hold a walk-in whom the watchlist is found to concern only while they wait for an answer.

From then on it is as if they had been held at the door: nobody is asked for them any more, their own screen becomes the
referral that everybody reads who is sent to reception, and gate and security are told on their own screens.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from shared.desk.answer import release_asked, stop_asking
from shared.desk.asking import GATE, about_visit
from shared.desk.hold import hold_walk_in
from shared.desk.outcomes import Place
from shared.kernel.logbook import Kind, note
from shared.notices.actions import drop
from shared.notices.queries import notices_in_hand
from shared.visits.asked import visit_in_hand
from shared.visits.models import Visit
from shared.visits.rules import VisitState


def hold_all_who_wait(session: Session, visit_ids: Sequence[str], now: datetime) -> None:
    """Hold those of these visitors whom the list concerns and who still wait to be let in."""
    for visit_id in sorted(visit_ids):
        stay = visit_in_hand(session, visit_id)
        if stay is not None:
            hold_who_waits(session, stay, now)


def hold_who_waits(session: Session, stay: Visit, now: datetime) -> bool:
    """Hold a visitor, in hand, who asks to come in; False for all others.

    Who was asked hears what they hear when somebody else has answered: that they need not.
    """
    at_the_door = Place(stay.site_id, stay.station)
    if stay.state != VisitState.ASKING or hold_walk_in(session, stay, at_the_door, now) is None:
        return False
    stop_asking(session, stay)
    for notice in notices_in_hand(session, [stay.id], [GATE]):
        drop(notice)
    note(session, Kind.AskingEnded, about_visit(stay), at=now, by=stay.station, person=stay.host_id)
    release_asked(session, stay, stay.station, now)
    return True
