"""Letters to those who prepare a visit: what they have to do, and that they take no part in it any more (R9, R18)."""

from datetime import timedelta

from apiflask import APIFlask
from sqlalchemy import select, update

from admin.letters import letter_writer
from shared.desk.arranging import Arrangements, arrange
from shared.desk.itinerary import ITINERARY_TAKEN_BACK, send_now, write_itinerary
from shared.desk.task_notices import TASK_REMINDER
from shared.notices.models import Notice
from shared.reception.itinerary import Item, ItemKind
from shared.reception.models import Task
from shared.reception.queries import plan_of
from shared.reception.standing import ITINERARY
from tests.clock import StandingClock
from tests.house import House


def test_one_letter_says_of_each_visit_what_is_late_and_what_is_due(
    house: House, office: APIFlask, clock: StandingClock
) -> None:
    starts = house.node.now() + timedelta(days=10)
    wish = house.wish(grade="A", starts_at=starts, ends_at=starts + timedelta(hours=2), area="展厅")
    first, _second = house.approved(wish), house.approved(wish)
    clock.moves_to(starts - timedelta(minutes=30))
    with house.node.transaction() as rows:
        planned = plan_of(rows, first.id)
        assert planned is not None
        tasks = [each for each in rows.scalars(select(Task)) if not each.closed_at]
        told = {"employee_id": house.receptionist.employee_id, "facts": {"tasks": [each.id for each in tasks]}}
        notice = Notice(topic=TASK_REMINDER, subject_id=planned.id, asked_at=house.node.now(), **told)
        letter = letter_writer(office, house.node)(rows, notice)
        assert letter is not None
        assert (letter.subject, letter.text.count("现已逾期") > 2, letter.text.count("请于") > 2) == (
            "待办任务：2 批来访",
            True,
            True,
        )
        assert letter.text.rstrip().endswith("/reception")
        for each in tasks:
            each.done_at = house.node.now()
        rows.flush()
        assert letter_writer(office, house.node)(rows, notice) is None


def test_an_escort_who_stays_behind_reads_that_in_words(house: House, office: APIFlask) -> None:
    starts = house.node.now() + timedelta(days=10)
    booking = house.approved(house.wish(grade="A", starts_at=starts, ends_at=starts + timedelta(hours=2)))
    talks, now = Item(ItemKind.TALKS, starts, starts + timedelta(hours=1)), house.node.now()
    with house.node.transaction() as rows:
        write_itinerary(rows, booking.id, [talks], "zh", house.receptionist, now)
        for escorts in ((str(house.guard.employee_id),), ()):
            arrange(rows, booking.id, Arrangements(escorts, (), "8", None, "open"), house.receptionist, now)
            if escorts:
                send_now(rows, booking.id, house.receptionist, now)
                rows.execute(update(Notice).where(Notice.topic == ITINERARY).values(state="told", told_at=now))
        notice = rows.scalars(select(Notice).where(Notice.topic == ITINERARY_TAKEN_BACK)).one()
        letter = letter_writer(office, house.node)(rows, notice)
    assert letter is not None
    assert (letter.to, letter.subject) == ("zhou.kai@usher.example", "您不再参与：王晓琳")
    assert "王晓琳" in letter.text
    assert "与您无关" in letter.text
