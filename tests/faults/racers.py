"""Processes that scan the same passes at the same moments, each with a node of its own over one database."""

import multiprocessing
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier

from shared.desk.arrive import Scan, arrive
from shared.desk.outcomes import Door, Outcome
from shared.kernel.node import Node
from shared.kernel.settings import Settings
from tests.clock import StandingClock

_START_S = 30.0
_PROCESSES = multiprocessing.get_context("spawn")


@dataclass(frozen=True)
class Answer:
    """What one process was told, and when it asked and heard, in seconds of the clock that all processes share."""

    outcome: Outcome
    asked_at: float
    heard_at: float

    def overlaps(self, other: "Answer") -> bool:
        """Say whether the two were at the door at once."""
        return self.asked_at < other.heard_at and other.asked_at < self.heard_at


def race(settings: Settings, station_scans: Sequence[tuple[str, Sequence[Scan]]], site: str) -> list[list[Answer]]:
    """Let a process a station scan its list, all starting on each place of it together; return their answers."""
    start = _PROCESSES.Barrier(len(station_scans))
    with ExitStack() as stack:
        lines = []
        for station, scans in station_scans:
            ours, theirs = _PROCESSES.Pipe(duplex=False)
            racer = _PROCESSES.Process(target=_run, args=(settings, site, station, scans, start, theirs))
            racer.start()
            theirs.close()  # so that a racer that dies is the end of its line, and not a silence
            stack.callback(racer.join)
            lines.append(ours)
        return [line.recv() for line in lines]


def _run(
    settings: Settings, site: str, station: str, scans: Sequence[Scan], start: Barrier, answers: Connection
) -> None:
    node = Node.open(settings, StandingClock())
    door = Door(site, station, node.keys.passes)
    heard = []
    try:
        for scan in scans:
            start.wait(_START_S)
            heard.append(_scan(node, door, scan))
        answers.send(heard)
    except Exception:
        start.abort()  # nobody should wait for one who has stumbled
        raise
    finally:
        node.close()


def _scan(node: Node, door: Door, scan: Scan) -> Answer:
    asked_at = time.monotonic()
    with node.transaction() as session:
        outcome = arrive(session, scan, door, node.now())
    return Answer(outcome, asked_at, time.monotonic())
