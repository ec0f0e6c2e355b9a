"""What nobody decided on in time says so on its page, in lists, and behind the link that asked for an answer (R6)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from apiflask import APIFlask
from sqlalchemy import select, update

from admin.letters import letter_writer
from hardware.porter import Porter
from shared.access.models import Account
from shared.bookings.models import Booking
from shared.desk.ask_approval import ASKED
from shared.desk.change import as_wish, change
from shared.desk.declined import INVITED_OFF
from shared.desk.nobody_decides import NOBODY_DECIDED
from shared.notices.models import Notice
from shared.notices.rules import Letter
from tests.admin.clerk import Clerk
from tests.admin.test_approvals import link_in_letter
from tests.admin.test_invitations import SIGNED, WANG, invited
from tests.clock import StandingClock
from tests.house import House

SignIn = Callable[..., Clerk]


@pytest.fixture
def over(house: House, clock: StandingClock) -> Booking:
    """A C visit of an hour ago that nobody had decided on; the porter has not come by yet."""
    booking = house.booked(house.wish(grade="C"))
    clock.passes(hours=3, minutes=30)
    return booking


@pytest.mark.parametrize(
    ("language", "step", "state", "way"),
    [
        ("en", "The visit was over before anybody decided", "Over, undecided", "nobody decided in time"),
        ("zh-CN", "直到来访时间结束也无人审批", "已过期，无人审批", "到时间仍无人审批"),
    ],
)
def test_the_page_and_the_list_say_that_the_visit_was_over_first(
    house: House, clerk: SignIn, over: Booking, language: str, step: str, state: str, way: str
) -> None:
    Porter(house.node).walk()
    browser = clerk(house.boss, language)
    page = browser.reads(f"/bookings/{over.id}")
    assert page.count(step) == 2, "at the step, and as a line of what happened"
    assert state in page
    assert way in page
    assert "being waited for" not in page
    assert state in browser.reads("/bookings?when=all")


def test_the_link_says_so_too_and_decides_nothing(
    house: House, office: APIFlask, clerk: SignIn, clock: StandingClock
) -> None:
    booking = house.booked(house.wish(grade="C"))
    path, browser = link_in_letter(office, house), clerk(None)
    page = browser.reads(path)
    clock.passes(hours=3)
    Porter(house.node).walk()
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    browser.sends(path, {"decision": "reject", "reason": "late", "seen": "0"}, token=token)
    assert house.booking(booking.id).state == "waiting"
    after = browser.reads(path)
    assert "直到来访时间结束也无人审批" in after
    assert "已经答复" not in after


def test_nobody_is_written_to_about_a_visit_that_is_over(house: House, office: APIFlask, over: Booking) -> None:
    """Also in the moments before it is closed."""
    with house.node.reading() as rows:
        letters = rows.scalars(select(Notice).where(Notice.topic == ASKED)).all()
        assert letters
        assert [letter_writer(office, house.node)(rows, each) for each in letters] == [None] * len(letters)
    assert house.booking(over.id).state == "waiting"


def written(house: House, office: APIFlask, topic: str) -> list[Letter | None]:
    """Return the letters of a topic as the courier would write them now."""
    with house.node.reading() as rows:
        found = rows.scalars(select(Notice).where(Notice.topic == topic).order_by(Notice.id)).all()
        return [letter_writer(office, house.node)(rows, each) for each in found]


@pytest.mark.parametrize(
    ("language", "subject", "one", "also"),
    [
        ("en", "Nobody decided in time: ", "Nobody decided on this visit before it was over.", "The other visits:"),
        ("zh-CN", "到时间仍无人审批：", "这次来访直到结束也无人审批", "其他几次来访："),
    ],
)
def test_who_waited_reads_that_nobody_decided_and_what_to_do(
    house: House, office: APIFlask, clock: StandingClock, language: str, subject: str, one: str, also: str
) -> None:
    with house.node.transaction() as rows:
        rows.execute(update(Account).values(language=language))
    booking = house.booked(house.wish(grade="C"))
    clock.passes(hours=3)
    Porter(house.node).walk()
    (letter,) = written(house, office, NOBODY_DECIDED)
    assert letter is not None
    assert (letter.to, letter.subject.startswith(subject)) == ("li.wei@usher.example", True)
    assert one in letter.text
    assert ("asked for anew" in letter.text) is (language == "en")
    assert f"/bookings/{booking.id}" in letter.text
    assert also not in letter.text
    second = house.booked(house.wish(grade="C"))
    clock.passes(hours=3)
    Porter(house.node).walk()
    (letter,) = written(house, office, NOBODY_DECIDED)
    assert letter is not None
    assert also in letter.text
    for put_off in (booking, second):
        later = house.node.now() + timedelta(days=1)
        with house.node.transaction() as rows:
            wish = replace(as_wish(house.booking(put_off.id)), starts_at=later, ends_at=later + timedelta(hours=1))
            change(rows, put_off.id, wish, house.host, house.node.now())
    assert written(house, office, NOBODY_DECIDED) == [None], "it is asked for anew by now"


def test_who_filled_an_invitation_in_is_not_left_without_an_answer(
    house: House, office: APIFlask, clerk: SignIn, clock: StandingClock
) -> None:
    """R1: they were told that a pass would come."""
    link = invited(house, clerk(house.host), grade="B", grade_reason="vouched for", email="wang@qihang.example")
    assert "still has to be approved" in clerk(None).sends(link, WANG | SIGNED | {"guests-0-email": "w@q.example"}).text
    clock.passes(days=8)
    with house.node.reading() as rows:
        ends = rows.scalars(select(Booking.ends_at)).one()
    clock.passes(seconds=(ends - house.node.now()).total_seconds() + 60)
    Porter(house.node).walk()
    (letter,) = written(house, office, INVITED_OFF)
    assert letter is not None
    assert letter.to == "w@q.example"
    for words in ("直到来访时间结束也没有得到答复", "nobody had answered before your visit", "Wei Li"):
        assert words in letter.text
    assert "do not set out" not in letter.text
