"""A message that its host does not answer in time goes on to others, each asked once (R13, R24)."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from sqlalchemy import delete, select

from shared.access.models import Account
from shared.access.rules import Person
from shared.desk.messages import answer_message, leave_message
from shared.desk.outcomes import NotAllowed
from shared.desk.unanswered import MESSAGE_REMINDER, MESSAGE_WAITS, ask_for_answer
from shared.desk.while_waiting import wait_no_longer
from shared.grades.models import Grade
from shared.kernel.logbook import Kind, lines_about
from shared.notices.models import Notice
from shared.notices.queries import notices_for
from shared.people.actions import NewEmployee, hire
from shared.people.models import Employee
from shared.visits.asked import messages_of, messages_to_answer
from shared.visits.models import Message
from shared.visits.rules import MessageFigures, Step
from tests.asking import duties_done, has_colleague, walks_in
from tests.clock import StandingClock
from tests.house import OLA, House

HOURS = [0, 2, 4, 8]
"""After how many hours of delay each is asked, in a new house."""


@pytest.fixture
def left(house: House) -> Message:
    """What somebody left who did not wait for their host; an answer is due in a day. Reception is apart."""
    with house.node.transaction() as session:
        new = NewEmployee(house.site, "前台", "何静", "Jing He", "jing.he@usher.example", department_en="Reception")
        desk = hire(session, new).department_id
        for person in (house.boss, house.receptionist, house.guard):
            session.get_one(Employee, person.employee_id).department_id = desk
    visit_id = walks_in(house, OLA)
    with house.node.transaction() as session:
        wait_no_longer(session, "gone", visit_id, house.door, house.node.now())
        leave_message(session, "word", visit_id, "Please call me", house.door, house.node.now())
    with house.node.reading() as session:
        (message,) = messages_of(session, visit_id)
    return message


def chased(house: House, message: Message) -> list[tuple[str, str | None]]:
    """Return step and person of each who was asked for the answer, as the visit's record has them."""
    with house.node.reading() as session:
        lines = lines_about(session, visit=message.visit_id, limit=200)
        return [(line.facts["step"], line.facts["person"]) for line in lines if line.kind == Kind.MessageChased]


def letters(house: House, message: Message) -> list[str | None]:
    """Return to whom a letter asks for the answer, those that were called off left out."""
    with house.node.reading() as session:
        found = notices_for(session, message.id, MESSAGE_REMINDER)
        return [each.employee_id for each in found if each.state != "dropped"]


def on_the_page_of(house: House, who: Person | str | None) -> list[str]:
    """Return the messages that somebody's own page shows."""
    with house.node.reading() as session:
        employee = who.employee_id if isinstance(who, Person) else who
        return [each.id for each in messages_to_answer(session, str(employee))]


def answers(house: House, message: Message, by: Person) -> None:
    with house.node.transaction() as session:
        answer_message(session, message.id, "Gladly", by, house.node.now())


@pytest.mark.parametrize(
    ("hours", "after"),
    [((2, 4, 8), [0, 2, 4, 8]), ((0, 0, 0), [0, 0, 0, 0]), ((0, 1, 2), [0, 0, 1, 2])],
)
def test_each_has_a_moment_after_the_one_before(hours: tuple[int, int, int], after: list[int], house: House) -> None:
    due = house.node.now()
    times = MessageFigures(*hours).times(due)
    assert list(times) == [Step.HOST, Step.DELEGATE, Step.DEPARTMENT, Step.RECEPTION]
    assert [(at - due) // timedelta(hours=1) for at in times.values()] == after
    assert list(times.values()) == sorted(set(times.values())), "a hair apart"


def test_it_goes_on_until_somebody_answers_each_asked_once(house: House, left: Message, clock: StandingClock) -> None:
    delegate, colleague = has_colleague(house, is_delegate=True), has_colleague(house, "林怡", "Yi Lin")
    host, receptionist = str(house.host.employee_id), str(house.receptionist.employee_id)
    seen: list[list[str | None]] = []
    second = timedelta(seconds=1)
    assert left.due_at is not None
    for hours in HOURS:
        clock.moves_to(left.due_at + timedelta(hours=hours) - second)
        duties_done(house.node)
        assert len(chased(house, left)) == len(seen[-1] if seen else []), "nobody before it is their turn"
        clock.passes(seconds=2)
        duties_done(house.node)
        duties_done(house.node)
        seen.append([who for _step, who in chased(house, left)])
    assert seen[0] == [host]
    assert seen[1] == [host, delegate.employee_id]
    assert seen[2] == [host, delegate.employee_id, colleague.employee_id]
    assert receptionist in seen[3]
    assert len(seen[3]) == len(set(seen[3])), "nobody twice"
    assert sorted(str(each) for each in letters(house, left)) == sorted(str(each) for each in seen[3])
    assert [step for step, _who in chased(house, left)][:3] == ["host", "delegate", "department"]
    assert all(on_the_page_of(house, who) == [left.id] for who in seen[3])


def test_who_was_asked_may_answer_and_then_nobody_is_asked_any_more(
    house: House, left: Message, clock: StandingClock
) -> None:
    delegate = has_colleague(house, is_delegate=True)
    with pytest.raises(NotAllowed):
        answers(house, left, delegate)
    clock.passes(hours=26, seconds=1)
    duties_done(house.node)
    answers(house, left, delegate)
    clock.passes(days=2)
    assert duties_done(house.node) == 0
    assert len(chased(house, left)) == 2
    assert on_the_page_of(house, delegate) == []
    assert letters(house, left) == [], "what had not gone out is called off"
    with house.node.reading() as session:
        lines = lines_about(session, visit=left.visit_id, limit=200)
    assert [line.facts["person"] for line in lines if line.kind == Kind.AskingEnded] == [], "who answers knows it"


def test_an_answer_in_time_reminds_nobody(house: House, left: Message, clock: StandingClock) -> None:
    answers(house, left, house.host)
    clock.passes(days=3)
    assert duties_done(house.node) == 0
    assert chased(house, left) == []


def test_where_there_is_nobody_the_next_is_asked_at_once(house: House, left: Message, clock: StandingClock) -> None:
    """The host has no delegate, and nobody else is of the department."""
    clock.passes(hours=26, seconds=1)
    duties_done(house.node)
    steps = chased(house, left)
    assert steps[:3] == [("host", house.host.employee_id), ("delegate", None), ("department", None)]
    assert steps[3][0] == "reception"
    assert steps[3][1] is not None


@pytest.mark.parametrize("how", ["away", "left"])
def test_a_host_who_is_not_here_is_not_waited_for(house: House, left: Message, clock: StandingClock, how: str) -> None:
    delegate = has_colleague(house, is_delegate=True)
    clock.passes(hours=24)
    with house.node.transaction() as session:
        host, today = session.get_one(Employee, house.host.employee_id), house.node.now()
        if how == "away":
            host.away_from, host.away_until = today.date() - timedelta(days=1), today.date() + timedelta(days=9)
        else:
            host.left_at = today
    clock.passes(seconds=1)
    duties_done(house.node)
    first = ("host", house.host.employee_id if how == "away" else None)
    assert chased(house, left) == [first, ("delegate", delegate.employee_id)]


def test_an_administrator_s_figures_hold_for_what_is_left_from_now_on(house: House, clock: StandingClock) -> None:
    with house.node.transaction() as session:
        grade = session.get_one(Grade, "D")
        grade.message_answer_hours, grade.message_delegate_hours = 1, 5
    visit_id = walks_in(house, OLA)
    with house.node.transaction() as session:
        leave_message(session, "word", visit_id, "Please call me", house.door, house.node.now())
        (message,) = messages_of(session, visit_id)
        due = [each.due_at for each in notices_for(session, message.id, MESSAGE_WAITS)]
    hours = [(at - house.node.now()) // timedelta(hours=1) for at in due if at]
    assert sorted(hours) == [1, 5, 6, 9]


def test_a_courier_that_dies_in_a_step_loses_and_doubles_nothing(
    house: House, left: Message, clock: StandingClock
) -> None:
    """Killed before the commit the step is still due; after it, the same step again does nothing."""
    clock.passes(hours=24, seconds=1)

    with house.node.reading() as session:
        due = select(Notice.id).where(Notice.topic == MESSAGE_WAITS, Notice.due_at <= house.node.now())
        notice = session.scalars(due).one()

    def dies() -> None:
        with house.node.transaction() as session:
            ask_for_answer(session, notice, house.node.now())
            raise InterruptedError

    with pytest.raises(InterruptedError):
        dies()
    assert (chased(house, left), letters(house, left)) == ([], [])
    for _time in range(2):
        with house.node.transaction() as session:
            ask_for_answer(session, notice, house.node.now())
    assert chased(house, left) == [("host", house.host.employee_id)]
    assert letters(house, left) == [house.host.employee_id]


def test_reception_is_everybody_who_may_sign_in_there(house: House, left: Message, clock: StandingClock) -> None:
    with house.node.transaction() as session:
        session.get_one(Account, house.receptionist.id).disabled_at = house.node.now()
    clock.passes(days=2)
    duties_done(house.node)
    asked = [who for step, who in chased(house, left) if step == "reception"]
    assert str(house.receptionist.employee_id) not in asked


def test_a_message_that_is_older_than_its_chain_gets_the_same_one(house: House, left: Message) -> None:
    """A house that is brought up to date loses nothing: what waited for an answer goes on, too."""

    def steps() -> list[tuple[Any, ...]]:
        with house.node.reading() as session:
            found = notices_for(session, left.id, MESSAGE_WAITS)
            return sorted((each.due_at, each.facts["step"], each.about, each.state, each.asked_at) for each in found)

    made = steps()
    assert len(made) == 4
    migration = import_module("shared.kernel.migrations.versions.0022_messages_go_on")
    with house.node.transaction() as session:
        session.execute(delete(Notice).where(Notice.topic == MESSAGE_WAITS))
        migration.ask_on_for_what_waits(session.connection())
    assert steps() == made
