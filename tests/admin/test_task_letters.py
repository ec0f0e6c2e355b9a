"""The letter that reminds somebody of their tasks, of however many visits they are (R18)."""

from datetime import timedelta

from apiflask import APIFlask
from sqlalchemy import select

from admin.letters import letter_writer
from shared.desk.task_notices import TASK_REMINDER
from shared.notices.models import Notice
from shared.reception.models import Task
from shared.reception.queries import plan_of
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
