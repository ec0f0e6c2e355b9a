"""What is written when visitors leave, stay too long, or are still in when the day ends."""

import uuid
from datetime import timedelta

from hardware.porter import Porter
from shared.declarations.models import DeclaredItem
from shared.desk.badge_back import hand_badge_back
from shared.desk.depart import Accounting, account_for_items, let_out_with_items
from shared.desk.outcomes import Admitted
from shared.desk.rate import note_low_feedback, rate
from shared.feedback.models import Feedback
from shared.feedback.rules import Score
from shared.visits.queries import visit
from tests.clock import SHANGHAI, StandingClock
from tests.house import OLA, House


def visitors_leave_and_the_day_ends(house: House) -> None:
    """Let one leave with other things than came in and be dissatisfied, and another stay until the site closes."""
    _one_leaves(house, _inside(house))
    _inside(house)
    clock = house.node.clock
    assert isinstance(clock, StandingClock)
    here = clock.now().astimezone(SHANGHAI)
    clock.moves_to(max(here + timedelta(hours=5), here.replace(hour=18, minute=1)))
    Porter(house.node).walk()


def _inside(house: House) -> str:
    came = house.scanned(house.pass_of(house.booked(house.wish(OLA))))
    assert isinstance(came, Admitted)
    return came.visit


def _one_leaves(house: House, visit_id: str) -> None:
    now = house.node.now()
    with house.node.transaction() as session:
        item = DeclaredItem(visit_id=visit_id, position=0, what="样品", quantity=2)
        session.add(item)
        session.flush()
        said = Accounting(str(uuid.uuid4()), visit_id, {item.id: 1})
        account_for_items(session, said, house.door, now)
        let_out_with_items(session, visit_id, {item.id: 1}, "一件留下", house.guard, now)
        stay = visit(session, visit_id)
        assert stay is not None
        hand_badge_back(session, stay, "lobby", now)
    with house.node.transaction() as session:
        given = rate(session, visit_id, str(uuid.uuid4()), Score.DISSATISFIED, house.door, now)
        assert isinstance(given, Feedback)
        note_low_feedback(session, given.id, house.guard, now)
