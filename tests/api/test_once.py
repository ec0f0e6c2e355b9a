"""Idempotency-Key: the same call again has the same answer and no second effect."""

import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from admin.api.once import KEPT_FOR
from shared.access.models import IdempotentCall
from shared.access.rules import Role
from shared.kernel.logbook import Kind, lines_after
from tests.api.conftest import MakeProgram
from tests.api.program import Program, faults, refusal
from tests.house import House

TWINS, ROUNDS = 6, 5


def kinds(house: House) -> list[str]:
    """Return what the logbook tells, in order."""
    with house.node.reading() as session:
        return [line.kind for line in lines_after(session, 0)]


def test_the_same_call_under_the_same_key_is_one_booking(house: House, program: MakeProgram) -> None:
    """Its answer is the first one, status included, even after the booking has changed."""
    sales = program(Role.RECEPTIONIST)
    body = sales.wish()
    first = sales.asks("POST", "/bookings", body, key="k-1")
    assert isinstance(first.json, dict)
    program(Role.MANAGER).decides(first.json["id"], "approve")
    again = sales.asks("POST", "/bookings", body, key="k-1")
    assert (again.status_code, again.json) == (first.status_code, first.json)
    assert kinds(house).count(Kind.BookingMade) == 1
    assert sales.asks("POST", "/bookings", body).json != first.json


def test_an_approval_under_a_key_is_given_once_with_its_passes(house: House, program: MakeProgram) -> None:
    """The passes come again, and still the table holds no code that opens a door."""
    boss, booked = program(Role.MANAGER), program(Role.RECEPTIONIST).books()
    path, body = f"/bookings/{booked['id']}/approval", {"decision": "approve"}
    first, again = (boss.asks("POST", path, body, key="yes") for _ in range(2))
    assert isinstance(first.json, dict)
    assert (first.status_code, again.status_code, again.json) == (200, 200, first.json)
    text = first.json["guests"][0]["pass"]
    assert text.startswith("USH")
    with house.node.reading() as session:
        kept = session.scalars(select(IdempotentCall)).one()
    assert text not in str(kept.answer)
    assert kinds(house).count(Kind.BookingApproved) == 1


def test_a_key_belongs_to_one_call_of_one_token(program: MakeProgram) -> None:
    """Another body or another path is a mistake; another token's key is another key."""
    sales, other = program(Role.RECEPTIONIST), program(Role.RECEPTIONIST)
    booked = sales.books(key="k")
    changed = sales.asks("POST", "/bookings", sales.wish(purpose="other"), key="k")
    assert refusal(changed) == (422, "key_reused")
    path = f"/bookings/{booked['id']}/approval"
    assert refusal(sales.asks("POST", path, {"decision": "approve"}, key="k")) == (422, "key_reused")
    assert other.books(key="k")["id"] != booked["id"]


def test_a_refused_call_may_come_again_under_its_key(program: MakeProgram) -> None:
    """Nothing has happened, so nothing is remembered."""
    sales = program(Role.RECEPTIONIST)
    assert faults(sales.asks("POST", "/bookings", sales.wish(site="ZZ"), key="k")) == {("site", "unknown")}
    assert sales.books(key="k")["state"] == "waiting"


def test_a_key_is_forgotten_after_a_day(house: House, program: MakeProgram, clock: Any) -> None:
    """With the names in the answer that was kept under it (R29)."""
    sales = program(Role.RECEPTIONIST)
    sales.books(key="old")
    clock.passes(seconds=KEPT_FOR.total_seconds() + 1)
    sales.books(key="new")
    with house.node.reading() as session:
        assert session.scalars(select(IdempotentCall.key)).all() == ["new"]


@pytest.mark.parametrize("key", ["", "a b", "é", "k" * 201])
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_key_that_is_none_is_refused(program: MakeProgram, key: str) -> None:
    """Before anything is done."""
    sales = program(Role.RECEPTIONIST)
    assert faults(sales.asks("POST", "/bookings", sales.wish(), key=key)) == {("Idempotency-Key", "bad_key")}
    assert sales.reads("/bookings")["items"] == []


def test_twins_at_one_moment_have_one_effect(house: House, office: Flask) -> None:
    """Threads that send the same call together all get the one booking."""
    sales = Program(office, house, Role.RECEPTIONIST)
    for number in range(ROUNDS):
        before = kinds(house).count(Kind.BookingMade)
        answers = at_once(office, sales, sales.wish(purpose=f"round {number}"), f"k-{number}")
        assert {(answer.status_code, answer.text) for answer in answers} == {(201, answers[0].text)}
        assert kinds(house).count(Kind.BookingMade) == before + 1


def at_once(office: Flask, sales: Program, body: dict[str, Any], key: str) -> list[Any]:
    """Send the same call from several threads at one moment and return the answers."""
    start, answers = threading.Barrier(TWINS), []

    def send() -> None:
        client = office.test_client()
        start.wait(10)
        headers = sales.headers | {"Idempotency-Key": key}
        answers.append(client.post("/api/v1/bookings", json=body, headers=headers))

    threads = [threading.Thread(target=send) for _ in range(TWINS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == TWINS
    return answers
