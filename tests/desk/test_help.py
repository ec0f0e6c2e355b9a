"""Somebody is called to a kiosk, and the gate hears of it."""

import uuid

import pytest

from shared.desk.help import HELP_UNANSWERED, ask_for_help
from shared.desk.noted import take_note
from shared.desk.outcomes import Called, Outcome
from shared.kernel.logbook import Kind, lines_after
from shared.notices.models import Notice
from shared.sites.models import Site
from tests.asking import duties_done
from tests.clock import StandingClock
from tests.house import House


def calls(house: House) -> list[str | None]:
    """Return the stations from which somebody was called."""
    with house.node.reading() as session:
        return [line.by for line in lines_after(session, 0) if line.kind == Kind.HelpAsked]


def called(house: House, tap: str | None = None) -> Outcome:
    with house.node.transaction() as session:
        return ask_for_help(session, tap or str(uuid.uuid4()), house.door, house.node.now())


def test_a_call_stands_in_the_logbook_once(house: House) -> None:
    tap = str(uuid.uuid4())
    assert [called(house, tap), called(house, tap)] == [Called(), Called()]
    assert calls(house) == ["lobby"]


def test_a_child_at_the_button_calls_once_in_half_a_minute(house: House, clock: StandingClock) -> None:
    for _ in range(5):
        called(house)
    assert calls(house) == ["lobby"]
    clock.passes(seconds=31)
    called(house)
    assert calls(house) == ["lobby", "lobby"]


def written_to(house: House) -> int:
    """Return how many letters say that nobody has come."""
    with house.node.reading() as session:
        return session.query(Notice).filter(Notice.topic == HELP_UNANSWERED).count()


def unanswered(house: House) -> list[dict[str, object]]:
    with house.node.reading() as session:
        return [line.facts for line in lines_after(session, 0) if line.kind == Kind.HelpUnanswered]


def test_a_call_that_nobody_notes_goes_to_people_once(house: House, clock: StandingClock) -> None:
    """After five knocks at a silent board, however often the visitor pressed meanwhile."""
    for _ in range(4):
        called(house)
        clock.passes(seconds=35)
        duties_done(house.node)
    assert written_to(house) == 0
    clock.passes(seconds=10)
    for _ in range(3):
        duties_done(house.node)
    people = written_to(house)
    assert people > 0
    assert unanswered(house) == [{"station": "lobby", "people": people}]
    called(house)  # still nobody
    clock.passes(seconds=150)
    duties_done(house.node)
    assert written_to(house) == 2 * people


@pytest.mark.parametrize("seconds", [1, 149])
def test_a_call_that_somebody_notes_goes_no_further(house: House, clock: StandingClock, seconds: int) -> None:
    called(house)
    clock.passes(seconds=seconds)
    with house.node.transaction() as session:
        (number,) = (line.n for line in lines_after(session, 0) if line.kind == Kind.HelpAsked)
        take_note(session, number, house.guard, house.node.now())
    clock.passes(minutes=10)
    duties_done(house.node)
    assert (written_to(house), unanswered(house)) == (0, [])


def test_how_long_a_call_waits_is_the_site_s_own(house: House, clock: StandingClock) -> None:
    with house.node.transaction() as session:
        session.get_one(Site, house.site).help_unanswered_s = 40
    called(house)
    clock.passes(seconds=40)
    duties_done(house.node)
    assert written_to(house) > 0
