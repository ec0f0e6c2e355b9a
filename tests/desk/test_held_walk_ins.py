"""Walk-ins whom the watchlist concerns: found at the door or while they wait, held, and asked for once cleared."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from shared.badges.models import Badge
from shared.bookings.models import Booking
from shared.bookings.rules import Decision, State
from shared.desk.answer import answer
from shared.desk.approve import decide
from shared.desk.at_the_door import AT_THE_DOOR, SEEN_TO
from shared.desk.cancel import cancel
from shared.desk.change import change
from shared.desk.outcomes import Asking, NotAllowed, OutOfTurn, SeeReception
from shared.desk.watchlist import flag_the_coming
from shared.grades.door import AtTheDoor, BadgePolicy
from shared.grades.models import Grade
from shared.kernel.logbook import Kind
from shared.people.models import Employee
from shared.printing.models import PrintJob
from shared.screening.rules import HitState
from shared.visits.models import Visit
from shared.visits.rules import Answer, VisitState, is_held_at_the_door
from shared.visits.waiting import held_at_the_door, waiting_code
from shared.walk_ins.rules import RECEPTION
from shared.web.host_line import HostNews, known_of
from tests.asking import (
    chain,
    duties_done,
    has_colleague,
    host_was_told,
    news_of_host,
    stay_of,
    waits_until_reception_is_asked,
    walks_in,
)
from tests.clock import StandingClock
from tests.desk.test_asking import open_notices
from tests.desk.test_screening import decided, hits, lines, rows, watched_for
from tests.desk.walk_ins import registered
from tests.house import House


@pytest.mark.parametrize("how", ["a new entry", "another decision", "the courier"])
def test_a_walk_in_who_turns_out_to_be_watched_while_waiting_is_held_and_nobody_is_asked_any_more(
    house: House, clock: StandingClock, how: str
) -> None:
    """Gate and security are told, and the host reads only that they need not answer."""
    delegate = has_colleague(house, is_delegate=True)
    if how == "another decision":
        watched_for(house, name="王晓琳")
        registered(house, name="王晓琳")
        decided(house, hits(house)[0], HitState.CLEARED)
        visit_id = str(lines(house, Kind.HostAsked)[0].visit_id)
        decided(house, hits(house)[0], HitState.KEPT_OUT)
    else:
        visit_id = walks_in(house)
        entry = watched_for(house, name="王晓琳")
    if how == "a new entry":
        with house.node.transaction() as session:
            assert flag_the_coming(session, entry, house.node.now()) == 1
    assert (stay_of(house, visit_id).state == "turned_away") is (how != "the courier")
    clock.passes(minutes=1)
    duties_done(house.node)
    stay = stay_of(house, visit_id)
    assert (stay.state, stay.booking.state) == ("turned_away", "waiting")
    assert chain(house, visit_id) == [("host", house.host.employee_id)]
    assert open_notices(house, visit_id) == []
    (hit,) = hits(house)
    assert (hit.station, hit.guest_id) == ("lobby", stay.guest_id)
    assert len(lines(house, Kind.SecurityAsked)) == (2 if how == "another decision" else 1)
    (ended,) = lines(house, Kind.AskingEnded)
    assert (ended.host_id, ended.by, ended.visit_id) == (house.host.employee_id, "lobby", visit_id)
    for person in (house.host, delegate):
        with house.node.transaction() as session, pytest.raises((OutOfTurn, NotAllowed)):
            answer(session, visit_id, Answer.COMING, person, house.node.now())
    assert "security" not in {line.by for line in lines(house)}


def test_who_was_held_while_waiting_is_asked_for_anew_once_cleared(house: House, clock: StandingClock) -> None:
    """Whatever the host had said before; the screen says what is true now, and the waiting code is the same."""
    visit_id = walks_in(house)
    with house.node.transaction() as session:
        answer(session, visit_id, Answer.WAIT, house.host, house.node.now())
        before = waiting_code(session, visit_id)
    held_now(house, "王晓琳")
    decided(house, hits(house)[0], HitState.CLEARED)
    stay = stay_of(house, visit_id)
    with house.node.reading() as session:
        after = waiting_code(session, visit_id)
        told = known_of(session, [stay])[visit_id].of_host(stay)
    assert (stay.state, stay.answer) == ("asking", None)
    assert before is not None
    assert after is not None
    assert before.code == after.code
    assert told is not None
    assert told.state == "waiting"
    clock.passes(minutes=5)
    duties_done(house.node)
    assert chain(house, visit_id)[-1] == ("reception", None)
    with house.node.transaction() as session:
        answer(session, visit_id, Answer.COMING, house.host, house.node.now())
    assert stay_of(house, visit_id).state == "inside"


def held_now(house: House, name: str) -> None:
    """Put a name on the list that somebody has who waits."""
    entry = watched_for(house, name=name)
    with house.node.transaction() as session:
        flag_the_coming(session, entry, house.node.now())


@pytest.mark.parametrize("held", ["at the door", "while waiting"])
@pytest.mark.parametrize("named", ["nobody", "the receptionist"])
def test_after_clearing_reception_is_asked_only_for_who_named_nobody(house: House, held: str, named: str) -> None:
    """Not for who came to see the receptionist; nor is another asked because who stood for reception has left."""
    host = RECEPTION if named == "nobody" else str(house.receptionist.employee_id)
    if held == "at the door":
        watched_for(house, name="张三")
    answered = registered(house, host=host)
    if held == "while waiting":
        assert isinstance(answered, Asking)
        held_now(house, "张三")
    if named == "nobody":
        with house.node.transaction() as session:
            session.get_one(Employee, str(house.receptionist.employee_id)).left_at = house.node.now()
    decided(house, hits(house)[0], HitState.CLEARED)
    asked = [(line.facts["step"], line.facts["person"]) for line in lines(house, Kind.HostAsked)]
    assert asked[-1] == (("reception", None) if named == "nobody" else ("host", host))


def test_where_badges_print_at_once_one_prints_once_security_has_cleared_them(house: House) -> None:
    """And none before: the gate decides of who is let in, not of who is held."""
    with house.node.transaction() as session:
        session.get_one(Grade, "D").at_the_door = AtTheDoor(badge_at={"HQ": BadgePolicy.AT_ONCE}).as_json()
    watched_for(house, name="张三")
    assert registered(house) == SeeReception()
    assert (rows(house, Badge), rows(house, PrintJob)) == (0, 0)
    decided(house, hits(house)[0], HitState.KEPT_OUT)
    assert rows(house, Badge) == 0
    decided(house, hits(house)[0], HitState.CLEARED)
    assert (rows(house, Badge), rows(house, PrintJob)) == (1, 1)
    (stay,) = (stay_of(house, line.visit_id or "") for line in lines(house, Kind.VisitorArrived))
    assert (stay.state, stay.booking.state) == ("inside", "approved")
    assert "security" not in {line.by for line in lines(house)}


def test_who_was_asked_before_somebody_was_held_is_asked_anew_once_they_are_cleared(
    house: House, clock: StandingClock
) -> None:
    """And the visitor's screen speaks of the new asking only."""
    delegate = has_colleague(house, is_delegate=True)
    visit_id = waits_until_reception_is_asked(house, clock)
    clock.passes(seconds=1)
    held_now(house, "王晓琳")
    decided(house, hits(house)[0], HitState.CLEARED)
    host_was_told(house, visit_id)
    assert news_of_host(house, visit_id) is HostNews.TOLD
    clock.passes(minutes=1)
    duties_done(house.node)
    assert chain(house, visit_id)[-1] == ("delegate", delegate.employee_id)
    assert news_of_host(house, visit_id) is HostNews.NEXT_PERSON
    clock.passes(minutes=4)
    duties_done(house.node)
    assert news_of_host(house, visit_id) is HostNews.NEXT_RECEPTION


def test_who_is_held_is_found_by_the_database_as_the_rule_has_it(house: House) -> None:
    visit_id = walks_in(house)
    booking_id = stay_of(house, visit_id).booking.id
    for visit in VisitState:
        for booking in State:
            with house.node.transaction() as session:
                session.execute(update(Visit).where(Visit.id == visit_id).values(state=visit))
                session.execute(update(Booking).where(Booking.id == booking_id).values(state=booking, permit="x"))
                found = session.scalars(select(Visit.id).where(held_at_the_door())).all()
            assert (found == [visit_id]) == is_held_at_the_door(visit, booking), (visit, booking)


@pytest.mark.parametrize("is_held", [True, False])
def test_who_stands_at_the_door_is_decided_on_there_and_nowhere_else(house: House, is_held: bool) -> None:
    """Not on the booking's own page: who is cleared is asked for, whatever somebody tried meanwhile."""
    visit_id = walks_in(house)
    if is_held:
        entry = watched_for(house, name="王晓琳")
        with house.node.transaction() as session:
            flag_the_coming(session, entry, house.node.now())
    booking = stay_of(house, visit_id).booking
    said: dict[str, Any] = {"booking_id": booking.id, "by": house.host, "now": house.node.now()}
    tomorrow = house.wish(starts_at=booking.starts_at + timedelta(days=1), ends_at=booking.ends_at + timedelta(days=1))
    tries: list[Callable[[Session], object]] = [
        *(partial(decide, decision=each, reason="no", **said) for each in Decision),
        partial(cancel, **said),
        partial(change, wish=tomorrow, **said),
    ]
    for attempt in tries:
        with house.node.transaction() as session, pytest.raises(OutOfTurn) as refused:
            attempt(session)
        assert refused.value.code == (SEEN_TO if is_held else AT_THE_DOOR)
    if is_held:
        decided(house, hits(house)[0], HitState.CLEARED)
    assert (stay_of(house, visit_id).state, stay_of(house, visit_id).booking.state) == ("asking", "waiting")
