"""The crowd: many screens, told in rounds."""

from collections.abc import Callable, Sequence

import pytest

from admin.live.crowd import Crowd
from admin.live.listeners import Listener, Listeners
from shared.access.rules import Sight
from shared.kernel.logbook import LogLine
from tests.live.lines import line

NOTHING = Sight(frozenset(), None, house=False)
GATE = Sight(frozenset({"one"}), None, house=False)
Told = list[tuple[list[str], list[int], int]]


def crowd_of(count: int, beside: Callable[[], None] = lambda: None) -> tuple[Crowd, Told]:
    """Return a crowd of so many boards and one host, and what they are told; `beside` happens with each message."""
    listeners, told = Listeners(), Told()
    for sid, sight in [*((f"g{n}", GATE) for n in range(count)), ("host", NOTHING)]:
        listener = Listener(sid, "sign-in", None, sight)
        listeners.add(listener)
        listeners.tell_after(listener, since=0)

    def send(sids: list[str], lines: Sequence[LogLine], last: int) -> None:
        beside()
        told.append((sids, [each.n for each in lines], last))

    return Crowd(listeners, send), told


def test_many_are_told_some_at_a_time_and_hosts_by_others() -> None:
    """Between two groups somebody else has a turn; nobody is told twice."""
    crowd, told = crowd_of(50)
    crowd.hear([line(1, "one", "ann"), line(2, "two", "ann")])
    crowd.tell()
    assert [len(sids) for sids, _, _ in told] == [20, 20, 10]
    assert {sid for sids, _, _ in told for sid in sids} == {f"g{n}" for n in range(50)}
    assert {(tuple(lines), last) for _, lines, last in told} == {((1,), 2)}
    crowd.tell()
    assert len(told) == 3


def test_what_happens_during_a_round_goes_together_with_the_next() -> None:
    """One message for each screen, however much has happened meanwhile."""
    more = [[line(3, "one", "ann")], [line(2, "one", "ann")]]
    crowd, told = crowd_of(30, lambda: crowd.hear(more.pop()) if more else None)
    crowd.hear([line(1, "one", "ann")])
    crowd.tell()
    crowd.tell()
    assert [(len(sids), lines, last) for sids, lines, last in told] == [
        (20, [1], 1),
        (10, [1], 1),
        (20, [2, 3], 3),
        (10, [2, 3], 3),
    ]


def test_a_round_that_fails_is_made_up_for() -> None:
    """What could not be told still waits, before what came later."""
    troubles = [OSError("gone")]

    def fails_once() -> None:
        if troubles:
            raise troubles.pop()

    crowd, told = crowd_of(1, fails_once)
    crowd.hear([line(1, "one", "ann")])
    with pytest.raises(OSError, match="gone"):
        crowd.tell()
    crowd.hear([line(2, "one", "ann")])
    crowd.tell()
    assert told == [(["g0"], [1, 2], 2)]
