"""What guests ask for while they are here is met or explained within minutes (R18)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from apiflask import APIFlask
from sqlalchemy import select

from shared.bookings.models import Booking
from shared.desk.change import as_wish, change
from shared.desk.task_notices import TASK_LATE, TASK_REMINDER
from shared.reception.models import Task
from shared.reception.queries import requests_of
from tests.admin.clerk import Clerk
from tests.admin.test_approvals import fall_due
from tests.admin.test_booking_form import value_of
from tests.admin.test_confirming import newest_letter, waiting
from tests.clock import StandingClock
from tests.house import OLA, House

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
SignIn = Callable[..., Clerk]


@pytest.fixture
def visit(house: House) -> Booking:
    """A visit whose guest is inside."""
    booking = house.approved(house.wish(OLA, grade="C"))
    house.scanned(house.pass_of(booking))
    return booking


def asked(house: House, booking: Booking) -> list[Task]:
    """Return what the guests have asked for."""
    with house.node.reading() as rows:
        return list(requests_of(rows, booking.id))


def test_r18_a_request_is_due_in_five_minutes_and_its_time_runs_on_every_page(
    house: House, clerk: SignIn, office: APIFlask, clock: StandingClock, visit: Booking
) -> None:
    """Reception hears of it at once, the manager as soon as it is late; who ticks it ends it."""
    host, desk = clerk(house.host), clerk(house.receptionist)
    page = host.does(f"/bookings/{visit.id}/requests", {"usual": "More tea or water"})
    assert "5 min left" in page
    (task,) = asked(house, visit)
    assert task.due_at - house.node.now() == timedelta(minutes=5)
    fall_due(house)
    assert len(waiting(house, TASK_REMINDER)) == 1
    assert "More tea or water" in newest_letter(office, house, TASK_REMINDER)
    clock.passes(minutes=3)
    assert "2 min left" in desk.reads("/reception")
    assert "2 min left" in clerk(house.guard).reads("/gate")
    assert waiting(house, TASK_LATE) == []
    clock.passes(minutes=3)
    fall_due(house)
    assert "late by 1 min" in desk.reads("/reception")
    assert len(waiting(house, TASK_LATE)) == 1
    done = desk.does(f"/reception/tasks/{task.id}/tick", {"done": "yes", "back": "/reception"})
    assert "Guests who are here ask for" not in done
    assert "More tea or water" not in clerk(house.guard).reads("/gate")


def test_r18_an_administrator_says_how_many_minutes_and_a_change_of_time_moves_no_request(
    house: House, clerk: SignIn, visit: Booking
) -> None:
    desk = clerk(house.receptionist)
    desk.does(f"/bookings/{visit.id}/requests", {"words": " 投影  连不上 "})
    (before,) = asked(house, visit)
    assert before.name == "投影 连不上"
    with house.node.transaction() as rows:
        booking = rows.get_one(Booking, visit.id)
        later = replace(as_wish(booking), ends_at=booking.ends_at + timedelta(hours=1))
        change(rows, visit.id, later, house.receptionist, house.node.now())
    (after,) = asked(house, visit)
    assert (after.due_at, after.closed_at) == (before.due_at, None)


def test_a_request_is_refused_with_words_where_there_is_nothing_to_note(
    house: House, clerk: SignIn, visit: Booking
) -> None:
    """Nothing said; nobody here any more; somebody else's visit."""
    desk, path = clerk(house.receptionist), f"/bookings/{visit.id}/requests"
    empty = desk.sends(path, {"words": " "})
    assert (empty.status_code, "Write something here." in empty.text) == (422, True)
    assert clerk(house.other_host).opens(path).status_code == 404
    assert clerk(house.other_host).sends(path, {"words": "tea"}).status_code == 404
    house.left(house.pass_of(visit))
    assert desk.sends(path, {"words": "tea"}).status_code == 409
    assert "No guest of this visit is here now" in desk.reads(path)
    with house.node.reading() as rows:
        assert rows.scalars(select(Task).where(Task.asked_at.is_not(None))).all() == []


def test_a_request_that_is_tapped_twice_is_one_and_another_one_from_the_same_page_is_two(
    house: House, clerk: SignIn, visit: Booking
) -> None:
    desk, path = clerk(house.receptionist), f"/bookings/{visit.id}/requests"
    form = value_of(desk.reads(path), "form")
    for _tap in range(2):
        assert "Written down" in desk.does(path, {"usual": "More tea or water", "form": form})
    assert [task.name for task in asked(house, visit)] == ["More tea or water"]
    desk.does(path, {"usual": "A taxi or a car", "form": form})
    desk.does(path, {"usual": "More tea or water", "form": value_of(desk.reads(path), "form")})
    assert len(asked(house, visit)) == 3
