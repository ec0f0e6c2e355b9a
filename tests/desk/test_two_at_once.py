"""Two who do something at the same moment: one after the other, and nothing is lost."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select, update

from shared.access.rules import Role
from shared.approvals.queries import every_step
from shared.bookings.models import Booking
from shared.bookings.queries import booking_in_hand
from shared.bookings.rules import Decision, State, WishRefused
from shared.desk.approve import decide
from shared.desk.cancel import cancel
from shared.desk.forgetting import forget_what_is_over
from shared.desk.hold import hold_booking
from shared.desk.outcomes import NotAllowed, OutOfTurn, Refused
from shared.desk.watchlist import confirm, decide_hit, propose
from shared.kernel.logbook import lines_about
from shared.people.actions import NewEmployee, hire
from shared.people.models import Department
from shared.people.rules import Rank
from shared.screening.models import WatchHit
from shared.screening.rules import Draft, HitState
from shared.visits.rules import Refusal
from tests.admin.test_approvals import joins
from tests.asking import stay_of, walks_in
from tests.house import WANG, House


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


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_dates_of_a_series_that_were_sent_back_are_called_off_by_two_without_waiting_for_each_other(
    house: House,
) -> None:
    """Each looks through the letters of its own date, then through those of the whole series."""
    for round_ in range(5):
        dates = [house.booked(house.wish(grade="C")).id for _ in range(4)]
        for each in dates:
            house.decided(each, Decision.SEND_BACK, house.boss, "哪个会议室？")
        with house.node.transaction() as session:
            session.execute(update(Booking).where(Booking.id.in_(dates)).values(series_id=f"series {round_}"))
        assert together(*(partial(calls_off, house, each) for each in dates)) == ["done"] * len(dates)


def calls_off(house: House, booking_id: str) -> None:
    with house.node.transaction() as session:
        cancel(session, booking_id, house.receptionist, house.node.now())


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_who_read_a_step_before_it_was_decided_on_does_not_decide_on_it_again(house: House) -> None:
    """R6: as by a link that is pressed twice. The chairman's step is not passed over."""
    joins(house, "chairman", [Role.MANAGER], Rank.CHAIRMAN)
    booking = house.booked(house.wish(grade="A"))
    house.decided(booking.id, Decision.APPROVE, house.receptionist)
    with house.node.transaction() as session:
        read = every_step(session, booking.id)
        assert [step.state for step in read] == ["approved", "asked", "ahead"]
        with ThreadPoolExecutor(1) as other:
            other.submit(house.decided, booking.id, Decision.APPROVE, house.boss).result()
        with pytest.raises(NotAllowed, match="rank_too_low"):
            decide(session, booking.id, Decision.APPROVE, None, house.boss, house.node.now())
        assert [step.state for step in read] == ["approved", "approved", "asked"]
    assert house.booking(booking.id).permit is None


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


@pytest.mark.parametrize("decision", [HitState.CLEARED, HitState.KEPT_OUT])
def test_security_decides_while_somebody_has_the_booking_in_hand(house: House, decision: HitState) -> None:
    """Whoever has the booking finds its guest on the list and writes so; neither waits for the other for ever."""
    visit_id = walks_in(house)
    draft = Draft(
        name=WANG.contact.name, reason="带走样品", source="保安部", expires_at=house.node.now() + timedelta(days=9)
    )
    with house.node.transaction() as session:
        entry = propose(session, draft, house.boss, house.node.now()).id
    with house.node.transaction() as session:
        confirm(session, entry, replace(house.boss, id="another manager"), house.node.now())
    with house.node.transaction() as session:
        found = booking_in_hand(session, stay_of(house, visit_id).booking_id)
        assert found is not None
        hold_booking(session, found, house.node.now())
    with house.node.reading() as session:
        hit = session.scalars(select(WatchHit)).one().id

    def decide() -> None:
        with house.node.transaction() as session:
            decide_hit(session, hit, decision, "看过证件", house.boss, house.node.now())

    with ThreadPoolExecutor() as security:
        with house.node.transaction() as session:
            booking = booking_in_hand(session, found.id)
            assert booking is not None
            decided = security.submit(decide)
            wait([decided], 0.3)  # long enough to take what it takes first
            hold_booking(session, booking, house.node.now())
        decided.result()
    with house.node.reading() as session:
        assert session.get_one(WatchHit, hit).state == decision


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
