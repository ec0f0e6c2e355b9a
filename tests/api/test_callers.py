"""Who may call the API, what they see, and how often."""

from datetime import timedelta
from typing import Any

import pytest
from apiflask import APIFlask
from flask import Flask
from sqlalchemy import select

from admin.api import create_api
from admin.api.callers import by_token
from shared.access.actions import make_token, revoke_token
from shared.access.models import Token
from shared.access.rules import ALLOWED, Limit, Permission, Role
from tests.api.conftest import MakeProgram
from tests.api.program import GUEST, refusal
from tests.house import House

READINGS = ("/bookings", "/visits", "/employees", "/logbook")


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer ", "Bearer wrong", "Basic dTpw", "Bearer a=b", "Bearer é"])
def test_without_a_token_that_holds_nothing_is_told(program: MakeProgram, header: str | None) -> None:
    """Every call asks first, also for what does not exist."""
    nobody = program(None)
    nobody.headers = {"Authorization": header} if header else {}
    for method, path in [("POST", "/bookings"), ("DELETE", "/bookings/x"), *(("GET", each) for each in READINGS)]:
        answer = nobody.asks(method, path)
        assert refusal(answer) == (401, "unauthorized")
        assert "WWW-Authenticate" in answer.headers


def test_a_revoked_token_opens_nothing_from_that_moment(house: House, program: MakeProgram) -> None:
    """The next call already is refused."""
    admin = program(Role.ADMIN)
    admin.reads("/bookings")
    with house.node.transaction() as session:
        revoke_token(session, session.scalars(select(Token)).one(), house.node.now(), "test")
    assert refusal(admin.asks("GET", "/bookings")) == (401, "unauthorized")


@pytest.mark.parametrize("role", list(Role))
def test_a_role_may_call_what_its_permissions_say(house: House, program: MakeProgram, role: Role) -> None:
    """The API asks the same table as the pages and the sockets."""
    caller, may_book = program(role, house.site), Permission.BOOK_FOR_OTHERS in ALLOWED[role]
    answer: Any = caller.asks("POST", "/bookings", caller.wish())
    assert answer.status_code == (201 if may_book else 403)
    booked = program(Role.RECEPTIONIST).books()
    sees_it = Permission.SEE_ALL_VISITS in ALLOWED[role]
    decision = caller.decides(booked["id"], "approve")
    if Permission.REVIEW in ALLOWED[role]:  # whose part is the review alone leaves the rest to who approves
        state = "approved" if Permission.APPROVE in ALLOWED[role] else "waiting"
        told: Any = decision.json
        assert (decision.status_code, told["state"]) == (200, state)
    else:
        assert refusal(decision) == ((403, "not_yours_to_approve") if sees_it else (404, "not_found"))
    may_cancel = 200 if may_book else 404 if Permission.BOOK in ALLOWED[role] else 403
    assert caller.asks("DELETE", f"/bookings/{booked['id']}").status_code == may_cancel
    assert bool(caller.reads("/bookings")["items"]) == sees_it


def test_another_sites_things_look_as_if_they_were_not(house: House, program: MakeProgram) -> None:
    """Neither lists nor ids tell of them."""
    booked = program(Role.ADMIN).books()
    visit: Any = house.scanned(house.pass_of(house.approved()))
    stranger = program(Role.MANAGER, house.other_site)
    for method, path in (
        ("GET", f"/bookings/{booked['id']}"),
        ("DELETE", f"/bookings/{booked['id']}"),
        ("GET", f"/visits/{visit.visit}"),
        ("GET", "/visits/nothing"),
        ("GET", "/bookings/a%00b"),
    ):
        assert refusal(stranger.asks(method, path)) == (404, "not_found")
    assert refusal(stranger.decides(booked["id"], "approve")) == (404, "not_found")
    assert [stranger.reads(path)["items"] for path in ("/bookings", "/visits")] == [[], []]
    assert {each["site"] for each in stranger.reads("/employees")["items"]} == {"SH"}
    assert refusal(stranger.asks("POST", "/bookings", stranger.wish(host="shan.liwen@usher.example"))) == (
        403,
        "not_allowed",
    )


def test_a_token_reads_the_lines_of_its_sites_and_an_admins_those_of_the_house(
    house: House, program: MakeProgram
) -> None:
    """Who has an account, and who signed in, is nobody else's business."""
    program(Role.ADMIN).books()
    house.booked(house.wish(site_id=house.other_site, host_id=house.other_host.employee_id), house.other_host)
    gate = program(Role.GATE, house.site).reads("/logbook", limit=1000)["items"]
    assert {each["data"]["site"] for each in gate} == {house.site}
    here = program(Role.ADMIN, house.site).reads("/logbook", limit=1000)["items"]
    assert {each["data"].get("site") for each in here} == {house.site}
    lines = program(Role.ADMIN).reads("/logbook", limit=1000)["items"]
    assert {each["data"].get("site") for each in lines} == {house.site, house.other_site, None}
    assert program(Role.HOST, house.site).reads("/logbook")["items"] == []


def test_who_calls_too_often_has_to_wait(house: House) -> None:
    """Each token for itself."""
    api = create_api(house.node, Limit(3, timedelta(minutes=1)))
    one, other = (token_of(house, name) for name in ("one", "other"))
    client = api.test_client()
    answers = [client.get("/employees", headers=one).status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]
    late = client.get("/employees", headers=one)
    assert refusal(late) == (429, "too_many_calls")
    assert 1 <= int(late.headers["Retry-After"]) <= 60
    assert client.get("/employees", headers=other).status_code == 200


def token_of(house: House, name: str) -> dict[str, str]:
    """Make a token and return the header that shows it."""
    with house.node.transaction() as session:
        return {"Authorization": f"Bearer {make_token(session, name, Role.GATE, None, house.node.now(), 'test')[1]}"}


def test_every_call_asks_for_a_token_and_a_permission(house: House) -> None:
    """The document alone is open."""
    api: APIFlask = create_api(house.node)
    open_to_all = {"openapi.spec", "static"}
    for rule in api.url_map.iter_rules():
        if rule.endpoint not in open_to_all:
            asked = getattr(api.view_functions[rule.endpoint], "_spec", {})
            assert asked.get("auth") is by_token, rule.endpoint
            assert asked.get("roles"), rule.endpoint
            assert set(asked["roles"]) <= set(Permission), rule.endpoint


def test_the_api_takes_no_cookie_and_needs_no_form_token(house: House, office: Flask) -> None:
    """A browser that is signed in is nobody here."""
    browser = office.test_client()
    with browser.session_transaction() as cookie:
        cookie["key"] = "whatever"
    assert refusal(browser.get("/api/v1/bookings")) == (401, "unauthorized")
    assert refusal(browser.post("/api/v1/bookings", json={"guests": [GUEST]})) == (401, "unauthorized")
