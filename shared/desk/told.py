"""A screen has shown an arrival to a person: then, and not before, someone was told."""

from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.rules import Permission, Person
from shared.desk.settle import OVERSTAY_GATE, OVERSTAY_HOST
from shared.notices.actions import notice_told
from shared.notices.queries import notices_in_hand
from shared.visits.queries import visit

_SCREEN = "screen"


def shown_on_screen(session: Session, visit_id: str, person: Person, now: datetime) -> bool:
    """Write that this person's open page shows an arrival; False if it is not theirs to see or was told before."""
    stay = visit(session, visit_id)
    if stay is None:
        return False
    topics = []
    if person.is_host(stay.host_id):
        topics += ["arrival", OVERSTAY_HOST]
    if person.may(Permission.SEE_GATE, stay.site_id):
        topics += ["gate_arrival", OVERSTAY_GATE]
    news = [notice for notice in notices_in_hand(session, [visit_id], topics) if notice.state == "waiting"]
    for notice in news:
        notice_told(session, notice, _SCREEN, now)
    return bool(news)
