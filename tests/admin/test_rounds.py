"""Tea is topped up every 20 to 25 minutes while guests are here, as often as their site says (R18)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from apiflask import APIFlask
from sqlalchemy import select

from shared.bookings.models import Booking
from shared.desk.preparing import tick_task
from shared.desk.task_notices import TASK_LATE, TASK_REMINDER
from shared.reception.models import Task
from shared.sites.models import Site
from tests.admin.clerk import Clerk
from tests.admin.test_approvals import fall_due
from tests.admin.test_confirming import newest_letter, waiting
from tests.clock import StandingClock
from tests.house import OLA, House

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
SignIn = Callable[..., Clerk]
LATER = timedelta(minutes=1)


@pytest.fixture
def visit(house: House) -> Booking:
    """A C visit that is approved; nobody has come."""
    return house.approved(house.wish(OLA, grade="C"))


def rounds(house: House) -> list[Task]:
    """Return every time that tea was or is to be topped up, in order."""
    with house.node.reading() as rows:
        every = rows.scalars(select(Task).where(Task.name_en == "Tea topped up").order_by(Task.due_at, Task.id))
        return [each for each in every if each.closed_at is None]


def done(house: House, task: Task, *, is_done: bool = True) -> None:
    """Tick a round at the desk, or take the tick back."""
    with house.node.transaction() as rows:
        tick_task(rows, task.id, is_done, house.receptionist, house.node.now())


def until(house: House, clock: StandingClock, moment: datetime) -> None:
    """Let the time pass, and the courier do what falls due."""
    clock.passes(seconds=int((moment - house.node.now()).total_seconds()))
    fall_due(house)


def test_r18_tea_is_topped_up_again_twenty_minutes_after_the_last_time_and_is_late_after_twenty_five(
    house: House, clock: StandingClock, office: APIFlask, visit: Booking, clerk: SignIn
) -> None:
    fall_due(house)
    until(house, clock, visit.starts_at)
    house.scanned(house.pass_of(visit))
    first = visit.starts_at + timedelta(minutes=20)
    until(house, clock, first - LATER)
    assert [task.asked_at for task in rounds(house)] == [None]
    reminders = len(waiting(house, TASK_REMINDER))

    until(house, clock, first)
    (asked,) = rounds(house)
    assert (asked.asked_at, asked.due_at) == (first, first + timedelta(minutes=5))
    assert len(waiting(house, TASK_REMINDER)) == reminders + 1
    assert "续茶：" in newest_letter(office, house, TASK_REMINDER)
    assert "5 min left" in clerk(house.receptionist).reads("/reception")

    clock.passes(minutes=2)
    done(house, asked)
    _past, following = rounds(house)
    assert following.due_at == first + timedelta(minutes=22)
    plan = clerk(house.receptionist).reads(f"/bookings/{visit.id}/reception")
    assert "again every 20 to 25 minutes while the guests are here. Done so far: 1." in plan

    late = len(waiting(house, TASK_LATE))
    until(house, clock, following.due_at)
    until(house, clock, following.due_at + timedelta(minutes=5))
    assert len(waiting(house, TASK_LATE)) == late + 1


def test_r18_a_site_may_choose_thirty_to_forty(house: House, clock: StandingClock, visit: Booking) -> None:
    with house.node.transaction() as rows:
        site = rows.get_one(Site, house.site)
        site.top_up_minutes, site.top_up_latest_minutes = 30, 40
    until(house, clock, visit.starts_at)
    house.scanned(house.pass_of(visit))
    until(house, clock, visit.starts_at + timedelta(minutes=29))
    assert [task.asked_at for task in rounds(house)] == [None]
    until(house, clock, visit.starts_at + timedelta(minutes=30))
    (asked,) = rounds(house)
    assert asked.due_at == visit.starts_at + timedelta(minutes=40)


def test_r18_guests_who_come_late_are_counted_from_when_they_come_and_nobody_is_asked_after_they_went(
    house: House, clock: StandingClock, visit: Booking
) -> None:
    until(house, clock, visit.starts_at + timedelta(minutes=15))
    house.scanned(house.pass_of(visit))
    came = house.node.now()
    until(house, clock, came + timedelta(minutes=19))
    assert [task.asked_at for task in rounds(house)] == [None]
    until(house, clock, came + timedelta(minutes=20))
    (asked,) = rounds(house)
    assert asked.asked_at == came + timedelta(minutes=20)
    house.left(house.pass_of(visit))
    late = len(waiting(house, TASK_LATE))
    until(house, clock, asked.due_at)
    assert (rounds(house), len(waiting(house, TASK_LATE))) == ([], late)


def test_a_round_that_was_not_done_after_all_is_asked_for_again_and_only_one_follows(
    house: House, clock: StandingClock, visit: Booking
) -> None:
    until(house, clock, visit.starts_at)
    house.scanned(house.pass_of(visit))
    until(house, clock, visit.starts_at + timedelta(minutes=20))
    (asked,) = rounds(house)
    for is_done in (True, False, True, True):
        done(house, asked, is_done=is_done)
    past, following = rounds(house)
    assert (past.done_at is not None, following.done_at) == (True, None)
    until(house, clock, following.due_at)
    assert rounds(house)[1].asked_at == house.node.now()


def test_a_visit_that_is_over_is_topped_up_no_more(house: House, clock: StandingClock, visit: Booking) -> None:
    until(house, clock, visit.starts_at)
    house.scanned(house.pass_of(visit))
    until(house, clock, visit.starts_at + timedelta(minutes=20))
    (asked,) = rounds(house)
    until(house, clock, visit.ends_at)
    house.left(house.pass_of(visit))
    done(house, asked)
    assert len(rounds(house)) == 1
