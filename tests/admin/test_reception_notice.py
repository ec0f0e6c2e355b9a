"""Reception's visit notice speaks to who receives the guests, the departments' to the departments (R5)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from apiflask import APIFlask
from sqlalchemy import select, update

from admin.letters import letter_writer
from shared.access.models import Account
from shared.bookings.models import Booking
from shared.bookings.more import More
from shared.bookings.rules import VisitKind
from shared.desk.cancel import cancel
from shared.desk.visit_notice import VISIT_NOTICE, VISIT_NOTICE_WITHDRAWN
from shared.notices.models import Notice
from shared.notices.rules import Letter
from tests.admin.clerk import BOTH
from tests.house import OLA, WANG, House, with_a_reception

pytestmark = BOTH
DEPARTMENTS = {"en": "concerns your department", "zh-CN": "与您的部门有关"}
RECEPTION = {"en": "2 guests come to reception", "zh-CN": "2 位来宾将到前台"}
CALLED_OFF = {"en": "These guests do not come", "zh-CN": "来宾不来了"}


@pytest.fixture
def house(house: House) -> House:
    """The small company, in which reception is a department of its own."""
    return with_a_reception(house)


def letters(office: APIFlask, house: House, topic: str) -> dict[str | None, Letter]:
    """Return the letters of a topic as they would go out now, by whom they go to."""
    with house.node.reading() as rows:
        found = rows.scalars(select(Notice).where(Notice.topic == topic)).all()
        written = {each.employee_id: letter_writer(office, house.node)(rows, each) for each in found}
    return {who: letter for who, letter in written.items() if letter is not None}


def coming(house: House, kind: VisitKind) -> Booking:
    """Return an approved visit of two, who need something."""
    starts = house.node.now() + timedelta(days=10)
    wish = house.wish(WANG, OLA, kind=kind, starts_at=starts, ends_at=starts + timedelta(hours=1), grade_reason="so")
    return house.approved(replace(wish, more=More(needs="轮椅", language="ja")))


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_reception_reads_that_guests_come_and_what_they_need(house: House, office: APIFlask, language: str) -> None:
    with house.node.transaction() as rows:
        rows.execute(update(Account).values(language=language))
    booking = coming(house, VisitKind.ORDINARY)
    (letter,) = letters(office, house, VISIT_NOTICE).values()
    assert RECEPTION[language] in letter.text
    assert DEPARTMENTS[language] not in letter.text
    assert "轮椅" in letter.text
    assert "日本語" in letter.text
    with house.node.transaction() as rows:
        rows.execute(update(Notice).where(Notice.topic == VISIT_NOTICE).values(state="told"))
        cancel(rows, booking.id, house.host, house.node.now())
    (withdrawn,) = letters(office, house, VISIT_NOTICE_WITHDRAWN).values()
    assert CALLED_OFF[language] in withdrawn.text
    assert withdrawn.subject.startswith({"en": "Please do not expect: ", "zh-CN": "请勿等候来宾："}[language])
    assert "department" not in withdrawn.text
    assert "部门" not in withdrawn.text


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_a_department_reads_that_the_visit_concerns_it(house: House, office: APIFlask, language: str) -> None:
    with house.node.transaction() as rows:
        rows.execute(update(Account).values(language=language))
    coming(house, VisitKind.KEY)
    letter = letters(office, house, VISIT_NOTICE)[house.boss.employee_id]
    assert RECEPTION[language] not in letter.text
    assert "轮椅" not in letter.text
    assert DEPARTMENTS[language] in letter.text
