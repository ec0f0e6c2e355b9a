"""A furnished house, and office processes that serve it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from shared.kernel.clock import SystemClock
from shared.kernel.node import Node
from tests.apps import ADMIN, App, running, with_free_ports
from tests.house import House, furnish

OpenOffice = Callable[[], App]


@pytest.fixture
def clock() -> SystemClock:
    """The machine's clock: other processes have no other."""
    return SystemClock()


@pytest.fixture
def house(node: Node) -> House:
    """A small company with two sites."""
    return furnish(node)


@pytest.fixture
def open_office(house: House) -> Iterator[OpenOffice]:
    """Open office processes over the house, as many as one likes; they close with the test."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(running(with_free_ports(house.node.settings), ADMIN))[0]


@pytest.fixture
def office(open_office: OpenOffice) -> App:
    """One office process."""
    return open_office()
