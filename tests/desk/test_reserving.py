"""Rooms, equipment, cars and drivers are booked with a visit, and nobody has one twice (R34)."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from shared.access.rules import Person, Role
from shared.bookings.rules import Decision, WishRefused
from shared.desk.book import book
from shared.desk.cancel import cancel
from shared.desk.car_letters import CAR
from shared.desk.change import as_wish, change
from shared.desk.dispatch import assign_car
from shared.desk.extend import Longer, extend
from shared.desk.outcomes import NotAllowed
from shared.desk.reserve import needs_of, reserve
from shared.notices.models import Notice
from shared.resources.actions import enter_resource, retire_resource
from shared.resources.models import Reservation, Resource
from shared.resources.queries import collisions, rides
from shared.resources.rules import Needs, ResourceKind, Ride, overlap, problems_with_resource
from tests.clock import StandingClock
from tests.house import House

EIGHT = datetime(2026, 11, 24, 8, tzinfo=UTC)
on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"])
"""What is no database's own business runs on one of them."""


@pytest.mark.parametrize(
    ("first", "second", "collide"),
    [
        ((8, 9), (9, 10), False),
        ((8, 9), (8, 9), True),
        ((8, 12), (9, 10), True),
        ((9, 10), (8, 12), True),
        ((8, 10), (9, 11), True),
        ((10, 11), (8, 9), False),
    ],
)
def test_r34_two_collide_where_they_share_a_moment(
    first: tuple[int, int], second: tuple[int, int], collide: bool
) -> None:
    def at(hours: tuple[int, int]) -> tuple[datetime, datetime]:
        return EIGHT.replace(hour=hours[0]), EIGHT.replace(hour=hours[1])

    assert overlap(at(first), at(second)) is collide


@pytest.mark.parametrize(
    ("name", "kind", "seats", "wrong"),
    [
        ("Room 3", ResourceKind.ROOM, 8, []),
        ("", ResourceKind.ROOM, 8, ["name"]),
        ("", ResourceKind.DRIVER, None, []),
        ("x" * 81, ResourceKind.CAR, None, ["name"]),
        ("Van", ResourceKind.CAR, 0, ["seats"]),
    ],
)
def test_r34_what_an_entry_of_the_list_must_say(
    name: str, kind: ResourceKind, seats: int | None, wrong: list[str]
) -> None:
    assert [field for field, _code in problems_with_resource(name, kind, seats)] == wrong


def entered(house: House, kind: ResourceKind, seats: int | None = None, site: str | None = None) -> str:
    """Put something on the list of a site."""
    facts = {"kind": kind.value, "name": kind.value, "name_en": "", "seats": seats, "remark": ""}
    if kind is ResourceKind.DRIVER:
        facts["employee_id"] = house.guard.employee_id
    with house.node.transaction() as rows:
        return enter_resource(rows, site or house.site, facts, "test", house.node.now()).id


def reserved(house: House, *resources: str, later: timedelta = timedelta(), ride: Ride | None = None) -> str:
    """Book a visit with these, and return its id."""
    wish = house.wish()
    with house.node.transaction() as rows:
        made = book(
            rows,
            house.wish(starts_at=wish.starts_at + later, ends_at=wish.ends_at + later),
            house.host,
            house.node.now(),
        )
        reserve(rows, made, Needs(resources, ride))
        return made.id


def test_r34_a_room_that_is_taken_is_refused_and_nothing_is_booked(house: House) -> None:
    room = entered(house, ResourceKind.ROOM)
    first = reserved(house, room)
    with pytest.raises(WishRefused, match="resources: taken"):
        reserved(house, room, later=timedelta(hours=1))
    reserved(house, room, later=timedelta(hours=2))
    with house.node.reading() as rows:
        assert len(rows.scalars(select(Reservation)).all()) == 2
    with house.node.transaction() as rows:
        cancel(rows, first, house.host, house.node.now())
    reserved(house, room)


def test_r34_of_two_who_want_a_room_at_once_one_has_it(house: House) -> None:
    room = entered(house, ResourceKind.ROOM)
    ready, outcomes = threading.Barrier(4), []

    def want() -> None:
        ready.wait()
        try:
            reserved(house, room)
            outcomes.append("has it")
        except WishRefused:
            outcomes.append("taken")

    people = [threading.Thread(target=want) for _ in range(4)]
    for each in people:
        each.start()
    for each in people:
        each.join()
    assert sorted(outcomes) == ["has it", "taken", "taken", "taken"]


@on_sqlite
def test_r34_what_is_gone_or_at_another_site_cannot_be_had(house: House) -> None:
    elsewhere = entered(house, ResourceKind.ROOM, site=house.other_site)
    retired = entered(house, ResourceKind.EQUIPMENT)
    with house.node.transaction() as rows:
        retire_resource(rows, rows.get_one(Resource, retired), "test", house.node.now())
    for each in (elsewhere, retired, "nothing", entered(house, ResourceKind.CAR)):
        with pytest.raises(WishRefused, match="resources: gone"):
            reserved(house, each)


@on_sqlite
def test_r34_what_is_reserved_goes_along_when_the_visit_moves_or_the_move_is_refused(house: House) -> None:
    room = entered(house, ResourceKind.ROOM)
    first, _second = reserved(house, room), reserved(house, room, later=timedelta(hours=4))
    with house.node.transaction() as rows:
        wish = as_wish(house.booking(first))
        to = {"starts_at": wish.starts_at + timedelta(hours=2), "ends_at": wish.ends_at + timedelta(hours=2)}
        change(rows, first, house.wish(**{**vars(wish), **to}), house.host, house.node.now())
    with house.node.reading() as rows:
        booking = house.booking(first)
        found = collisions(rows, [room], booking.starts_at, booking.ends_at)
        assert [(each.booking_id, each.starts_at) for each in found] == [(first, booking.starts_at)]
    to = {"starts_at": wish.starts_at + timedelta(hours=3), "ends_at": wish.ends_at + timedelta(hours=3)}
    with pytest.raises(WishRefused, match="taken"), house.node.transaction() as rows:
        change(rows, first, house.wish(**{**vars(wish), **to}), house.host, house.node.now())
    assert house.booking(first).starts_at == booking.starts_at


def ride_of(house: House, people: int = 3, later: timedelta = timedelta()) -> tuple[str, str]:
    """Book a visit that needs a car, and return the booking and its ride."""
    starts = house.wish().starts_at + later
    booking = reserved(house, later=later, ride=Ride(starts, starts + timedelta(hours=1), "Airport", people))
    with house.node.reading() as rows:
        return booking, rows.scalars(select(Reservation.id).where(Reservation.booking_id == booking)).one()


@on_sqlite
def test_r34_one_dispatcher_gives_out_cars_and_drivers_and_none_twice(house: House) -> None:
    car, van = entered(house, ResourceKind.CAR, 3), entered(house, ResourceKind.CAR, 7)
    driver = entered(house, ResourceKind.DRIVER)
    dispatcher = dispatcher_of(house)
    booking, ride = ride_of(house)
    (_other, second), (_later, third) = ride_of(house, people=5), ride_of(house, later=timedelta(hours=3))
    now = house.node.now()

    def gives(one: str, a_car: str | None, a_driver: str | None) -> None:
        with house.node.transaction() as rows:
            assign_car(rows, one, a_car, a_driver, dispatcher, now)

    gives(ride, car, driver)
    for a_car, a_driver, why in ((car, None, "car: too_small"), (van, driver, "driver: taken"), (driver, None, "gone")):
        with pytest.raises(WishRefused, match=why):
            gives(second, a_car, a_driver)
    gives(second, van, None)
    with pytest.raises(WishRefused, match="car: taken"):
        gives(ride, van, driver)
    gives(third, car, driver)
    with pytest.raises(NotAllowed), house.node.transaction() as rows:
        assign_car(rows, ride, None, None, house.boss, now)
    with house.node.transaction() as rows:
        kept = house.booking(booking)
        reserve(rows, kept, needs_of(rows, kept))
    with house.node.reading() as rows:
        assert rows.get_one(Reservation, ride).resource_id == car, "a car that is wanted as before stays"
        assert len(rides(rows, house.site, now, now + timedelta(days=1), 10)) == 3


def dispatcher_of(house: House) -> Person:
    """Return the guard as one who dispatches, too."""
    roles = frozenset({Role.DISPATCHER})
    return replace(house.guard, roles={house.site: roles})


@on_sqlite
def test_what_was_reserved_for_a_rejected_visit_is_free(house: House) -> None:
    room = entered(house, ResourceKind.ROOM)
    with house.node.transaction() as rows:
        made = book(rows, house.wish(grade="C"), house.host, house.node.now())
        reserve(rows, made, Needs((room,)))
        booking = made.id
    house.decided(booking, Decision.REJECT, house.boss, "no")
    assert reserved(house, room) != booking, "another visit has it now"


def longer(house: House, booking: str, by_time: timedelta = timedelta(hours=1)) -> Longer:
    """Have reception let a visit last longer."""
    with house.node.transaction() as rows:
        return extend(rows, booking, by_time, house.receptionist, house.node.now())


def held_by(house: House, booking: str) -> list[tuple[datetime, datetime]]:
    """Return from when until when a booking has what it has reserved."""
    with house.node.reading() as rows:
        wanted = select(Reservation).where(Reservation.booking_id == booking).order_by(Reservation.starts_at)
        return [(each.starts_at, each.ends_at) for each in rows.scalars(wanted)]


def test_r34_a_longer_visit_keeps_its_room_until_it_is_somebody_else_s(house: House) -> None:
    """What it can't have is said, and nobody loses anything; pressed again, it is tried again."""
    room = entered(house, ResourceKind.ROOM)
    first = reserved(house, room)
    starts, ends = house.booking(first).starts_at, house.booking(first).ends_at
    assert longer(house, first).short == []
    assert held_by(house, first) == [(starts, ends + timedelta(hours=1))]
    second = reserved(house, room, later=ends - starts + timedelta(hours=1, minutes=30))
    theirs = held_by(house, second)
    (short,) = longer(house, first).short
    assert (short.held.ends_at, short.other.booking_id) == (theirs[0][0], second)
    assert held_by(house, first) == [(starts, theirs[0][0])]
    assert held_by(house, second) == theirs
    with house.node.transaction() as rows:
        cancel(rows, second, house.host, house.node.now())
    assert longer(house, first).short == []
    assert held_by(house, first) == [(starts, ends + timedelta(hours=3))]


@on_sqlite
def test_r34_what_a_longer_visit_has_in_part_is_kept_when_other_words_of_it_change(house: House) -> None:
    room = entered(house, ResourceKind.ROOM)
    first = reserved(house, room)
    reserved(house, room, later=house.booking(first).ends_at - house.booking(first).starts_at)
    longer(house, first)
    before = held_by(house, first)
    for needs in (None, Needs((room,))):
        with house.node.transaction() as rows:
            wish = replace(as_wish(house.booking(first)), purpose=f"another word {needs}")
            change(rows, first, wish, house.receptionist, house.node.now(), needs=needs)
        assert held_by(house, first) == before


@on_sqlite
def test_r34_a_visit_that_was_over_has_its_room_anew_whoever_had_it_meanwhile(
    house: House, clock: StandingClock
) -> None:
    room = entered(house, ResourceKind.ROOM)
    first = reserved(house, room)
    lasts = house.booking(first).ends_at - house.booking(first).starts_at
    second = reserved(house, room, later=lasts)
    clock.passes(seconds=3 * lasts.total_seconds())
    assert longer(house, first).short == []
    now = house.node.now()
    assert held_by(house, first) == [(now, now + timedelta(hours=1))]
    assert held_by(house, second)[0][1] <= now


@on_sqlite
def test_r34_a_car_home_is_put_off_with_a_longer_visit_unless_it_is_needed_elsewhere(house: House) -> None:
    """One that was to be gone before the end comes as before."""
    car, dispatcher = entered(house, ResourceKind.CAR), dispatcher_of(house)
    ends = house.wish().ends_at
    home = reserved(house, ride=Ride(ends, ends + timedelta(hours=1), "Front door", 2))
    fetched = reserved(house, ride=Ride(ends - timedelta(hours=1), ends - timedelta(minutes=30), "Airport", 2))
    with house.node.transaction() as rows:
        ride = rows.scalars(select(Reservation.id).where(Reservation.booking_id == home)).one()
        assign_car(rows, ride, car, None, dispatcher, house.node.now())
        for letter in rows.scalars(select(Notice).where(Notice.topic == CAR)):
            letter.state, letter.due_at = "told", None
    before = held_by(house, fetched)
    assert longer(house, home, timedelta(minutes=30)).short == longer(house, fetched).short == []
    later = ends + timedelta(minutes=30), ends + timedelta(minutes=90)
    assert (held_by(house, home), held_by(house, fetched)) == ([later], before)
    with house.node.reading() as rows:
        told = rows.scalars(select(Notice.subject_id).where(Notice.topic == CAR, Notice.state == "waiting")).all()
    assert told == [home], "the host is told of the other hour"
    elsewhere = reserved(house, ride=Ride(later[1], later[1] + timedelta(hours=1), "Airport", 2))
    with house.node.transaction() as rows:
        ride = rows.scalars(select(Reservation.id).where(Reservation.booking_id == elsewhere)).one()
        assign_car(rows, ride, car, None, dispatcher, house.node.now())
    (short,) = longer(house, home).short
    assert (short.other.booking_id, held_by(house, home)) == (elsewhere, [later])
