"""A visit's life with many hosts, kiosks and gates acting at once: `tests/desk/life.py` says what they do."""

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase
from hypothesis.stateful import run_state_machine_as_test

from shared.kernel.node import Node
from shared.kernel.settings import Settings
from tests.clock import StandingClock
from tests.conftest import TEMPLATE
from tests.desk.life import Life, OpenNode


@pytest.fixture
def open_node(database_kind: str, request: pytest.FixtureRequest, settings: Settings) -> Iterator[OpenNode]:
    """What opens a node of its own over a fresh migrated database, again and again."""
    made = itertools.count(1)

    def on_sqlite() -> tuple[Node, StandingClock]:
        file = settings.data_dir / f"life_{next(made)}.db"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), file)
        return opened(f"sqlite:///{file}")

    def on_postgresql() -> tuple[Node, StandingClock]:
        server, name = request.getfixturevalue("postgresql"), f"life_{os.getpid()}_{next(made)}"
        stack.callback(server.drop, name)
        return opened(server.create(name, TEMPLATE))

    def opened(url: str) -> tuple[Node, StandingClock]:
        clock = StandingClock()
        return Node.open(replace(settings, database_url=url), clock), clock

    with ExitStack() as stack:
        yield on_sqlite if database_kind == "sqlite" else on_postgresql


@pytest.mark.slow
def test_a_visits_life_keeps_its_promises_whatever_everybody_does_at_once(
    open_node: OpenNode, database_kind: str
) -> None:
    """The same lives each time, so that a failure can be looked at; change the seed to see others."""
    life = type("ALife", (Life,), {"make": staticmethod(open_node)})
    run_state_machine_as_test(
        life,
        settings=hypothesis.settings(
            max_examples=16 if database_kind == "sqlite" else 5,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],  # who races is never exactly the same again: making it smaller takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
