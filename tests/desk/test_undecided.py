"""What nobody decided on before the visit was over is closed and says so, and nobody is asked any more (R6)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from hardware.porter import Porter
from shared.approvals.queries import every_step, papers_owed
from shared.bookings.models import Booking
from shared.bookings.rules import UNDECIDED, Decision
from shared.desk.approve import decide
from shared.desk.ask_approval import ASKED, ESCALATION, REMINDER
from shared.desk.change import as_wish, change
from shared.desk.declined import INVITED_OFF
from shared.desk.gate_book import bring_in_anyway
from shared.desk.nobody_decides import NOBODY_DECIDED
from shared.desk.outcomes import OutOfTurn
from shared.desk.papers_due import PAPERS_DUE, PAPERS_OVERDUE, owes_papers
from shared.desk.staff import employee_leaves
from shared.desk.undecided import AT_ONCE, TOLD_WITHIN, close_undecided, is_something_undecided
from shared.kernel.logbook import Kind, lines_about
from shared.notices.models import Notice
from shared.people.models import Employee
from tests.admin.clerk import counted
from tests.clock import StandingClock
from tests.house import House


def steps(house: House, booking: Booking) -> list[tuple[str, bool]]:
    """Return the state of each step of a booking, and whether it says that the visit was over first."""
    with house.node.reading() as rows:
        return [(step.state, step.is_out_of_time) for step in every_step(rows, booking.id)]


def still_to_be_said(house: House) -> list[str]:
    """Return the topics of the letters and reminders about approvals that may still go out."""
    wanted = select(Notice.topic).where(Notice.topic.in_((ASKED, REMINDER, ESCALATION)), Notice.due_at.is_not(None))
    with house.node.reading() as rows:
        return list(rows.scalars(wanted))


def told(house: House, booking: Booking) -> list[str]:
    """Return the kinds of the lines about a booking."""
    with house.node.reading() as rows:
        return [line.kind for line in lines_about(rows, booking=booking.id, limit=50)]


def test_what_was_over_before_anybody_decided_is_closed_once_and_says_so(house: House, clock: StandingClock) -> None:
    booking, porter = house.booked(house.wish(grade="C")), Porter(house.node)
    porter.walk()
    assert steps(house, booking)[0] == ("asked", False), "its window is still open"
    assert still_to_be_said(house)
    clock.passes(hours=3)
    porter.walk()
    porter.walk()
    (first, *rest) = steps(house, booking)
    assert first == ("overtaken", True)
    assert set(rest) == {("overtaken", False)}
    assert still_to_be_said(house) == []
    assert (house.booking(booking.id).state, house.booking(booking.id).turnout) == ("waiting", UNDECIDED)
    assert told(house, booking).count(Kind.NobodyDecided) == 1


def test_what_is_still_ahead_or_under_way_goes_on_being_asked(house: House, clock: StandingClock) -> None:
    over = house.booked(house.wish(grade="C"))
    long = house.booked(house.wish(grade="C", ends_at=house.node.now() + timedelta(days=2)))
    later = house.node.now() + timedelta(days=1)
    ahead = house.booked(house.wish(grade="C", starts_at=later, ends_at=later + timedelta(hours=1)))
    clock.passes(hours=3)
    Porter(house.node).walk()
    assert [steps(house, each)[0][0] for each in (over, long, ahead)] == ["overtaken", "asked", "asked"]


def test_an_approval_that_comes_too_late_is_refused_and_another_day_is_asked_for_anew(
    house: House, clock: StandingClock
) -> None:
    booking = house.booked(house.wish(grade="C"))
    clock.passes(hours=3)
    Porter(house.node).walk()
    with pytest.raises(OutOfTurn, match="booking_over"), house.node.transaction() as rows:
        decide(rows, booking.id, Decision.APPROVE, None, house.boss, house.node.now())
    later = house.node.now() + timedelta(days=1)
    with house.node.transaction() as rows:
        wish = replace(as_wish(house.booking(booking.id)), starts_at=later, ends_at=later + timedelta(hours=1))
        change(rows, booking.id, wish, house.host, house.node.now())
    assert house.booking(booking.id).turnout is None
    assert [state for state, _is_out in steps(house, booking)].count("asked") == 1
    assert house.decided(booking.id, Decision.APPROVE, house.boss).state == "approved"


@pytest.mark.parametrize("was_brought_in", [False, True])
def test_papers_are_owed_only_of_whom_somebody_brought_in_anyway(
    house: House, clock: StandingClock, was_brought_in: bool
) -> None:
    """R5, R7: they are filed after a visit that took place, and nobody is chased for those of one that did not."""
    booking = house.booked(house.wish(grade="C"))
    assert owes_papers(booking)
    if was_brought_in:
        with house.node.transaction() as rows:
            host = str(house.host.employee_id)
            bring_in_anyway(rows, booking.guests[0].id, host, "lobby", house.guard, house.node.now())
    clock.passes(hours=3)
    Porter(house.node).walk()
    assert owes_papers(house.booking(booking.id)) == was_brought_in
    waiting = select(Notice.topic).where(
        Notice.topic.in_((PAPERS_DUE, PAPERS_OVERDUE)), Notice.due_at.is_not(None), Notice.subject_id == booking.id
    )
    with house.node.reading() as rows:
        assert bool(rows.scalars(waiting).all()) == was_brought_in
        listed = papers_owed(rows, [house.site], None, "", None, 5)
    assert [each.id for each in listed] == ([booking.id] if was_brought_in else [])


def test_few_are_closed_at_a_time_until_none_is_left(house: House, clock: StandingClock) -> None:
    made = [house.booked(house.wish(grade="C")) for _ in range(AT_ONCE + 1)]
    clock.passes(hours=3)
    for expected in (AT_ONCE, 1, 0):
        with house.node.transaction() as rows:
            assert close_undecided(rows, house.site, house.node.now()) == expected
    assert {steps(house, each)[0] for each in made} == {("overtaken", True)}


def test_visits_of_another_site_are_that_sites(house: House, clock: StandingClock) -> None:
    house.booked(house.wish(grade="C"))
    clock.passes(hours=3)
    with house.node.reading() as rows:
        assert is_something_undecided(rows, house.site, house.node.now())
        assert not is_something_undecided(rows, house.other_site, house.node.now())


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_looking_walks_only_over_what_waits(house: House) -> None:
    """However many bookings there are: one statement, which the queue's index answers."""
    with counted(house.node) as said, house.node.reading() as rows:
        is_something_undecided(rows, house.site, house.node.now())
    (question,) = [each for each in said if "approval_steps" in each]
    with house.node.reading() as rows:
        answer = rows.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {question}", ("",) * question.count("?"))
        plan = " ".join(row[3] for row in answer)
    assert "ix_approval_steps_queue (site_id=? AND starts_at<?)" in plan
    assert "SCAN" not in plan


def who_waited(house: House) -> dict[str | None, list[str]]:
    """Return whom the letters that nobody decided go to, and which visits each names."""
    wanted = select(Notice).where(Notice.topic == NOBODY_DECIDED).order_by(Notice.id)
    with house.node.reading() as rows:
        return {each.employee_id: each.facts["bookings"] for each in rows.scalars(wanted)}


def test_who_asked_and_the_host_are_told_once_in_one_letter_each(house: House, clock: StandingClock) -> None:
    """R6: however many visits were over at the same time; where none of them works here any more, managers are."""
    asked = [house.booked(house.wish(grade="C"), by=house.receptionist).id for _ in range(AT_ONCE + 1)]
    own = house.booked(house.wish(grade="C")).id
    clock.passes(hours=3)
    for _ in range(2):
        Porter(house.node).walk()
    told = who_waited(house)
    assert {who: set(named) for who, named in told.items()} == {
        house.host.employee_id: {*asked, own},
        house.receptionist.employee_id: set(asked),
    }
    assert [len(named) for named in told.values()] == [len(set(named)) for named in told.values()]


def test_where_nobody_who_waited_works_here_any_more_a_manager_hears_of_it(house: House, clock: StandingClock) -> None:
    booking = house.booked(house.wish(grade="C"))
    with house.node.transaction() as rows:
        employee_leaves(rows, rows.get_one(Employee, house.host.employee_id), "test", house.node.now())
    clock.passes(hours=3)
    Porter(house.node).walk()
    assert who_waited(house) == {house.boss.employee_id: [booking.id]}


def test_of_a_visit_that_took_place_or_was_long_ago_nobody_is_told_that_it_did_not(
    house: House, clock: StandingClock
) -> None:
    booking = house.booked(house.wish(grade="C"))
    with house.node.transaction() as rows:
        host = str(house.host.employee_id)
        bring_in_anyway(rows, booking.guests[0].id, host, "lobby", house.guard, house.node.now())
    clock.passes(hours=3)
    Porter(house.node).walk()
    old = house.booked(house.wish(grade="C"))
    clock.passes(seconds=TOLD_WITHIN.total_seconds() + 3 * 3600)
    Porter(house.node).walk()
    assert {house.booking(each.id).turnout for each in (booking, old)} == {UNDECIDED}
    assert who_waited(house) == {}
    with house.node.reading() as rows:
        assert rows.scalars(select(Notice).where(Notice.topic == INVITED_OFF)).all() == []
