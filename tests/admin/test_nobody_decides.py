"""A visit on which nobody can be asked to decide never waits in silence (R6)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from apiflask import APIFlask
from sqlalchemy import select, update

from admin.letters import letter_writer
from shared.access.models import Account
from shared.access.rules import Person, Role
from shared.bookings.models import Booking
from shared.bookings.rules import Decision
from shared.desk.ask_approval import ASKED, ESCALATION, REMINDER
from shared.desk.cancel import cancel
from shared.desk.change import as_wish, change
from shared.desk.nobody_decides import NOBODY_CAN_DECIDE
from shared.desk.staff import employee_leaves
from shared.grades.models import Grade
from shared.notices.models import Notice
from shared.people.models import Employee
from shared.people.rules import Rank
from tests.admin.clerk import BOTH, Clerk
from tests.admin.test_approvals import fall_due, goes_away, joins, letters, steps
from tests.clock import StandingClock
from tests.house import House

pytestmark = BOTH
SignIn = Callable[..., Clerk]


def changed_by(house: House, booking: Booking, by: Person) -> None:
    """Let somebody move the end of a visit, so that it is asked for anew."""
    with house.node.transaction() as rows:
        wish = as_wish(house.booking(booking.id))
        change(rows, booking.id, replace(wish, ends_at=wish.ends_at + timedelta(minutes=5)), by, house.node.now())


def reviewed(house: House, booking: Booking) -> Booking:
    """Let customer service look through a visit."""
    return house.decided(booking.id, Decision.APPROVE, house.receptionist)


@pytest.fixture
def stuck(house: House) -> Booking:
    """A C visit on which the only one who may approve had a hand, and which customer service has reviewed."""
    booking = house.booked(house.wish(grade="C"))
    changed_by(house, booking, house.boss)
    return reviewed(house, booking)


def test_who_asked_the_host_and_administrators_are_told(house: House, stuck: Booking) -> None:
    admin = joins(house, "admin", [Role.ADMIN], Rank.STAFF)
    changed_by(house, stuck, admin)
    reviewed(house, stuck)
    assert steps(house, stuck)[-1] == ("approve", "asked")
    told = [name for name, state in letters(house, NOBODY_CAN_DECIDE) if state == "waiting"]
    assert set(told) == {"李伟", "郑海", "admin"}


def test_the_page_says_so_in_the_colour_of_what_needs_somebody(house: House, clerk: SignIn, stuck: Booking) -> None:
    page = clerk(house.host).reads(f"/bookings/{stuck.id}")
    step = page.split('class="is-asked"')[1].split("</li>")[0]
    assert "nobody can be asked: who asked for the visit and the administrators are told" in step
    assert 'class="m m-attend"' in step


def test_who_is_given_the_right_to_decide_is_asked_by_the_next_reminder(
    house: House, stuck: Booking, clock: StandingClock
) -> None:
    with house.node.transaction() as rows:
        later = house.node.now() + timedelta(days=3)
        rows.execute(update(Booking).where(Booking.id == stuck.id).values(ends_at=later))
    clock.passes(hours=8)
    fall_due(house)
    assert letters(house, ASKED)[-1][0] == "林晓", "still nobody but who has reviewed it"
    joins(house, "manager", [Role.MANAGER], Rank.MANAGER)
    clock.passes(hours=8)
    fall_due(house)
    assert letters(house, ASKED)[-1] == ("manager", "waiting")


def test_what_is_asked_for_at_the_same_time_is_one_letter_to_each(house: House, office: APIFlask) -> None:
    """As a series is, or a table."""
    with house.node.transaction() as rows:
        grade = rows.scalars(select(Grade).where(Grade.letter == "C")).one()
        grade.chain = [{"kind": "approve", "rank": int(Rank.CHAIRMAN), "if_there": False}]
        rows.execute(update(Account).values(language="en"))
    first, _second, third = (house.booked(house.wish(grade="C")) for _ in range(3))
    with house.node.transaction() as rows:
        cancel(rows, third.id, house.host, house.node.now())
    assert letters(house, NOBODY_CAN_DECIDE) == [("李伟", "waiting")]
    letter = written(house, office)
    assert letter is not None
    assert "1 other visit that was asked for at the same time waits, too." in letter
    assert f"/bookings/{first.id}" in letter


def test_nobody_of_the_rank_is_told_too_and_looked_for_where_the_grade_reminds_of_nothing(house: House) -> None:
    with house.node.transaction() as rows:
        grade = rows.scalars(select(Grade).where(Grade.letter == "C")).one()
        grade.chain = [{"kind": "approve", "rank": int(Rank.CHAIRMAN), "if_there": False}]
        grade.approval_remind_hours = grade.approval_escalate_hours = 0
    house.booked(house.wish(grade="C"))
    assert [name for name, _state in letters(house, NOBODY_CAN_DECIDE)] == ["李伟"]
    with house.node.reading() as rows:
        assert rows.scalars(select(Notice.topic).where(Notice.topic.in_((REMINDER, ESCALATION)))).all() == [REMINDER]


def test_a_host_who_is_away_without_a_delegate_is_stood_in_for_at_once(house: House) -> None:
    """R6: the host alone decides on a D visit, or who may decide in the host's place."""
    goes_away(house, house.host, None)
    booking = house.booked(by=house.receptionist)
    assert letters(house, ASKED) == [("郑海", "waiting")]
    assert letters(house, NOBODY_CAN_DECIDE) == []
    assert house.decided(booking.id, Decision.APPROVE, house.boss).state == "approved"


@pytest.mark.parametrize(("language", "words"), [("en", "nobody can be asked for it"), ("zh-CN", "找不到可以审批的人")])
def test_the_letter_says_what_it_waits_for_and_who_can_help(
    house: House, office: APIFlask, stuck: Booking, language: str, words: str
) -> None:
    with house.node.transaction() as rows:
        rows.execute(update(Account).values(language=language))
    letter = written(house, office)
    assert letter is not None
    assert words in letter
    assert f"/bookings/{stuck.id}" in letter


def test_no_letter_goes_out_once_somebody_can_be_asked(house: House, office: APIFlask, stuck: Booking) -> None:
    joins(house, "manager", [Role.MANAGER], Rank.MANAGER)
    assert written(house, office) is None
    assert house.booking(stuck.id).state == "waiting"


def test_who_does_not_decide_is_reminded_daily_and_whoever_takes_the_place_of_one_who_left_is_asked(
    house: House, clock: StandingClock
) -> None:
    """R6: reminded and taken above, a visit of next week does not then wait in silence. A decision ends it."""
    head = joins(house, "head", [Role.MANAGER], Rank.DEPARTMENT_HEAD)
    starts = house.node.now() + timedelta(days=7)
    booking = house.booked(house.wish(grade="C", starts_at=starts, ends_at=starts + timedelta(hours=1)))
    reviewed(house, booking)
    for hours in (8, 16):
        clock.passes(hours=hours)
        fall_due(house)
    reviews = 1
    assert [name for name, _ in letters(house, ASKED)][reviews:] == ["head", "head", "郑海"]
    with house.node.transaction() as rows:
        employee_leaves(rows, rows.get_one(Employee, head.employee_id), house.boss.id, house.node.now())
    for _day in range(2):
        clock.passes(hours=24)
        fall_due(house)
    assert [name for name, _ in letters(house, ASKED)][reviews + 3 :] == ["郑海", "郑海"]
    house.decided(booking.id, Decision.APPROVE, house.boss)
    clock.passes(hours=25)
    fall_due(house)
    assert {state for _, state in letters(house, ASKED)} == {"dropped"}


@pytest.mark.parametrize("who", ["in the host's place", "below those who had a hand"])
def test_no_letter_goes_out_where_somebody_would_be_asked_in_others_place(
    house: House, office: APIFlask, who: str
) -> None:
    """Who may decide for a host that is away, and who inherits a step: as asking itself finds them."""
    if who == "in the host's place":
        for each in (house.host, house.boss):
            goes_away(house, each, None)
        house.booked(by=house.receptionist)
    else:
        booking = house.booked(house.wish(grade="B"))
        changed_by(house, booking, house.boss)
        reviewed(house, booking)
    assert "waiting" not in [state for _, state in letters(house, ASKED)]
    assert written(house, office) is not None
    joins(house, "manager", [Role.MANAGER], Rank.MANAGER)
    assert written(house, office) is None


def written(house: House, office: APIFlask) -> str | None:
    """Return the letter that says that nobody can be asked, as the courier would write it now."""
    with house.node.reading() as rows:
        notice = rows.scalars(
            select(Notice).where(Notice.topic == NOBODY_CAN_DECIDE).order_by(Notice.id.desc())
        ).first()
        assert notice is not None
        letter = letter_writer(office, house.node)(rows, notice)
    return letter.text if letter else None
