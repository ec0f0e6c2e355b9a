"""What deciding on visits writes into the logbook."""

from datetime import timedelta

from sqlalchemy import select

from shared.bookings.rules import Decision
from shared.desk.ask_approval import REMINDER, remind
from shared.desk.papers import file_papers
from shared.desk.review import ReviewWish, fill_in
from shared.desk.undecided import close_undecided
from shared.grades.actions import change_grade_rules
from shared.grades.proposal import Line
from shared.notices.models import Notice
from tests.house import OLA, House


def visits_are_decided_on(house: House) -> None:
    """Review one and let those who follow be reminded, file another one's papers, and propose grades otherwise."""
    now = house.node.now()
    coming = {"starts_at": now + timedelta(days=2), "ends_at": now + timedelta(days=2, hours=1)}
    reviewed, urgent = house.booked(house.wish(OLA, grade="C", **coming)), house.booked(house.wish(OLA))
    with house.node.transaction() as session:
        fill_in(session, reviewed.id, ReviewWish(content="talks"), house.receptionist, now)
    house.decided(reviewed.id, Decision.APPROVE, house.receptionist)
    with house.node.transaction() as session:
        later = now + timedelta(days=1)
        waiting = select(Notice.id).where(Notice.topic == REMINDER, Notice.state == "waiting")
        remind(session, session.scalars(waiting.order_by(Notice.id.desc())).first() or "", later)
        file_papers(session, urgent.id, "said by phone", house.host, now)
        close_undecided(session, house.site, later)
        change_grade_rules(session, [Line("key", "", (), "B")], "on trial", house.boss.id, now)
