"""Somebody is called to a kiosk, and the gate hears of it."""

import uuid

from shared.desk.help import ask_for_help
from shared.desk.outcomes import Called, Outcome
from shared.kernel.logbook import Kind, lines_after
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
