"""/api/v1/bookings: asking for visits, deciding on them, calling them off."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.access.rules import Role
from shared.desk.change import as_wish, change
from shared.desk.outcomes import Admitted, Refused
from shared.visits.rules import Refusal
from tests.api.conftest import MakeProgram
from tests.api.program import GUEST, Program, everything, faults, refusal
from tests.house import House


@pytest.fixture
def program_of_sales(program: MakeProgram) -> Program:
    """A program that books for all sites."""
    return program(Role.RECEPTIONIST)


def test_a_booking_waits_then_is_approved_and_its_pass_opens_the_door(house: House, program: MakeProgram) -> None:
    """The whole way of one visit through the API."""
    sales, boss = program(Role.RECEPTIONIST), program(Role.MANAGER)
    booked = sales.books()
    assert (booked["state"], booked["permit"], booked["urgent"]) == ("waiting", None, True)
    assert booked["papers_due"] is not None
    assert [guest["pass"] for guest in booked["guests"]] == [None]
    approved: Any = boss.decides(booked["id"], "approve").json
    assert approved["state"] == "approved"
    assert approved["permit"].startswith("HQ26-1123-")
    (guest,) = approved["guests"]
    assert (guest["name"], guest["company"], guest["leader"]) == (GUEST["name"], GUEST["company"], True)
    assert sales.reads(f"/bookings/{booked['id']}") == approved
    assert isinstance(house.scanned(guest["pass"]), Admitted)


def test_an_approval_that_is_taken_back_shuts_the_door(house: House, program: MakeProgram) -> None:
    """The pass then is of a booking that is not approved, and the API shows none."""
    boss, booked = program(Role.MANAGER), program(Role.RECEPTIONIST).books()
    approved: Any = boss.decides(booked["id"], "approve").json
    sent_back: Any = boss.decides(booked["id"], "send_back", "which hall?").json
    assert (sent_back["state"], sent_back["reason"]) == ("sent_back", "which hall?")
    assert [guest["pass"] for guest in sent_back["guests"]] == [None]
    assert house.scanned(approved["guests"][0]["pass"]) == Refused(Refusal.NOT_APPROVED)


def test_a_token_counts_as_a_person_and_does_not_approve_its_own_request(program: MakeProgram) -> None:
    """Not even an administrator's."""
    admin = program(Role.ADMIN)
    assert refusal(admin.decides(admin.books()["id"], "approve")) == (403, "own_request")


def test_a_rejection_needs_a_reason(program: MakeProgram) -> None:
    """And afterwards nothing else can be decided."""
    boss, booked = program(Role.MANAGER), program(Role.RECEPTIONIST).books()
    assert faults(boss.decides(booked["id"], "reject")) == {("reason", "missing")}
    assert boss.decides(booked["id"], "reject", "no room").status_code == 200
    assert refusal(boss.decides(booked["id"], "approve")) == (409, "booking_rejected")


def test_a_booking_that_changed_since_it_was_read_is_not_approved(house: House, program: MakeProgram) -> None:
    """For a program that says which one it read."""
    boss, booked = program(Role.MANAGER), program(Role.RECEPTIONIST).books()
    with house.node.transaction() as session:
        wish = replace(as_wish(house.booking(booked["id"])), purpose="other")
        change(session, booked["id"], wish, house.receptionist, house.node.now())
    path = f"/bookings/{booked['id']}/approval"
    decision = {"decision": "approve", "changes": booked["changes"]}
    assert refusal(boss.asks("POST", path, decision)) == (409, "booking_changed")
    newer = boss.reads(f"/bookings/{booked['id']}")["changes"]
    assert boss.asks("POST", path, decision | {"changes": newer}).status_code == 200


def test_cancelling_shuts_the_door_and_twice_is_once(house: House, program: MakeProgram) -> None:
    """By DELETE, which may be repeated by its nature."""
    sales, boss = program(Role.RECEPTIONIST), program(Role.MANAGER)
    booked = sales.books()
    approved: Any = boss.decides(booked["id"], "approve").json
    for _ in range(2):
        answer: Any = sales.asks("DELETE", f"/bookings/{booked['id']}")
        assert (answer.status_code, answer.json["state"]) == (200, "cancelled")
    assert house.scanned(approved["guests"][0]["pass"]) == Refused(Refusal.CANCELLED)


def test_a_booking_in_time_is_not_urgent(program_of_sales: Program, house: House) -> None:
    """A C visit of the ordinary kind is due a day ahead (R5)."""
    starts = house.node.now() + timedelta(days=2)
    booked = program_of_sales.books(starts_at=starts.isoformat(), ends_at=(starts + timedelta(hours=1)).isoformat())
    assert (booked["urgent"], booked["papers_due"]) == (False, None)


def test_times_come_in_with_any_zone_and_go_out_with_one(program_of_sales: Program) -> None:
    """The same moment, in UTC."""
    booked = program_of_sales.books(starts_at="2026-11-23T11:00:00+08:00", ends_at="2026-11-23t05:00:00.5z")
    assert datetime.fromisoformat(booked["starts_at"]) == datetime(2026, 11, 23, 3, tzinfo=UTC)
    assert booked["ends_at"] == "2026-11-23T05:00:00.500000+00:00"


def test_a_host_is_named_by_id_as_well(program_of_sales: Program, house: House) -> None:
    """And the answer names the host by id in either case."""
    by_mail, by_id = program_of_sales.books(), program_of_sales.books(host=house.host.employee_id)
    assert by_mail["host"] == by_id["host"] == house.host.employee_id


WRONG: list[tuple[dict[str, Any], set[tuple[str, str]]]] = [
    ({"starts_at": "2026-11-23T11:00:00"}, {("starts_at", "no_zone")}),
    ({"starts_at": "2026-11-23", "ends_at": 1795399200}, {("starts_at", "not_a_time"), ("ends_at", "not_a_time")}),
    ({"starts_at": "2026-02-30T11:00:00Z"}, {("starts_at", "not_a_time")}),
    ({"starts_at": "0001-01-01T00:00:00+14:00"}, {("starts_at", "not_a_time")}),
    ({"ends_at": "2150-01-01T00:00:00Z"}, {("ends_at", "out_of_range")}),
    (
        {"starts_at": "2026-11-23T13:00:00+08:00", "ends_at": "2026-11-23T12:00:00+08:00"},
        {("ends_at", "not_after_start")},
    ),
    ({"ends_at": "2027-01-23T12:00:00+08:00"}, {("ends_at", "too_far")}),
    ({"site": "ZZ", "host": "nobody@usher.example"}, {("site", "unknown"), ("host", "unknown")}),
    ({"grade": "E", "kind": "party"}, {("grade", "not_one_of"), ("kind", "not_one_of")}),
    ({"purpose": "  "}, {("purpose", "missing")}),
    ({"purpose": "x" * 501}, {("purpose", "too_long")}),
    ({"purpose": "a\x00b"}, {("purpose", "bad_characters")}),
    ({"purpose": "\ud83d"}, {("purpose", "bad_characters")}),
    ({"purpose": 5, "photos_allowed": "yes"}, {("purpose", "not_text"), ("photos_allowed", "not_true_or_false")}),
    ({"guests": []}, {("guests", "missing")}),
    ({"guests": {}}, {("guests", "not_a_list")}),
    ({"guests": ["x"]}, {("guests.0", "not_an_object")}),
    ({"guests": [GUEST, GUEST]}, {("guests", "two_leaders")}),
    (
        {"guests": [GUEST, {"name": "", "company": "B", "phone": "12"}]},
        {("guests.1.phone", "not_a_phone_number"), ("guests.1.name", "missing")},
    ),
    ({"guests": [{"name": "A", "company": "B", "email": "at home"}]}, {("guests.0.email", "not_an_address")}),
    ({"guests": [{"name": "A", "company": "B"}]}, {("guests.0.contact", "missing")}),
]


@pytest.mark.parametrize(("different", "expected"), WRONG)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_every_wrong_field_is_named_with_a_code(
    program_of_sales: Program, different: dict[str, Any], expected: set[tuple[str, str]]
) -> None:
    """And nothing is booked."""
    answer = program_of_sales.asks("POST", "/bookings", program_of_sales.wish(**different))
    assert faults(answer) == expected
    assert program_of_sales.reads("/bookings")["items"] == []


def test_what_is_missing_is_named_all_at_once(program_of_sales: Program) -> None:
    """An empty body lacks all that is needed."""
    needed = {"host", "site", "grade", "kind", "purpose", "starts_at", "ends_at", "guests"}
    answer = program_of_sales.asks("POST", "/bookings", {})
    assert faults(answer) == {(field, "missing") for field in needed}


def test_the_list_is_paged_latest_start_first_and_searched(program_of_sales: Program, house: House) -> None:
    """Pages join without gap or overlap; a name is found by its pinyin."""
    starts = [house.node.now() + timedelta(hours=hours) for hours in range(1, 6)]
    booked = [
        program_of_sales.books(starts_at=start.isoformat(), ends_at=(start + timedelta(minutes=30)).isoformat())["id"]
        for start in starts
    ]
    found = [each["id"] for each in everything(program_of_sales, "/bookings", limit=2)]
    assert found == booked[::-1]
    other = program_of_sales.books(guests=[{"name": "Ola Nordmann", "company": "Fjord", "email": "ola@fjord.example"}])
    assert [each["id"] for each in program_of_sales.reads("/bookings", q="nordm")["items"]] == [other["id"]]
    assert len(program_of_sales.reads("/bookings", q="wang xiaolin")["items"]) == len(booked)
    assert program_of_sales.reads("/bookings", q="nobody") == {"items": [], "next": None}
