"""Visitors who have left and say how it was, for tests."""

import uuid
from collections.abc import Mapping
from datetime import timedelta

from hardware.porter import Porter
from shared.bookings.rules import GuestWish
from shared.companies.rules import Contact
from shared.desk.outcomes import Admitted, Left
from shared.desk.rate import More, rate, say_more
from shared.desk.survey import link_ends_at
from shared.desk.survey_links import sign_survey
from shared.feedback.models import Feedback
from shared.feedback.queries import survey_of
from shared.feedback.rules import Score
from shared.visits.queries import visit
from tests.clock import StandingClock
from tests.house import House


def goes(house: House, name: str = "王晓琳", email: str | None = "wang@qihang.example") -> str:
    """Let somebody in and out again; return the visit."""
    guest = GuestWish(Contact(name, "启航精密技术（苏州）有限公司", "+8613812340001", email))
    text = house.pass_of(house.booked(house.wish(guest)))
    assert isinstance(house.scanned(text), Admitted)
    gone = house.left(text)
    assert isinstance(gone, Left)
    return gone.visit


def link_of(house: House, visit_id: str) -> str:
    """Return the address of a visit's survey."""
    with house.node.reading() as rows:
        stay = visit(rows, visit_id)
        assert stay is not None
        survey = survey_of(rows, stay.booking.grade_letter)
        assert survey is not None
        return f"/surveys/{sign_survey(visit_id, link_ends_at(stay, survey), house.node.keys.surveys)}"


def says(
    house: House,
    visit_id: str,
    score: int,
    *,
    unnamed: bool = False,
    scores: Mapping[str, int] | None = None,
    recommend: int | None = None,
    comment: str | None = None,
) -> Feedback:
    """Let a visitor who has just left answer at the kiosk."""
    now = house.node.now()
    with house.node.transaction() as rows:
        given = rate(rows, visit_id, str(uuid.uuid4()), Score(score), house.door, now)
        assert isinstance(given, Feedback)
        if unnamed or scores or comment or recommend is not None:
            more = More(comment=comment, anonymous=unnamed or None, scores=scores, recommend=recommend)
            say_more(rows, given.id, more, house.door, now)
    return given


def time_passes(house: House, hours: float = 3) -> None:
    """Let what was said settle, and the porter add it up."""
    clock = house.node.clock
    assert isinstance(clock, StandingClock)
    clock.moves_to(clock.now() + timedelta(hours=hours))
    Porter(house.node).walk()
