"""The table of changes: whatever becomes of a visit, everybody who was told of it is told again (R9)."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from shared.access.rules import Person
from shared.bookings.models import Booking
from shared.bookings.rules import Decision, VisitKind, Wish
from shared.companies.models import Visitor
from shared.desk.approve import decide
from shared.desk.arranging import Arrangements, arrange
from shared.desk.book import book
from shared.desk.cancel import cancel
from shared.desk.change import as_wish, change
from shared.desk.dispatch import assign_car
from shared.desk.extend import extend
from shared.desk.itinerary import write_itinerary
from shared.desk.reception import make_plan
from shared.desk.reserve import reserve
from shared.notices.models import Notice
from shared.people.actions import NewEmployee, hire
from shared.people.models import Employee
from shared.people.rules import Rank
from shared.reception.itinerary import Item, ItemKind
from shared.resources.models import Reservation
from shared.resources.rules import Needs, ResourceKind, Ride
from tests.clock import StandingClock
from tests.desk.test_reserving import dispatcher_of, entered
from tests.house import OLA, WANG, House, with_a_reception

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
HOUR = timedelta(hours=1)
NEW_HOST = "郑海"
SILENT = ("task_due", "task_overdue", "approval_reminder", "approval_escalation", "papers_due", "papers_overdue")
"""Moments at which something is looked at again; no letters about a change."""

HOST = {("host_visit", "李伟")}
NOT_THE_HOSTS = {("host_visit_off", "李伟")}
GUESTS = {("pass", "王晓琳"), ("pass", "Ola Nordmann")}
NO_GUESTS = {("pass_withdrawn", "王晓琳"), ("pass_withdrawn", "Ola Nordmann")}
CAR = {("car", "李伟"), ("car", "周凯")}
RECEPTION = {("visit_notice", "林晓")}
NO_RECEPTION = {("visit_notice_withdrawn", "林晓")}
NO_DEPARTMENT = {("visit_notice_withdrawn", "周凯"), ("visit_notice_withdrawn", "郑海")}
"""Of a visit that somebody else asked its host for, the host's department was told."""
ITINERARY = {("itinerary", "李伟"), ("itinerary", "王晓琳"), ("itinerary", "陪同")}
NO_ITINERARY = {("itinerary_off", "李伟"), ("itinerary_off", "陪同")}


def with_leader(wish: Wish, leader: int, **contact: str) -> dict[str, Any]:
    """Return the guests with another leader, or another contact of the leader."""
    led = [replace(guest, is_leader=n == leader) for n, guest in enumerate(wish.guests)]
    led[leader] = replace(led[leader], contact=replace(led[leader].contact, **contact))
    return {"guests": tuple(led)}


CHANGES: Mapping[str, tuple[Callable[[Wish], dict[str, Any]], set[tuple[str, str]]]] = {
    "another time": (
        lambda wish: {"starts_at": wish.starts_at + HOUR, "ends_at": wish.ends_at + HOUR},
        HOST | GUESTS | CAR | RECEPTION | ITINERARY,
    ),
    "a longer time": (lambda wish: {"ends_at": wish.ends_at + HOUR}, HOST | GUESTS | CAR | RECEPTION),
    "another purpose": (lambda _wish: {"purpose": "看样品"}, HOST | GUESTS | RECEPTION),
    "another area": (lambda _wish: {"area": "车间"}, HOST | GUESTS | RECEPTION),
    "a plate": (lambda wish: {"more": replace(wish.more, plate="苏E12345")}, HOST | GUESTS | RECEPTION),
    "the leader's phone": (
        lambda wish: with_leader(wish, 0, phone="+8613900000000"),
        HOST | GUESTS | CAR | RECEPTION,
    ),
    "another leader": (
        lambda wish: with_leader(wish, 1),
        HOST | GUESTS | CAR | RECEPTION | {("itinerary", "Ola Nordmann")},
    ),
    "a guest less": (
        lambda wish: {"guests": wish.guests[:1]},
        HOST | {("pass", "王晓琳"), ("pass_withdrawn", "Ola Nordmann")} | CAR | RECEPTION,
    ),
}


def planned(house: House, by: Person) -> Booking:
    """Return a D visit of two guests, with a car, an escort and an itinerary; everybody has been told of it."""
    with_a_reception(house)
    car, driver = entered(house, ResourceKind.CAR, 9), entered(house, ResourceKind.DRIVER)
    now, plain = house.node.now(), house.wish()
    with house.node.transaction() as rows:
        escort = hire(rows, NewEmployee(house.site, "客服", "陪同", "Pei", "pei@usher.example", rank=Rank.STAFF)).id
        made = book(rows, house.wish(replace(WANG, is_leader=True), OLA, kind=VisitKind.AD_HOC), by, now)
        reserve(rows, made, Needs((), Ride(plain.starts_at, plain.ends_at, "Airport", 2)))
        booking = made.id
    if by is not house.host:
        house.decided(booking, Decision.APPROVE, house.host)
    with house.node.transaction() as rows:
        ride = rows.scalars(select(Reservation.id).where(Reservation.kind == ResourceKind.CAR)).one()
        assign_car(rows, ride, car, driver, dispatcher_of(house), now)
        make_plan(rows, booking, house.receptionist, now)
        arrange(rows, booking, Arrangements((escort,), (), "会议室", 5, "open"), house.receptionist, now)
        talks = Item(ItemKind.TALKS, plain.starts_at, plain.starts_at + HOUR)
        write_itinerary(rows, booking, [talks], "zh", house.receptionist, now)
        rows.execute(update(Notice).where(Notice.topic.not_in(SILENT)).values(state="told", due_at=None, told_at=now))
    return house.booking(booking)


def told(house: House) -> set[tuple[str, str]]:
    """Return which letters wait to go out, and to whom."""
    waits = select(Notice).where(Notice.state == "waiting", Notice.topic.not_in(SILENT))
    with house.node.reading() as rows:
        found = [(each.topic, _reader(rows, each)) for each in rows.scalars(waits)]
    assert len(found) == len(set(found)), "nobody gets a letter twice"
    return set(found)


def _reader(rows: Session, letter: Notice) -> str:
    if letter.visitor_id:
        return rows.get_one(Visitor, letter.visitor_id).name
    return rows.get_one(Employee, letter.employee_id).name


def changed(house: House, booking: Booking, by: Person, make: Callable[[Wish], dict[str, Any]]) -> None:
    """Let somebody change a visit."""
    with house.node.transaction() as rows:
        wish = as_wish(house.booking(booking.id))
        change(rows, booking.id, replace(wish, **make(wish)), by, house.node.now())


@pytest.mark.parametrize("what", list(CHANGES))
def test_what_stays_approved_is_told_anew_to_all_whom_it_concerns(house: House, what: str) -> None:
    make, expected = CHANGES[what]
    booking = planned(house, house.host)
    changed(house, booking, house.host, make)
    assert house.booking(booking.id).state == "approved"
    assert told(house) == expected


@pytest.mark.parametrize("what", ["a plate", "another purpose", "a longer time"])
def test_while_the_visit_goes_on_nobody_who_was_told_reads_that_it_is_off(
    house: House, clock: StandingClock, what: str
) -> None:
    """And the host's calendar is brought to it as before."""
    make, expected = CHANGES[what]
    booking = planned(house, house.host)
    clock.moves_to(booking.starts_at + timedelta(minutes=5))
    changed(house, booking, house.host, make)
    assert told(house) == expected


def test_a_visit_that_lasts_longer_does_so_for_reception_too(house: House, clock: StandingClock) -> None:
    booking = planned(house, house.host)
    clock.moves_to(booking.starts_at + timedelta(minutes=5))
    with house.node.transaction() as rows:
        extend(rows, booking.id, HOUR, house.receptionist, house.node.now())
    assert told(house) == HOST | GUESTS | RECEPTION | CAR


def test_a_visit_that_has_to_be_approved_again_is_taken_back_from_all(house: House) -> None:
    """And another host's car is not the former one's."""
    booking = planned(house, house.host)
    changed(house, booking, house.receptionist, lambda _wish: {"host_id": house.boss.employee_id})
    taken_back = NOT_THE_HOSTS | NO_GUESTS | NO_RECEPTION | CAR | {("car", NEW_HOST)}
    assert told(house) == taken_back | {("approval_asked", NEW_HOST)}


@pytest.mark.parametrize("by_host", [True, False])
def test_a_visit_that_is_called_off_is_off_for_all(house: House, by_host: bool) -> None:
    """Who asked for it hears of it, too, where somebody else called it off: they promised a caller."""
    booking = planned(house, house.receptionist)
    with house.node.transaction() as rows:
        cancel(rows, booking.id, house.host if by_host else house.receptionist, house.node.now())
    off = NOT_THE_HOSTS | NO_GUESTS | NO_RECEPTION | NO_DEPARTMENT | NO_ITINERARY | CAR
    assert told(house) == off | ({("booking_declined", "林晓")} if by_host else set())


def test_an_approval_that_is_taken_back_is_told_to_all(house: House) -> None:
    booking = planned(house, house.receptionist)
    with house.node.transaction() as rows:
        decide(rows, booking.id, Decision.SEND_BACK, "那天有审计", house.host, house.node.now())
    assert told(house) == NOT_THE_HOSTS | NO_GUESTS | NO_RECEPTION | NO_DEPARTMENT | {("booking_declined", "林晓")}
