"""/api/v1/series: visits that recur (R2, R5), and visits of several days."""

from datetime import UTC, datetime, timedelta

from shared.access.rules import Role
from tests.api.conftest import MakeProgram
from tests.api.program import faults, refusal
from tests.house import House

TUESDAYS = {"rule": "FREQ=WEEKLY;BYDAY=TU;COUNT=3", "starts_at": "2026-12-01T10:00:00+08:00"}
TUESDAYS |= {"ends_at": "2026-12-01T11:30:00+08:00", "grade": "D"}


def test_a_series_is_booked_once_under_its_key_and_read_again(house: House, program: MakeProgram) -> None:
    sales, stranger = program(Role.RECEPTIONIST), program(Role.HOST)
    body = sales.wish(**TUESDAYS)
    first = sales.asks("POST", "/series", body, key="series-1")
    assert first.status_code == 201, first.text
    again = sales.asks("POST", "/series", body, key="series-1")
    series = first.json
    assert series == again.json
    assert series is not None
    starts = [datetime.fromisoformat(each["starts_at"]) for each in series["bookings"]]
    assert starts == [datetime(2026, 12, day, 2, tzinfo=UTC) for day in (1, 8, 15)]
    assert sales.reads(f"/series/{series['id']}")["bookings"] == series["bookings"]
    assert len(sales.reads("/bookings")["items"]) == 3
    assert refusal(stranger.asks("GET", f"/series/{series['id']}")) == (404, "not_found")


def test_a_rule_that_is_none_is_refused_and_a_holiday_is_put_off(house: House, program: MakeProgram) -> None:
    sales = program(Role.RECEPTIONIST)
    wrong = sales.asks("POST", "/series", sales.wish(**TUESDAYS | {"rule": "FREQ=HOURLY"}))
    assert faults(wrong) == {("rule", "unknown")}
    new_year = {"rule": "FREQ=DAILY;COUNT=1", "free_days": "next", "starts_at": "2027-01-01T09:00:00+08:00"}
    new_year |= {"ends_at": "2027-01-01T10:00:00+08:00"}
    put_off = sales.asks("POST", "/series", sales.wish(**TUESDAYS | new_year)).json
    assert put_off is not None
    assert [each["starts_at"][:10] for each in put_off["bookings"]] == ["2027-01-04"]


def test_r1_the_optional_facts_and_several_days_come_with_a_booking(house: House, program: MakeProgram) -> None:
    sales = program(Role.RECEPTIONIST)
    ends = house.node.now() + timedelta(days=5)
    booked = sales.books(ends_at=ends.isoformat(), more={"plate": "苏e 99999", "items": "样品 3 件", "decides": "yes"})
    assert booked["more"] == {"plate": "苏E99999", "items": "样品 3 件", "decides": "yes"}
    assert datetime.fromisoformat(booked["ends_at"]) == ends
    wrong = sales.asks("POST", "/bookings", sales.wish(more={"meals": "x" * 201, "transport": "rocket"}))
    assert wrong.status_code == 422
