"""The board of reception's tasks (R18)."""

from collections.abc import Callable
from datetime import timedelta

from shared.bookings.models import Booking
from shared.bookings.rules import GuestWish
from shared.companies.rules import Contact
from shared.desk.preparing import hand_task
from shared.reception.models import Plan, Task
from shared.reception.queries import plan_of, tasks_of
from shared.reception.rules import Owner
from tests.admin.clerk import Clerk, counted
from tests.house import OLA, WANG, House

SignIn = Callable[..., Clerk]


def ahead(house: House, *guests: GuestWish, hours: float = 30, **different) -> Booking:
    """Return an approved A visit that comes tomorrow afternoon."""
    starts = house.node.now() + timedelta(hours=hours)
    plain = {"grade": "A", "starts_at": starts, "ends_at": starts + timedelta(hours=4), "area": "展厅"} | different
    return house.approved(house.wish(*guests, **plain))


def plan(house: House, booking: Booking) -> tuple[Plan, dict[str, Task]]:
    """Return a booking's plan and its tasks by key."""
    with house.node.reading() as rows:
        found = plan_of(rows, booking.id)
        assert found is not None
        return found, {task.key or task.name: task for task in tasks_of(rows, found.id)}


def test_the_board_shows_the_day_and_a_tick_can_be_taken_back(house: House, clerk: SignIn) -> None:
    booking = ahead(house)
    desk = clerk(house.receptionist)
    tea = plan(house, booking)[1]["tea"]
    tomorrow = "/reception?day=2026-11-24"
    assert "Tea stands ready" in desk.reads(tomorrow)
    assert "Tea stands ready" not in desk.reads("/reception")
    page = desk.does(f"/reception/tasks/{tea.id}/tick", {"done": "yes", "back": tomorrow})
    assert "Tea stands ready: done." in page
    assert plan(house, booking)[1]["tea"].done_by == house.receptionist.id
    assert "Tea stands ready" not in desk.reads(f"{tomorrow}&open=yes")
    assert "Tea stands ready: to do again." in desk.does(f"/reception/tasks/{tea.id}/tick", {"back": tomorrow})
    assert plan(house, booking)[1]["tea"].done_at is None


def test_a_plan_counts_all_its_tasks_and_says_one_day_of_one(house: House, clerk: SignIn) -> None:
    """What is due during the visit and after it is counted, too; readiness is only about what comes before."""
    booking = ahead(house)
    page = clerk(house.receptionist).reads(f"/bookings/{booking.id}/reception")
    assert f"0 of {len(plan(house, booking)[1])} done" in page
    assert "1 working day before the start" in page
    assert "1 working days" not in page


def test_an_itinerary_whose_last_hour_is_over_says_so(house: House, clerk: SignIn) -> None:
    """R9: the leader has it a day before."""
    soon, later = ahead(house, hours=5), ahead(house, hours=72)
    desk = clerk(house.receptionist)
    assert "The leader should have had it by yesterday" in desk.reads(f"/bookings/{soon.id}/reception")
    assert "The leader has to have it by" in desk.reads(f"/bookings/{later.id}/reception")


def test_the_board_is_narrowed_to_a_person_or_a_role(house: House, clerk: SignIn) -> None:
    booking = ahead(house)
    tasks = plan(house, booking)[1]
    with house.node.transaction() as rows:
        who = house.receptionist.employee_id
        hand_task(rows, tasks["tea"].id, Owner.RECEPTION, who, house.receptionist, house.node.now())
    desk = clerk(house.receptionist)
    tomorrow = "/reception?day=2026-11-24"
    for narrowed in (f"{tomorrow}&who=me", f"{tomorrow}&who={who}"):
        page = desk.reads(narrowed)
        assert "Tea stands ready" in page
        assert "Doors open" not in page
    reception = desk.reads(f"{tomorrow}&who=reception")
    assert "Doors open" in reception
    assert "Tea stands ready" not in reception
    assert "Xiao Lin" in desk.reads(tomorrow)


def test_a_host_sees_the_tasks_that_are_theirs(house: House, clerk: SignIn) -> None:
    ahead(house, ends_at=house.node.now() + timedelta(hours=33))
    page = clerk(house.host).reads("/reception?day=2026-11-25")
    assert "Minutes of the talks" in page
    assert "Ready for the visit?" not in page


def test_the_board_of_another_site_shows_nothing_of_this_one(house: House, clerk: SignIn) -> None:
    booking = ahead(house)
    tea = plan(house, booking)[1]["tea"]
    stranger = clerk(house.other_host)
    assert "Tea stands ready" not in stranger.reads("/reception?day=2026-11-24&who=reception")
    assert "Tea stands ready" not in stranger.reads(f"/reception?day=2026-11-24&who={house.host.employee_id}")
    for path in ("reception", "itinerary", "itinerary/print", "minutes"):
        assert stranger.opens(f"/bookings/{booking.id}/{path}").status_code == 404
    for path in (f"bookings/{booking.id}/reception", f"bookings/{booking.id}/itinerary", f"reception/tasks/{tea.id}"):
        assert stranger.sends(f"/{path}").status_code in (403, 404)
    assert stranger.sends(f"/reception/tasks/{tea.id}/tick", {"done": "yes"}).status_code == 403


def test_the_board_takes_at_most_fifteen_queries_however_many_tasks(house: House, clerk: SignIn) -> None:
    desk = clerk(house.receptionist)
    seen = []
    for guest in (WANG, OLA):
        ahead(house, guest, GuestWish(Contact("沈佳", "启航", "+8613812340009", None)))
        desk.reads("/reception?day=2026-11-24")
        with counted(house.node) as said:
            desk.reads("/reception?day=2026-11-24")
        seen.append(len([each for each in said if each.lstrip().upper().startswith("SELECT")]))
    assert seen[0] == seen[1] <= 15, said


def test_only_who_may_open_the_board_is_shown_the_way_to_it(house: House, clerk: SignIn) -> None:
    pages = (f"/bookings/{ahead(house).id}/reception", "/reception/promises")
    for page in pages:
        assert 'href="/reception"' in clerk(house.host).reads(page)
        assert 'href="/reception"' not in clerk(house.guard).reads(page)
