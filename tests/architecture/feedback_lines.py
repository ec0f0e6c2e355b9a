"""What is written when visitors are invited, complain, and are asked something else."""

import uuid

from sqlalchemy import select

from shared.bookings.more import More
from shared.bookings.rules import GuestWish
from shared.companies.rules import Contact
from shared.desk.complaints import see_to
from shared.desk.invite import Answer, answer_invitation, invite, withdraw
from shared.desk.outcomes import Admitted, Left
from shared.desk.rate import rate
from shared.feedback.models import LowScore
from shared.feedback.queries import survey_of
from shared.feedback.rules import Deed, Score
from shared.feedback.setting import change_survey
from shared.invitations.rules import Ahead
from tests.house import House


def visitors_are_invited_and_complain(house: House) -> None:
    """Withdraw one invitation, have another answered; let somebody complain, and close it."""
    now, who = house.node.now(), GuestWish(Contact("陈晨", "启航", "+8613812340077", None), is_leader=True)
    with house.node.transaction() as session:
        withdraw(session, invite(session, house.wish(), "", house.host, now), house.host, now)
        open_one = invite(session, house.wish(), "", house.host, now)
        said = Answer((who,), Ahead(More(), False, "陈晨"), (), "zh-CN")
        booked = answer_invitation(session, open_one.id, said, now).id
        survey = survey_of(session, "A")
        assert survey is not None
        change_survey(session, survey, {"alert_hours": 6}, "", house.boss.id, now)
    text = house.pass_of(house.booking(booked))
    assert isinstance(house.scanned(text), Admitted)
    gone = house.left(text)
    assert isinstance(gone, Left)
    with house.node.transaction() as session:
        given = rate(session, gone.visit, str(uuid.uuid4()), Score.DISSATISFIED, house.door, now)
        raised = session.scalars(select(LowScore).where(LowScore.feedback_id == getattr(given, "id", ""))).one()
        for deed in Deed:
            see_to(session, raised.id, deed, "打过电话", house.boss, now)
