"""Rooms, equipment and cars by the API: chosen with a booking, refused when somebody else has them (R34)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from shared.access.rules import Role
from shared.resources.actions import enter_resource
from shared.resources.rules import ResourceKind
from tests.api.conftest import MakeProgram
from tests.api.program import faults, refusal
from tests.house import House

KINDS = {"Room 3": "room", "Room 4": "room", "Projector": "equipment", "Van": "car"}


@pytest.fixture
def furnished(house: House) -> dict[str, str]:
    """Return the ids of what the first site has, by name; the other site has a room of its own, Elsewhere."""
    with house.node.transaction() as rows:
        entries = {name: _enter(rows, house, house.site, kind, name) for name, kind in KINDS.items()}
        entries["Elsewhere"] = _enter(rows, house, house.other_site, "room", "Elsewhere")
    return entries


def _enter(rows: Any, house: House, site: str, kind: str, name: str) -> str:
    facts = {"kind": ResourceKind(kind), "name": name, "name_en": name, "seats": 8 if kind == "room" else None}
    return enter_resource(rows, site, facts, "test", house.node.now()).id


def ride(house: House, **different: Any) -> dict[str, Any]:
    """Return a car for the hour before `Program.wish` begins."""
    starts = house.node.now() - timedelta(minutes=30)
    times = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=1)).isoformat()}
    return times | {"place": " 虹桥  机场 ", "people": 2} | different


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_r34_a_booking_names_its_room_and_car_and_is_read_with_them(
    house: House, program: MakeProgram, furnished: dict[str, str]
) -> None:
    """Alone, in the list, and after it was decided on."""
    sales = program(Role.RECEPTIONIST)
    chosen = [furnished["Room 3"], furnished["Projector"]]
    booked = sales.books(resources=chosen, ride=ride(house))
    assert {each["name"]: each["kind"] for each in booked["resources"]} == {"Room 3": "room", "Projector": "equipment"}
    assert booked["ride"] | {"starts_at": "", "ends_at": ""} == {
        "starts_at": "",
        "ends_at": "",
        "place": "虹桥 机场",
        "people": 2,
        "car": None,
        "driver": None,
    }
    plain = sales.books()
    assert (plain["resources"], plain["ride"]) == ([], None)
    assert sales.reads(f"/bookings/{booked['id']}") == booked
    assert {each["id"]: each for each in sales.reads("/bookings")["items"]} == {
        each["id"]: each for each in (booked, plain)
    }


def test_r34_what_is_taken_is_refused_at_once_and_what_is_free_is_listed(
    house: House, program: MakeProgram, furnished: dict[str, str]
) -> None:
    """Nothing is booked then, the key may be used again, and the time behind is free."""
    sales = program(Role.RECEPTIONIST)
    first = sales.books(resources=[furnished["Room 3"]])
    both = [furnished["Room 3"], furnished["Projector"]]
    late = sales.asks("POST", "/bookings", sales.wish(resources=both), key="k1")
    assert refusal(late) == (409, "resources_taken")
    assert late.json is not None
    assert [each["id"] for each in late.json["taken"]] == [furnished["Room 3"]]
    assert late.json["taken"][0]["taken"] == [{"starts_at": first["starts_at"], "ends_at": first["ends_at"]}]
    assert {each["name"] for each in late.json["free"]} == {"Room 4", "Projector"}
    assert len(sales.reads("/bookings")["items"]) == 1
    starts = datetime.fromisoformat(first["ends_at"])
    behind = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=1)).isoformat()}
    assert sales.books("k1b", resources=both, **behind)["resources"]
    assert sales.asks("DELETE", f"/bookings/{first['id']}").status_code == 200
    assert sales.books("k2", resources=[furnished["Room 3"]])["resources"], "called off, it holds nothing"


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_what_is_wrong_with_a_wish_is_said_by_field(
    house: House, program: MakeProgram, furnished: dict[str, str]
) -> None:
    """A car can't be chosen, nor a room of another site; a ride is near its visit."""
    sales = program(Role.RECEPTIONIST)
    now = house.node.now()
    cases: list[tuple[dict[str, Any], tuple[str, str]]] = [
        ({"resources": [furnished["Van"]]}, ("resources", "gone")),
        ({"resources": [furnished["Elsewhere"]]}, ("resources", "gone")),
        ({"resources": ["nothing"]}, ("resources", "gone")),
        ({"resources": "all"}, ("resources", "not_a_list")),
        ({"ride": ride(house, place=" ")}, ("ride.place", "missing")),
        ({"ride": ride(house, people=0)}, ("ride.people", "out_of_range")),
        ({"ride": ride(house, people="2")}, ("ride.people", "not_a_number")),
        ({"ride": ride(house, ends_at=ride(house)["starts_at"])}, ("ride.ends_at", "not_after_start")),
        ({"ride": ride(house, starts_at=(now - timedelta(days=2)).isoformat())}, ("ride.starts_at", "too_far")),
    ]
    for wrong, expected in cases:
        assert faults(sales.asks("POST", "/bookings", sales.wish(**wrong))) == {expected}
    assert sales.reads("/bookings")["items"] == []


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_r34_no_program_takes_a_room_or_car_where_it_may_not_book(
    house: House, program: MakeProgram, furnished: dict[str, str]
) -> None:
    """Neither with a visit there nor with one at its own site; who only watches takes nothing at all."""
    abroad, gate, sales = program(Role.RECEPTIONIST, house.other_site), program(Role.GATE), program(Role.RECEPTIONIST)
    room, theirs = [furnished["Room 3"]], {"host": str(house.other_host.employee_id)}
    for who in (abroad, gate):
        for wanted in ({"resources": room}, {"ride": ride(house)}):
            assert refusal(who.asks("POST", "/bookings", who.wish(**theirs, **wanted))) == (403, "not_allowed")
    at_home = abroad.wish(resources=room, site="SH", **theirs)
    assert faults(abroad.asks("POST", "/bookings", at_home)) == {("resources", "gone")}
    assert sales.reads("/bookings")["items"] == abroad.reads("/bookings")["items"] == []
    assert sales.books(resources=room)["resources"], "it is nobody's"


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_r34_the_list_says_what_is_taken_when_and_only_of_ones_own_site(
    house: House, program: MakeProgram, furnished: dict[str, str]
) -> None:
    sales, abroad, gate = program(Role.RECEPTIONIST), program(Role.RECEPTIONIST, house.other_site), program(Role.GATE)
    booked = sales.books(resources=[furnished["Room 4"]])
    then = {"starts_at": booked["starts_at"], "ends_at": booked["ends_at"]}
    found = sales.reads("/resources", site="HQ", **then)
    assert found["has_cars"]
    assert {each["name"]: bool(each["taken"]) for each in found["items"]} == {
        "Room 3": False,
        "Room 4": True,
        "Projector": False,
    }
    assert not any(each["taken"] for each in sales.reads("/resources", site="HQ")["items"])
    assert [each["name"] for each in abroad.reads("/resources", site="SH")["items"]] == ["Elsewhere"]
    assert faults(abroad.asks("GET", "/resources", query_string={"site": "HQ"})) == {("site", "unknown")}
    assert refusal(gate.asks("GET", "/resources", query_string={"site": "HQ"})) == (403, "not_allowed")
    for query, expected in (
        ({}, ("site", "missing")),
        ({"site": "HQ", "starts_at": then["starts_at"]}, ("ends_at", "missing")),
        ({"site": "HQ", "starts_at": then["ends_at"], "ends_at": then["starts_at"]}, ("ends_at", "not_after_start")),
    ):
        assert faults(sales.asks("GET", "/resources", query_string=query)) == {expected}


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_r34_a_series_takes_its_room_on_each_date_that_is_free(
    house: House, program: MakeProgram, furnished: dict[str, str]
) -> None:
    """The date on which somebody else has it is named, and the car goes along with each date."""
    sales = program(Role.RECEPTIONIST)
    tuesday = {"starts_at": "2026-12-01T10:00:00+08:00", "ends_at": "2026-12-01T11:30:00+08:00", "grade": "D"}
    second = {"starts_at": "2026-12-08T11:00:00+08:00", "ends_at": "2026-12-08T12:00:00+08:00", "grade": "D"}
    room = [furnished["Room 3"]]
    sales.books(resources=room, **second)
    fetched = ride(house, starts_at="2026-12-01T09:00:00+08:00", ends_at="2026-12-01T10:00:00+08:00")
    wish = sales.wish(rule="FREQ=WEEKLY;BYDAY=TU;COUNT=3", resources=room, ride=fetched, **tuesday)
    series = sales.asks("POST", "/series", wish).json
    assert series is not None
    assert [each["starts_at"][:10] for each in series["bookings"]] == ["2026-12-01", "2026-12-15"]
    assert series["refused"] == [{"date": "2026-12-08", "field": "resources", "code": "taken"}]
    last = sales.reads(f"/bookings/{series['bookings'][-1]['id']}")
    assert [each["id"] for each in last["resources"]] == room
    assert last["ride"]["starts_at"] == "2026-12-15T01:00:00+00:00"
