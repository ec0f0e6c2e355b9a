"""A furnished house, and office processes that serve it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from shared.desk.week_preview import week_due
from shared.kernel.clock import SystemClock
from shared.kernel.node import Node
from shared.kernel.settings import Settings
from shared.previews.models import WeekPreview
from shared.sites.queries import every_site
from tests.apps import ADMIN, App, running, with_free_ports
from tests.house import House, furnish
from tests.standing import Standing, standing_office

OpenOffice = Callable[[], App]


@pytest.fixture
def clock() -> SystemClock:
    """The machine's clock: other processes have no other."""
    return SystemClock()


@pytest.fixture
def house(node: Node) -> House:
    """A small company with two sites."""
    return move_in(node)


def move_in(node: Node) -> House:
    """Let the small company move in; its coming week was sent: else the porter adds a line from Friday on."""
    made = furnish(node)
    with node.transaction() as rows:
        for site in every_site(rows):
            if monday := week_due(rows, site, node.now()):
                rows.add(WeekPreview(site_id=site.id, monday=monday, sent_at=node.now()))
    return made


@pytest.fixture(scope="module")
def standing(standing_settings: Settings) -> Iterator[Standing]:
    """One office process for all tests of a file that ask for it, over SQLite."""
    with standing_office(standing_settings, move_in) as opened:
        yield opened


@pytest.fixture
def open_office(house: House) -> Iterator[OpenOffice]:
    """Open office processes over the house, as many as one likes; they close with the test."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(running(with_free_ports(house.node.settings), ADMIN))[0]


@pytest.fixture
def office(open_office: OpenOffice) -> App:
    """One office process."""
    return open_office()
