"""Rooms, equipment and cars: the list, the choice in the form, the dispatcher's page (R34)."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from admin.letters import letter_writer
from shared.access.actions import make_account
from shared.access.queries import person_of
from shared.access.rules import Person, Role
from shared.desk.car_letters import CAR
from shared.notices.models import Notice
from shared.resources.models import Reservation, Resource
from tests.admin.clerk import Clerk, counted
from tests.admin.test_booking_form import filled
from tests.admin.test_rules_pages import as_it_stands
from tests.admin.test_saved_views import undo_in
from tests.house import House

SignIn = Callable[..., Clerk]
# Who asks, with which roles, at which sites (3), the sites of the house, the rides and their guests, the cars.
STATEMENTS = 7
RIDE = {"ride": "yes", "ride_place": "Airport", "ride_people": "3", "ride_start": "13:00", "ride_end": "14:00"}


@pytest.fixture
def admin(house: House, clerk: SignIn) -> Clerk:
    """An administrator of the house."""
    return clerk(somebody(house, Role.ADMIN))


def somebody(house: House, role: Role) -> Person:
    """Return somebody new with a role in the whole house."""
    with house.node.transaction() as rows:
        account = make_account(rows, f"{role}@usher.example", "吴楠", [(role, None)], house.node.now())
        rows.flush()
        return person_of(rows, account)


def enter(admin: Clerk, kind: str, name: str, **more: str) -> None:
    """Put something on the list of the first site."""
    admin.does("/resources", {"kind": kind, "site": "HQ", "name": name, "name_en": name, "remark": "", **more})


def ids(house: House) -> dict[str, str]:
    """Return the ids of what is on the list, by kind."""
    with house.node.reading() as rows:
        return {each.kind: each.id for each in rows.scalars(select(Resource))}


def test_r34_a_taken_room_shows_at_once_and_is_refused_with_words(house: House, admin: Clerk, clerk: SignIn) -> None:
    enter(admin, "room", "Room 3", seats="8", remark="3rd floor")
    field = f"resource-{ids(house)['room']}"
    reception = clerk(house.receptionist)
    asked = filled(day="2026-11-26", grade="D", **{field: "yes"})
    assert "Room 3" in reception.does("/bookings", asked)
    times = {"site": "HQ", "day": "2026-11-26", "start": "15:00", "end": "17:00", field: "yes"}
    part = reception.asks("/bookings/free", times).text
    assert "taken 14:00–15:30" in part
    assert re.search(rf'name="{field}" value="yes" checked', part), "a tick stays"
    assert "taken" not in reception.asks("/bookings/free", times | {"start": "15:30"}).text
    refused = reception.sends("/bookings", asked | {"start": "15:00", "end": "16:00"})
    assert refused.status_code == 422
    assert "Somebody else has this room or piece of equipment at that time." in refused.text
    assert re.search(r"Room 3.*?taken 14:00–15:30", refused.text, re.DOTALL), "which one, and when"
    assert "Room 3" in reception.reads("/calendar?view=day&on=2026-11-26")


def test_r34_the_desk_hears_until_when_a_longer_visit_has_its_room(house: House, admin: Clerk, clerk: SignIn) -> None:
    """On the booking's page that stands from then on."""
    enter(admin, "room", "Room 3")
    field = f"resource-{ids(house)['room']}"
    reception = clerk(house.receptionist)
    asked = {"grade": "D", field: "yes"}
    first, host = filled(day="2026-11-23", start="09:00", end="10:00", **asked), clerk(house.host)
    host.does("/bookings", first)
    host.does("/bookings", first | {"start": "10:30", "end": "11:30"})
    with house.node.reading() as rows:
        booking = rows.scalars(select(Reservation.booking_id).order_by(Reservation.starts_at)).first()
    where = f"/desk/bookings/{booking}/extension"
    assert "somebody else" not in reception.does(where, {"minutes": "30"})
    assert "09:00–10:30" not in reception.reads(f"/bookings/{booking}")
    words = "Room 3 is somebody else&#39;s from 10:30 to 11:30; this visit has it until 10:30."
    assert words in reception.does(where, {"minutes": "30"})
    assert "09:00–10:30" in reception.reads(f"/bookings/{booking}")


def test_who_changes_another_word_keeps_a_room_that_is_off_the_list(house: House, admin: Clerk, clerk: SignIn) -> None:
    """It goes where the visit moves, for nobody can have it anew."""
    enter(admin, "room", "Room 3")
    room, host = ids(house)["room"], clerk(house.host)
    page = host.does("/bookings", filled(day="2026-11-24", grade="D", **{f"resource-{room}": "yes"}))
    booking = re.findall(r"/bookings/(\w+)/change", page)[0]
    admin.does(f"/resources/{room}", {"do": "retire"})
    form = host.reads(f"/bookings/{booking}/change")
    assert "off the list" in form
    sent = as_it_stands(form) | {"do": "book"}
    assert "Room 3" in host.does(f"/bookings/{booking}/change", sent | {"purpose": "另一件事"})
    sent = as_it_stands(host.reads(f"/bookings/{booking}/change")) | {"do": "book"}
    refused = host.sends(f"/bookings/{booking}/change", sent | {"day": "2026-11-25"})
    assert (refused.status_code, "or no longer there. Choose another." in refused.text) == (422, True)


def test_a_copy_asks_for_the_same_room_and_car_but_for_nothing_that_is_off_the_list(
    house: House, admin: Clerk, clerk: SignIn
) -> None:
    for kind, name in (("room", "Room 3"), ("equipment", "Projector"), ("car", "苏E 0001")):
        enter(admin, kind, name)
    listed, host = ids(house), clerk(house.host)
    room, projector = (f"resource-{listed[kind]}" for kind in ("room", "equipment"))
    wanted = {room: "yes", projector: "yes"} | RIDE
    page = host.does("/bookings", filled(day="2026-11-24", grade="D", **wanted))
    booking = re.findall(r"/bookings/(\w+)/copy", page)[0]
    admin.does(f"/resources/{listed['equipment']}", {"do": "retire"})
    form = host.reads(f"/bookings/{booking}/copy")
    typed = as_it_stands(form)
    assert {name: typed[name] for name in (room, *RIDE)} == {room: "yes"} | RIDE
    assert "Projector" not in form
    assert "Room 3" in host.does("/bookings", typed | {"do": "book", "leader": "0"})


def letters_of_car(house: House, office: Flask) -> dict[str, str]:
    """Return what would be written about a car now, by address."""
    with house.node.reading() as rows:
        asked = list(rows.scalars(select(Notice).where(Notice.topic == CAR, Notice.state == "waiting")))
        letters = [letter_writer(office, house.node)(rows, each) for each in asked]
    return {letter.to: letter.text for letter in letters if letter is not None}


def test_r34_a_car_that_is_asked_for_is_given_by_the_dispatcher_alone(
    house: House, office: Flask, admin: Clerk, clerk: SignIn
) -> None:
    enter(admin, "car", "Van", seats="6")
    enter(admin, "driver", "", employee="zhou.kai@usher.example")
    reception = clerk(house.receptionist)
    page = reception.does("/bookings", filled(day="2026-11-24", grade="D", **RIDE))
    assert "a car, not chosen yet" in page
    dispatcher = clerk(somebody(house, Role.DISPATCHER))
    assert "1 without car or driver" in dispatcher.reads("/dispatch")
    assert dispatcher.opens("/").location.endswith("/dispatch")
    assert reception.opens("/dispatch").status_code == 403
    with house.node.reading() as rows:
        needed = rows.scalars(select(Reservation.id)).one()
    chosen = {"car": ids(house)["car"], "driver": ids(house)["driver"]}
    assert reception.sends(f"/dispatch/{needed}", chosen).status_code == 403
    with counted(house.node) as said:
        dispatcher.reads("/dispatch")
    assert len(said) == STATEMENTS
    assert "Saved." in dispatcher.does(f"/dispatch/{needed}", chosen)
    assert "Van · Kai Zhou" in reception.reads("/calendar?view=day&on=2026-11-24")
    letters = letters_of_car(house, office)
    assert sorted(letters) == ["li.wei@usher.example", "zhou.kai@usher.example"], "R34: host and driver are told"
    assert all("Airport" in words for words in letters.values())
    assert ["来访详情：\nhttp" in letters[each] for each in sorted(letters)] == [True, False], "no link for a driver"
    with house.node.transaction() as rows:
        for letter in rows.scalars(select(Notice).where(Notice.topic == CAR)):
            letter.state, letter.told_at = "told", house.node.now()
    with house.node.reading() as rows:
        booking = rows.scalars(select(Reservation.booking_id)).one()
    reception.does(f"/bookings/{booking}/cancel")
    off = letters_of_car(house, office)
    assert len(off) == 2
    assert all("2026-11-24 13:00）已不再需要" in words for words in off.values()), "the hour that they were told of"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"ride_place": ""}, "Say where the car picks the guests up."),
        ({"ride_people": "many"}, "Write how many people the car is for."),
        ({"ride_end": "12:00"}, "The car has to come before it goes."),
    ],
)
def test_what_is_wrong_with_a_car_is_said(
    house: House, admin: Clerk, clerk: SignIn, wrong: dict[str, str], words: str
) -> None:
    enter(admin, "car", "Van", seats="6")
    answer = clerk(house.receptionist).sends("/bookings", filled(day="2026-11-24", grade="D", **RIDE | wrong))
    assert (answer.status_code, words in answer.text) == (422, True)


def test_the_list_says_what_is_wrong_and_what_was_taken_off(house: House, admin: Clerk, clerk: SignIn) -> None:
    for wrong, words in (
        ({"kind": "room", "name": ""}, "Write a name."),
        ({"kind": "room", "name": "Room", "seats": "many"}, "Write how many people fit"),
        ({"kind": "driver", "employee": "nobody@usher.example"}, "Nobody with this address works here."),
    ):
        answer = admin.sends("/resources", {"site": "HQ", **wrong})
        assert (answer.status_code, words in answer.text) == (422, True)
    enter(admin, "equipment", "Projector")
    projector = ids(house)["equipment"]
    page = admin.does(f"/resources/{projector}", {"do": "retire"})
    assert "off the list" in page
    assert "Projector" not in clerk(house.receptionist).reads("/bookings/new")
    assert "can be booked" in admin.does(*undo_in(page))
    assert clerk(house.boss).opens("/resources").status_code == 403
