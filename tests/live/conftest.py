"""A furnished house, and office processes that serve it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from shared.desk.week_preview import week_due
from shared.kernel.clock import SystemClock
from shared.kernel.node import Node
from shared.previews.models import WeekPreview
from shared.sites.queries import every_site
from tests.apps import ADMIN, App, running, with_free_ports
from tests.house import House, furnish

OpenOffice = Callable[[], App]


@pytest.fixture
def clock() -> SystemClock:
    """The machine's clock: other processes have no other."""
    return SystemClock()


@pytest.fixture
def house(node: Node) -> House:
    """A small company with two sites, whose coming week was sent: else the porter adds a line from Friday on."""
    made = furnish(node)
    with node.transaction() as rows:
        for site in every_site(rows):
            if monday := week_due(rows, site, node.now()):
                rows.add(WeekPreview(site_id=site.id, monday=monday, sent_at=node.now()))
    return made


@pytest.fixture
def open_office(house: House) -> Iterator[OpenOffice]:
    """Open office processes over the house, as many as one likes; they close with the test."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(running(with_free_ports(house.node.settings), ADMIN))[0]


@pytest.fixture
def office(open_office: OpenOffice) -> App:
    """One office process."""
    return open_office()
