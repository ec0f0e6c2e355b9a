"""A visit has one answer, also when it is given at the kiosk and by the link at the same moment (R23)."""

import uuid

from sqlalchemy import select

from shared.desk.rate import rate
from shared.desk.survey import Answer, answer_survey
from shared.feedback.models import Feedback, LowScore
from shared.feedback.rules import Score
from tests.desk.test_two_at_once import together
from tests.feedback import goes
from tests.house import House


def test_two_answers_at_once_are_one_and_one_low_score_is_seen_to(house: House) -> None:
    now = house.node.now()
    for number in range(5):
        visit = goes(house, f"客人{number}")

        def taps(visit: str = visit) -> None:
            with house.node.transaction() as rows:
                rate(rows, visit, str(uuid.uuid4()), Score(1), house.door, now)

        def writes(visit: str = visit) -> None:
            with house.node.transaction() as rows:
                answer_survey(rows, visit, Answer(Score(2), {}, None, "等得太久", is_anonymous=True), now)

        assert together(taps, writes, taps) == ["done"] * 3
    with house.node.reading() as rows:
        assert len(rows.scalars(select(Feedback)).all()) == len(rows.scalars(select(LowScore)).all()) == 5
