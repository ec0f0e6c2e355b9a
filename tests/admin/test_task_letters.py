"""Letters to those who prepare a visit: what they have to do, and that they take no part in it any more (R9, R18)."""

from datetime import timedelta

import pytest
from apiflask import APIFlask
from sqlalchemy import select, update

from admin.letters import letter_writer
from shared.access.models import Account
from shared.desk.arranging import Arrangements, arrange
from shared.desk.due_day import move_day
from shared.desk.itinerary import ITINERARY_TAKEN_BACK, send_now, write_itinerary
from shared.desk.promises import PROMISE_MOVED
from shared.desk.talks import Agreement, propose
from shared.desk.task_notices import TASK_REMINDER
from shared.notices.models import Notice
from shared.reception.itinerary import Item, ItemKind
from shared.reception.models import Task
from shared.reception.queries import plan_of
from shared.reception.standing import ITINERARY
from tests.admin.clerk import BOTH
from tests.clock import StandingClock
from tests.house import House

pytestmark = BOTH


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


@pytest.mark.parametrize(
    ("language", "subject", "by"),
    [
        ("zh", "期限已调整：", "调整人：林晓"),
        ("en", "Due on another day: ", "Moved by Xiao Lin"),
    ],
)
def test_a_subject_shows_that_there_is_more_and_who_moved_a_day_is_named_as_the_reader_knows_them(
    house: House, office: APIFlask, language: str, subject: str, by: str
) -> None:
    """R21: many words of what was promised fit into no subject; they all stand in the letter."""
    words, now = "寄送三套样品及全部检测报告，" * 9, house.node.now()
    booking = house.approved()
    with house.node.transaction() as rows:
        rows.execute(update(Account).values(language=language))
        wanted = Agreement(words, due_at=now + timedelta(days=3), employee_id=house.boss.employee_id)
        item = propose(rows, booking.id, wanted, house.receptionist, now)
        move_day(rows, item.id, now + timedelta(days=5), "等报告", house.receptionist, now)
        rows.flush()
        notice = rows.scalars(select(Notice).where(Notice.topic == PROMISE_MOVED)).first()
        assert notice is not None
        letter = letter_writer(office, house.node)(rows, notice)
    assert letter is not None
    assert letter.subject == f"{subject}{words[:59]}…"
    assert words in letter.text
    assert by in letter.text


@pytest.mark.parametrize(("language", "subject"), [("zh", "行程有变：王晓琳"), ("en", "Changed itinerary: 王晓琳")])
def test_the_subject_says_to_ours_too_that_the_itinerary_has_changed(
    house: House, office: APIFlask, language: str, subject: str
) -> None:
    """R9: as it does to the group's leader."""
    starts, now = house.node.now() + timedelta(days=10), house.node.now()
    booking = house.approved(house.wish(grade="A", starts_at=starts, ends_at=starts + timedelta(hours=2)))
    with house.node.transaction() as rows:
        rows.execute(update(Account).values(language=language))
        for hours in (1, 2):
            item = Item(ItemKind.TALKS, starts, starts + timedelta(hours=hours))
            write_itinerary(rows, booking.id, [item], "zh", house.receptionist, now)
            send_now(rows, booking.id, house.receptionist, now)
            mine = Notice.topic == ITINERARY, Notice.employee_id == house.host.employee_id
            notice = rows.scalars(select(Notice).where(*mine, Notice.state == "waiting")).one()
            letter = letter_writer(office, house.node)(rows, notice)
            rows.execute(update(Notice).where(Notice.topic == ITINERARY).values(state="told", told_at=now))
    assert letter is not None
    assert letter.subject == subject


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
