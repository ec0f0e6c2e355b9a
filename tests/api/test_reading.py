"""/api/v1/employees, visits and logbook."""

import base64
import json
from typing import Any

import pytest

from shared.access.rules import Role
from shared.desk.outcomes import Admitted
from shared.kernel.logbook import last_number
from tests.api.conftest import MakeProgram
from tests.api.program import everything, faults
from tests.house import OLA, WANG, House


def came(house: House, guest: Any = WANG) -> str:
    """Let a guest of an approved booking in and return the visit's id."""
    outcome = house.scanned(house.pass_of(house.approved(house.wish(guest))))
    assert isinstance(outcome, Admitted)
    return outcome.visit


def test_a_visit_is_shown_from_arrival_to_departure(house: House, program: MakeProgram) -> None:
    """Alone and in the list alike."""
    gate = program(Role.GATE, house.site)
    booking = house.approved()
    outcome = house.scanned(house.pass_of(booking))
    assert isinstance(outcome, Admitted)
    shown = gate.reads(f"/visits/{outcome.visit}")
    assert shown == {
        "id": outcome.visit,
        "booking": booking.id,
        "guest": booking.guests[0].id,
        "site": "HQ",
        "host": house.host.employee_id,
        "state": "inside",
        "arrived_at": house.node.now().isoformat(),
        "left_at": None,
        "badge": outcome.badge,
    }
    house.left(house.pass_of(booking))
    gone = gate.reads(f"/visits/{outcome.visit}")
    assert (gone["state"], gone["left_at"]) == ("left", house.node.now().isoformat())
    assert gate.reads("/visits") == {"items": [gone], "next": None}


def test_visits_are_paged_latest_first_and_searched(house: House, program: MakeProgram, clock: Any) -> None:
    """By a guest's name, company or permit number."""
    gate, visits = program(Role.GATE), []
    for guest in (WANG, OLA, WANG, OLA, OLA):
        visits.append(came(house, guest))
        clock.passes(minutes=1)
    assert [each["id"] for each in everything(gate, "/visits", limit=2)] == visits[::-1]
    found = everything(gate, "/visits", limit=2, q="fjord ola")
    assert {each["id"] for each in found} == {visits[1], visits[3], visits[4]}
    assert len(found) == 3
    assert everything(gate, "/visits", q="nobody") == []


def test_employees_are_paged_and_searched(house: House, program: MakeProgram) -> None:
    """By name in either language, or e-mail address; neither phone numbers nor whereabouts are told (R16)."""
    admin = program(Role.ADMIN)
    people = everything(admin, "/employees", limit=2)
    assert [each["site"] for each in people] == ["HQ", "HQ", "HQ", "HQ", "SH"]
    assert len({each["id"] for each in people}) == len(people)
    (one,) = everything(admin, "/employees", q="郑")
    assert set(one) == {"id", "name", "name_en", "email", "title", "department", "site"}
    assert [each["email"] for each in everything(admin, "/employees", q="shan")] == ["shan.liwen@usher.example"]


def test_the_logbook_is_read_on_from_a_number_without_gaps(house: House, program: MakeProgram) -> None:
    """By pages, each of which says where to read on."""
    admin = program(Role.ADMIN)
    visit = came(house)
    with house.node.reading() as session:
        newest = last_number(session)
    lines: list[Any] = []
    last = 0
    while last < newest:
        page = admin.reads("/logbook", after=last, limit=3)
        lines, last = lines + page["items"], page["last"]
    assert [each["n"] for each in lines] == list(range(1, newest + 1))
    assert admin.reads("/logbook", after=newest) == {"items": [], "last": newest}
    arrived = next(each for each in lines if each["kind"] == "VisitorArrived")
    assert set(arrived) == {"n", "kind", "at", "visit", "booking", "data"}
    assert (arrived["visit"], arrived["data"]["site"]) == (visit, house.site)


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        base64.urlsafe_b64encode(b"[" * 200).decode(),
        base64.urlsafe_b64encode(json.dumps(["2026-11-23T09:00:00", "a", False]).encode()).decode(),
        base64.urlsafe_b64encode(json.dumps(["0001-01-01T00:00:00+14:00", "a", False]).encode()).decode(),
        base64.urlsafe_b64encode(json.dumps(["2026-11-23T09:00:00Z", "a\x00", False]).encode()).decode(),
        base64.urlsafe_b64encode(json.dumps(["2026-11-23T09:00:00Z", 7, False]).encode()).decode(),
    ],
)
def test_a_cursor_that_is_none_of_ours_is_refused(program: MakeProgram, cursor: str) -> None:
    """Whoever made it up."""
    admin = program(Role.ADMIN)
    for path in ("/bookings", "/visits"):
        assert faults(admin.asks("GET", path, query_string={"cursor": cursor})) == {("cursor", "bad_cursor")}
    if cursor != "x":
        assert faults(admin.asks("GET", "/employees", query_string={"cursor": cursor})) == {("cursor", "bad_cursor")}


@pytest.mark.parametrize(
    ("path", "query", "expected"),
    [
        ("/bookings", {"limit": "0"}, {("limit", "out_of_range")}),
        ("/bookings", {"limit": "many"}, {("limit", "not_a_number")}),
        ("/visits", {"limit": "201"}, {("limit", "out_of_range")}),
        ("/employees", {"q": "a\x00"}, {("q", "bad_characters")}),
        ("/employees", {"q": "a" * 101}, {("q", "too_long")}),
        ("/logbook", {"after": "-1"}, {("after", "out_of_range")}),
        ("/logbook", {"after": str(2**70)}, {("after", "out_of_range")}),
        ("/logbook", {"limit": "1001"}, {("limit", "out_of_range")}),
    ],
)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_wrong_query_is_named_with_a_code(
    program: MakeProgram, path: str, query: dict[str, str], expected: set[tuple[str, str]]
) -> None:
    """As a wrong body is."""
    assert faults(program(Role.ADMIN).asks("GET", path, query_string=query)) == expected


@pytest.mark.parametrize(("role", "gets_passes"), [(Role.GATE, False), (Role.RECEPTIONIST, True)])
def test_only_who_hands_passes_out_gets_them(house: House, program: MakeProgram, role: Role, gets_passes: bool) -> None:
    """The gate's program watches, and needs no key to the door."""
    booking = house.approved()
    caller = program(role, house.site)
    for shown in (caller.reads(f"/bookings/{booking.id}"), caller.reads("/bookings")["items"][0]):
        assert (shown["guests"][0]["pass"] is not None) == gets_passes
