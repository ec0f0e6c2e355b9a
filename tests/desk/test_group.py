"""A group behind its leader: a visit and a badge each, once, and nobody who may not come in."""

import threading
import time
import uuid
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select

from shared.badges.models import Badge
from shared.bookings.models import Booking
from shared.bookings.rules import MOST_GUESTS, GuestWish
from shared.companies.rules import Contact
from shared.desk.answer import answer
from shared.desk.gate_word import Why, keep_guest_out
from shared.desk.group import AT_ONCE, let_group_in, let_members_in
from shared.desk.group_members import members_of
from shared.desk.outcomes import Admitted, GroupAdmitted, NotAllowed, SeeReception
from shared.gate.rules import Stop, StopReason
from shared.kernel.logbook import Kind, lines_after
from shared.printing.models import PrintJob
from shared.sites.models import Site
from shared.visits.models import Visit
from shared.visits.rules import Answer
from tests.clock import StandingClock
from tests.house import House

one_database = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def a_group(house: House, size: int) -> Booking:
    """Book a group; the first guest leads it."""
    guests = (
        GuestWish(Contact(f"访客{n:03d}", "江州理工大学", f"+8613800{n:06d}", None), is_leader=n == 0)
        for n in range(size)
    )
    return house.booked(house.wish(*guests))


def leader_in(house: House, booking: Booking) -> str:
    came = house.scanned(house.pass_of(booking, 0))
    assert isinstance(came, Admitted)
    return came.visit


def ticked(house: House, leader: str, booking: Booking, *numbers: int, tap: str | None = None):
    guests = [booking.guests[n].id for n in numbers]
    return let_group_in(house.node.transaction, tap or str(uuid.uuid4()), leader, guests, house.door, house.node.now())


def counted(house: House) -> tuple[int, int, int]:
    """Return the numbers of visits, badges and print jobs."""
    with house.node.reading() as session:
        tables = (Visit, Badge, PrintJob)
        return tuple(session.scalars(select(func.count()).select_from(each)).one() for each in tables)  # type: ignore[return-value]


def test_each_ticked_member_gets_a_visit_and_a_badge(house: House) -> None:
    booking = a_group(house, 5)
    leader = leader_in(house, booking)
    came = ticked(house, leader, booking, 1, 2, 4)
    assert isinstance(came, GroupAdmitted)
    assert len(came.visits) == 3
    assert counted(house) == (4, 4, 4)
    with house.node.reading() as session:
        hours = session.get_one(Site, house.site).hours
        members = members_of(session, booking.id, hours, house.node.now())
        lines = lines_after(session, 0)
    assert [member.is_here for member in members] == [True, True, True, False, True]
    arrived = [line for line in lines if line.kind == Kind.VisitorArrived]
    assert sorted(line.visit_id or "" for line in arrived) == sorted([leader, *came.visits])
    assert [line.kind for line in lines].count(Kind.HostAsked) == 1  # the host hears of a group once


def test_the_same_tap_twice_is_one_admission_each(house: House) -> None:
    booking = a_group(house, 4)
    leader, tap = leader_in(house, booking), str(uuid.uuid4())
    first, second = (ticked(house, leader, booking, 1, 2, tap=tap) for _ in range(2))
    assert first == second
    assert counted(house) == (3, 3, 3)


def test_two_who_tick_the_same_members_at_once_let_each_in_once(house: House) -> None:
    booking = a_group(house, 12)
    leader, came = leader_in(house, booking), []
    threads = [
        threading.Thread(target=lambda: came.append(ticked(house, leader, booking, *range(1, 12)))) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(len(each.visits) for each in came) == 11
    assert counted(house) == (12, 12, 12)


def test_late_members_join_with_their_own_pass_or_the_leaders(house: House) -> None:
    booking = a_group(house, 4)
    leader = leader_in(house, booking)
    ticked(house, leader, booking, 1)
    assert isinstance(house.scanned(house.pass_of(booking, 2)), Admitted)
    late = ticked(house, leader, booking, 1, 2, 3)
    assert isinstance(late, GroupAdmitted)
    assert len(late.visits) == 1
    assert counted(house) == (4, 4, 4)


def test_who_has_left_today_does_not_come_in_again_by_the_leaders_tick(house: House) -> None:
    booking = a_group(house, 3)
    leader = leader_in(house, booking)
    ticked(house, leader, booking, 1)
    house.left(house.pass_of(booking, 1))
    again = ticked(house, leader, booking, 1, 2)
    assert isinstance(again, GroupAdmitted)
    assert len(again.visits) == 1


def test_whom_the_gate_holds_the_leader_does_not_let_in(house: House) -> None:
    booking = a_group(house, 3)
    leader = leader_in(house, booking)
    with house.node.transaction() as session:
        why = Why(next(iter(StopReason)), "")
        keep_guest_out(session, booking.guests[1].id, Stop.HELD, why, house.guard, house.node.now())
    came = ticked(house, leader, booking, 1, 2)
    assert isinstance(came, GroupAdmitted)
    assert len(came.visits) == 1


def test_only_the_leader_of_a_visit_that_goes_on_here_lets_anybody_in(house: House) -> None:
    booking = a_group(house, 3)
    leader = leader_in(house, booking)
    member = house.scanned(house.pass_of(booking, 1))
    assert isinstance(member, Admitted)
    assert ticked(house, member.visit, booking, 2) == SeeReception()
    house.left(house.pass_of(booking, 0))
    assert ticked(house, leader, booking, 2) == SeeReception()
    assert counted(house)[0] == 2


def test_a_stranger_to_the_booking_is_not_let_in_by_its_leader(house: House) -> None:
    booking, other = a_group(house, 2), house.booked()
    came = ticked(house, leader_in(house, booking), other, 0)
    assert came == GroupAdmitted(came.visit, ())


def test_what_the_host_has_said_counts_for_who_comes_behind_the_leader(house: House, clock: StandingClock) -> None:
    booking = a_group(house, 3)
    leader = leader_in(house, booking)
    with house.node.transaction() as session:
        answer(session, leader, Answer.COMING, house.host, house.node.now())
    clock.passes(minutes=2)
    ticked(house, leader, booking, 1, 2)
    with house.node.reading() as session:
        assert set(session.scalars(select(Visit.answer))) == {"coming"}


def test_what_the_host_says_of_the_leader_counts_for_the_group(house: House) -> None:
    """Also by a letter's link, which knows the leader only; who came by an own pass hears it on their screen."""
    booking = a_group(house, 4)
    leader = leader_in(house, booking)
    ticked(house, leader, booking, 1, 2)
    own = house.scanned(house.pass_of(booking, 3))
    assert isinstance(own, Admitted)
    with house.node.transaction() as session:
        answer(session, leader, Answer.MINUTES, house.host, house.node.now(), minutes=5)
    with house.node.reading() as session:
        said = {(row.answer, row.answer_minutes) for row in session.scalars(select(Visit))}
        told = [str(line.visit_id) for line in lines_after(session, 0) if line.kind == Kind.HostAnswered]
    assert said == {("minutes", 5)}
    assert sorted(told) == sorted([leader, own.visit])


@one_database
def test_two_hundred_come_in_in_portions(house: House) -> None:
    """A portion of twenty takes the processor for less than a twentieth of a second, however busy the machine is."""
    booking = a_group(house, MOST_GUESTS)
    leader, took = leader_in(house, booking), []

    @contextmanager
    def timed():
        began = time.thread_time()
        with house.node.transaction() as session:
            yield session
        took.append(time.thread_time() - began)

    guests = [guest.id for guest in booking.guests[1:]]
    came = let_group_in(timed, str(uuid.uuid4()), leader, guests, house.door, house.node.now())
    assert isinstance(came, GroupAdmitted)
    assert len(came.visits) == MOST_GUESTS - 1
    assert counted(house) == (MOST_GUESTS,) * 3
    assert len(took) == -(-(MOST_GUESTS - 1) // AT_ONCE)
    assert sorted(took)[len(took) // 2] < 0.05


def test_the_desk_lets_a_group_in_without_its_leader(house: House) -> None:
    """The host hears of the first, and the others come behind."""
    booking = a_group(house, 4)
    guests = [booking.guests[n].id for n in (1, 2, 3)]
    came = let_members_in(house.node.transaction, booking.id, guests, house.door, house.receptionist, house.node.now())
    assert came == 3
    assert counted(house) == (3, 3, 3)
    with house.node.reading() as session:
        assert [line.kind for line in lines_after(session, 0)].count(Kind.HostAsked) == 1
    with pytest.raises(NotAllowed):
        let_members_in(house.node.transaction, booking.id, guests, house.door, house.host, house.node.now())
