"""What nobody decided on in time says so on its page, in lists, and behind the link that asked for an answer (R6)."""

from collections.abc import Callable

import pytest
from apiflask import APIFlask
from sqlalchemy import select

from admin.letters import letter_writer
from hardware.porter import Porter
from shared.bookings.models import Booking
from shared.desk.ask_approval import ASKED
from shared.notices.models import Notice
from tests.admin.clerk import Clerk
from tests.admin.test_approvals import link_in_letter
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
