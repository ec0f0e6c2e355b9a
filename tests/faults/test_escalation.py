"""The chain of who is asked, by couriers that are killed between any two steps and in the midst of them."""

import email
import random
import time
from collections import Counter
from collections.abc import Callable
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import select

from shared.desk.answer import answer
from shared.kernel.logbook import Kind, lines_about
from shared.kernel.node import Node
from shared.kernel.settings import Settings
from shared.notices.models import Notice
from shared.visits.rules import Answer
from tests.asking import chain, has_colleague, stay_of, walks_in
from tests.clock import MONDAY_AT_NINE
from tests.faults.couriers import TurnedClock, working
from tests.house import House, furnish

PATIENCE_S = 60.0
KILLS = 12

pytestmark = pytest.mark.fault


@pytest.fixture
def clock_file(tmp_path: Path) -> Path:
    """Where the time stands that all couriers read."""
    return tmp_path / "time"


@pytest.fixture
def turned(clock_file: Path) -> TurnedClock:
    """The clock that the test turns."""
    clock = TurnedClock(clock_file)
    clock.shows(MONDAY_AT_NINE)
    return clock


@pytest.fixture
def house(settings: Settings, turned: TurnedClock) -> House:
    """A company whose host has a delegate and a department."""
    house = furnish(Node.open(settings, turned))
    has_colleague(house, is_delegate=True)
    return house


def letters(settings: Settings) -> Counter[str]:
    """Return how many letters each person has got."""
    files = (settings.data_dir / "mail").glob("*.eml")
    return Counter(email.message_from_bytes(file.read_bytes(), policy=default)["To"] for file in files)


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait until the couriers have come so far."""
    give_up_at = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < give_up_at, "the couriers do not come so far"
        time.sleep(0.02)


def is_idle(house: House) -> bool:
    """Say whether nothing is due now, nor in anybody's hand."""
    with house.node.reading() as session:
        due = select(Notice.id).where(Notice.due_at <= house.node.now())
        return session.scalars(due.limit(1)).first() is None


def assert_everybody_was_told_once(house: House, settings: Settings, visit_id: str) -> None:
    """Each who was asked has one letter: none lost, none twice, whoever was killed meanwhile."""
    asked = chain(house, visit_id)
    people = [person for _step, person in asked if person]
    assert len(people) == len(set(people)), "nobody is asked twice"
    assert len(asked) == len(set(asked))
    got = letters(settings)
    assert sum(got.values()) == len(people)
    assert set(got.values()) == {1}


def told_by_letter(house: House, visit_id: str) -> list[str]:
    with house.node.reading() as session:
        lines = lines_about(session, visit=visit_id)
        return [line.facts["person"] for line in lines if line.kind == Kind.HostTold]


def test_killed_between_any_two_steps_each_is_told_once(
    house: House, settings: Settings, turned: TurnedClock, clock_file: Path
) -> None:
    visit_id = walks_in(house)
    for step, seconds in (("host", 0), ("delegate", 60), ("department", 120), ("reception", 120)):
        turned.passes(seconds=seconds)
        with working(settings, clock_file):
            wait_until(lambda: is_idle(house))
        assert chain(house, visit_id)[-1][0] == step
    turned.passes(minutes=5)
    with working(settings, clock_file):
        wait_until(lambda: is_idle(house))
    assert_everybody_was_told_once(house, settings, visit_id)
    people = [person for _step, person in chain(house, visit_id) if person]
    assert sorted(told_by_letter(house, visit_id)) == sorted(people)
    with house.node.reading() as session:
        assert [line.kind for line in lines_about(session, visit=visit_id)].count(Kind.WaitedTooLong) == 1


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_killed_in_the_midst_of_steps_nobody_is_told_twice(
    house: House, settings: Settings, turned: TurnedClock, clock_file: Path
) -> None:
    """A lease of a minute runs out before another courier tries the same letter; the folder has it once."""
    visit_id, chance = walks_in(house), random.Random(4)
    with working(settings, clock_file):
        wait_until(lambda: is_idle(house))
    for _ in range(KILLS):
        with working(settings, clock_file):
            turned.passes(seconds=30)
            time.sleep(chance.uniform(0, 0.15))  # the moment of the kill, in the midst of whatever they do
    turned.passes(seconds=90)
    with working(settings, clock_file):
        wait_until(lambda: is_idle(house))
    assert [step for step, _ in chain(house, visit_id)][-1] == "reception"
    assert_everybody_was_told_once(house, settings, visit_id)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_an_answer_stops_the_chain_whoever_is_killed(
    house: House, settings: Settings, turned: TurnedClock, clock_file: Path
) -> None:
    visit_id = walks_in(house)
    turned.passes(seconds=60)
    with working(settings, clock_file), house.node.transaction() as session:
        answer(session, visit_id, Answer.COMING, house.host, house.node.now())
    asked = len(chain(house, visit_id))
    turned.passes(minutes=10)
    with working(settings, clock_file):
        wait_until(lambda: is_idle(house))
    assert len(chain(house, visit_id)) == asked <= 2
    assert stay_of(house, visit_id).answer == Answer.COMING
    assert set(letters(settings).values()) <= {1}
