"""Two who do something at the same moment: one after the other, and nothing is lost."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial

import pytest
from sqlalchemy import select

from shared.bookings.models import Booking
from shared.bookings.rules import Decision, State, WishRefused
from shared.desk.cancel import cancel
from shared.desk.forgetting import forget_what_is_over
from shared.desk.outcomes import OutOfTurn, Refused
from shared.kernel.logbook import lines_about
from shared.people.actions import NewEmployee, hire
from shared.people.models import Department
from shared.visits.rules import Refusal
from tests.house import House


def together(*deeds: Callable[[], object]) -> list[str]:
    """Do all at the same moment; return what came of each, sorted."""
    start, said = threading.Barrier(len(deeds)), []

    def run(deed: Callable[[], object]) -> None:
        start.wait()
        try:
            deed()
            said.append("done")
        except (OutOfTurn, WishRefused) as refusal:
            said.append(type(refusal).__name__)

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(said)


def kinds(house: House, booking: Booking) -> list[str]:
    with house.node.reading() as session:
        return [line.kind for line in lines_about(session, booking=booking.id)]


@pytest.mark.parametrize("other", [Decision.APPROVE, Decision.REJECT])
def test_of_two_decisions_at_once_one_stands(house: House, other: Decision) -> None:
    for _ in range(5):
        booking = house.booked(house.wish(grade="C"))
        said = together(
            partial(house.decided, booking.id, Decision.APPROVE, house.boss),
            partial(house.decided, booking.id, other, house.boss, "没有会议室"),
        )
        assert said == ["OutOfTurn", "done"]
        decided = house.booking(booking.id)
        final = [kind for kind in kinds(house, booking) if kind in ("BookingApproved", "BookingRejected")]
        assert len(final) == 1
        assert len(decided.guests[0].passes) == (1 if decided.state == State.APPROVED else 0)


def test_cancelling_twice_at_once_is_cancelling_once(house: House) -> None:
    booking = house.booked()

    def call_off() -> None:
        with house.node.transaction() as session:
            cancel(session, booking.id, house.host, house.node.now())

    assert together(call_off, call_off) == ["done", "done"]
    assert kinds(house, booking).count("BookingCancelled") == 1


def test_nobody_is_let_in_on_a_booking_that_is_being_called_off(house: House) -> None:
    """The scan waits for the cancellation to be settled, and is answered by what stands then."""
    booking = house.booked()
    text, answers, is_waiting = house.pass_of(booking), [], threading.Event()

    def come() -> None:
        is_waiting.set()
        answers.append(house.scanned(text))

    visitor = threading.Thread(target=come)
    with house.node.transaction() as session:
        cancel(session, booking.id, house.host, house.node.now())
        session.flush()
        visitor.start()
        is_waiting.wait()
        visitor.join(0.3)  # long enough to be let in, if it did not wait
        assert answers == []
    visitor.join()
    assert answers == [Refused(Refusal.CANCELLED)]


def test_two_who_name_a_new_department_at_once_name_one(house: House) -> None:
    def hires(name: str) -> None:
        new = NewEmployee(house.site, "质量部", name, name, f"{name}@usher.example")
        with house.node.transaction() as session:
            hire(session, new)

    assert together(partial(hires, "a"), partial(hires, "b"), partial(hires, "c")) == ["done"] * 3
    with house.node.reading() as session:
        named = session.scalars(select(Department.id).where(Department.name == "质量部")).all()
    assert len(named) == 1


def test_two_who_look_through_the_house_at_once_both_come_to_an_end(house: House) -> None:
    """The first day's end is written down anew: who comes second finds it written by somebody whom they cannot see."""
    now = house.node.now()

    def look() -> bool:
        with house.node.transaction() as session:
            return forget_what_is_over(session, now)

    with ThreadPoolExecutor(1) as second:
        with house.node.transaction() as session:
            assert not forget_what_is_over(session, now)
            other = second.submit(look)
            wait([other], timeout=0.3)  # until it waits for this one, if it does
        assert not other.result()
