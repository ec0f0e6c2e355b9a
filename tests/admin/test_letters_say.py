"""What letters say to who holds them: whether a visit is new, changed, off or somebody else's, and until when."""

from datetime import timedelta

import pytest
from apiflask import APIFlask
from sqlalchemy import select, update

from admin.letters import letter_writer
from shared.access.models import Account
from shared.bookings.models import Booking
from shared.bookings.rules import Decision
from shared.desk.cancel import cancel
from shared.desk.change import as_wish, change
from shared.desk.complaints import LOW_SCORE, LOW_SCORE_DUE
from shared.desk.letters import HOST_VISIT, HOST_VISIT_OFF, PASS
from shared.desk.papers_due import PAPERS_DUE, PAPERS_OVERDUE
from shared.notices.models import Notice
from shared.notices.rules import Letter
from tests.admin.clerk import BOTH
from tests.clock import StandingClock
from tests.feedback import goes, says
from tests.house import House

pytestmark = BOTH
CHANGED = {"en": "has changed since you were last told", "zh-CN": "与上次通知相比有变化"}
OFF = {
    "cancelled": {"en": "Called off: ", "zh-CN": "已取消："},
    "handed over": {"en": "No longer your visit: ", "zh-CN": "不再由您接待："},
    "undecided again": {"en": "Not as planned: ", "zh-CN": "来访有变动："},
}


@pytest.fixture(params=["en", "zh-CN"])
def language(request: pytest.FixtureRequest, house: House) -> str:
    """A language that everybody of the company reads."""
    with house.node.transaction() as rows:
        rows.execute(update(Account).values(language=request.param))
    return str(request.param)


def carried(office: APIFlask, house: House, *topics: str) -> list[Letter]:
    """Carry the letters of some topics that wait now, oldest first."""
    with house.node.transaction() as rows:
        waiting = select(Notice).where(Notice.topic.in_(topics), Notice.state == "waiting").order_by(Notice.id)
        letters = []
        for notice in rows.scalars(waiting).all():
            letter = letter_writer(office, house.node)(rows, notice)
            if letter is not None:
                letters.append(letter)
                notice.state, notice.told_at, notice.due_at = "told", house.node.now(), None
    return letters


def moved(house: House, booking: Booking, **other: object) -> None:
    """Have reception give a booking other contents."""
    with house.node.transaction() as rows:
        wish = house.wish(**{**vars(as_wish(house.booking(booking.id))), **other})
        change(rows, booking.id, wish, house.receptionist, house.node.now())


def test_the_first_letter_to_a_host_says_where_and_speaks_of_no_change(
    house: House, office: APIFlask, language: str
) -> None:
    """However often the booking was changed before it was approved; the next letter is about a change."""
    booking = house.booked(house.wish(grade="C"), by=house.receptionist)
    moved(house, booking, purpose="another word")
    house.decided(booking.id, Decision.APPROVE, house.boss)
    (first,) = carried(office, house, HOST_VISIT)
    assert CHANGED[language] not in first.text
    assert ("Where: Head office" if language == "en" else "地点：总部") in first.text
    assert f"/bookings/{booking.id}" in first.text
    moved(house, booking, purpose="one more word")
    (again,) = carried(office, house, HOST_VISIT)
    assert CHANGED[language] in again.text


@pytest.mark.parametrize("how", list(OFF))
def test_a_host_reads_what_became_of_a_visit_that_leaves_their_calendar(
    house: House, office: APIFlask, language: str, how: str
) -> None:
    """A visit that has to be approved once more, or is a colleague's now, is not called off."""
    booking = house.approved()
    carried(office, house, HOST_VISIT)
    if how == "cancelled":
        with house.node.transaction() as rows:
            cancel(rows, booking.id, house.receptionist, house.node.now())
    elif how == "handed over":
        moved(house, booking, host_id=str(house.boss.employee_id))
        house.decided(booking.id, Decision.APPROVE, house.boss)
    else:
        moved(house, booking, ends_at=booking.ends_at + timedelta(hours=2))
    (off,) = carried(office, house, HOST_VISIT_OFF)
    assert off.subject.startswith(OFF[how][language])
    assert ("Hai Zheng" in off.text or "郑海" in off.text) is (how == "handed over")


def test_a_guest_s_second_letter_says_that_it_takes_the_first_one_s_place(house: House, office: APIFlask) -> None:
    booking = house.approved()
    (first,) = carried(office, house, PASS)
    moved(house, booking, purpose="another word")
    (again,) = carried(office, house, PASS)
    for letter, is_change in ((first, False), (again, True)):
        assert ("Your visit is approved." in letter.text) is not is_change
        assert ("您的来访已经批准。" in letter.text) is not is_change
        assert ("Something about your visit has changed" in letter.text) is is_change
        assert ("请以这封信为准" in letter.text) is is_change


def test_whoever_sees_to_a_low_score_reads_until_when_on_the_site_s_clock(
    house: House, office: APIFlask, clock: StandingClock, language: str
) -> None:
    """R23: an alert has an owner and a due time."""
    says(house, goes(house), 1)
    until = "Answer by: 2026-11-24 09:00" if language == "en" else "答复期限：2026-11-24 09:00"
    with house.node.reading() as rows:
        of = select(Notice).where(Notice.topic.in_((LOW_SCORE, LOW_SCORE_DUE))).order_by(Notice.due_at)
        told, reminder, _overdue = (letter_writer(office, house.node)(rows, each) for each in rows.scalars(of))
        assert told is not None
        assert reminder is not None
        assert until in told.text
        assert until in reminder.text
        assert told.text != reminder.text, "the second letter is a reminder, not a second complaint"


def test_papers_that_are_overdue_are_so_in_the_subject(
    house: House, office: APIFlask, clock: StandingClock, language: str
) -> None:
    """R5: of two letters about the same papers the second is told from the first at a glance."""
    house.approved()
    with house.node.reading() as rows:
        found = rows.scalars(select(Notice).where(Notice.topic.in_((PAPERS_DUE, PAPERS_OVERDUE)))).all()
        before = {letter.subject for each in found if (letter := letter_writer(office, house.node)(rows, each))}
        clock.passes(hours=48)
        after = {letter.subject for each in found if (letter := letter_writer(office, house.node)(rows, each))}
    due, overdue = (
        ("Papers to be filed: ", "Papers are overdue: ") if language == "en" else ("请补交", "补交材料已逾期：")
    )
    assert [subject.startswith(due) for subject in before] == [True]
    assert [subject.startswith(overdue) for subject in after] == [True]
