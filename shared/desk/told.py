"""A screen has shown an arrival to a person: then, and not before, someone was told."""

from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.rules import Permission, Person
from shared.desk.asking import ARRIVAL, DESK, GATE
from shared.desk.settle import OVERSTAY_GATE, OVERSTAY_HOST
from shared.notices.actions import notice_told
from shared.notices.models import Notice
from shared.notices.queries import notices_in_hand
from shared.visits.queries import visit

_SCREEN = "screen"


def shown_on_screen(session: Session, visit_id: str, person: Person, now: datetime) -> bool:
    """Write that this person's open page shows an arrival; False if it is not theirs to see or was told before."""
    stay = visit(session, visit_id)
    if stay is None:
        return False
    topics = [ARRIVAL]
    if person.is_host(stay.host_id):
        topics.append(OVERSTAY_HOST)
    if person.may(Permission.SEE_GATE, stay.site_id):
        topics += [GATE, DESK, OVERSTAY_GATE]
    waiting = [notice for notice in notices_in_hand(session, [visit_id], topics) if notice.state == "waiting"]
    news = [notice for notice in waiting if notice.topic != ARRIVAL or _is_for(notice, person)]
    for notice in news:
        notice_told(session, notice, _SCREEN, now)
    return bool(news)


def _is_for(notice: Notice, person: Person) -> bool:
    """Say whether a person is who is told by it: the host, or who was asked in the host's place."""
    return notice.employee_id is not None and notice.employee_id == person.employee_id
