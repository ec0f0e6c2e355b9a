"""The namespace `/live` of a real office process, with real Socket.IO clients."""

import shutil
import threading
from collections.abc import Iterator

import pytest

from shared.access.rules import Role
from shared.kernel.logbook import About
from shared.kernel.node import Node
from tests.apps import ADMIN, App, running, with_free_ports
from tests.conftest import TEMPLATE, settings_in
from tests.house import House
from tests.live.conftest import OpenOffice, move_in
from tests.live.lines import at_first_site, newest, write
from tests.live.screens import Screen, token

MANY = 1_500  # several pages of what was missed
SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Either kind in turn, for all tests that look at both."""
    return str(request.param)


@pytest.fixture(scope="module")
def standing_house(
    database_kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """The small company, in which nothing happens but what the tests write: each begins at the newest line."""
    folder = tmp_path_factory.mktemp("standing")
    if database_kind == "sqlite":
        url = f"sqlite:///{shutil.copy(request.getfixturevalue('migrated_sqlite'), folder / 'usher.db')}"
    else:
        url = request.getfixturevalue("postgresql").create("usher_sockets", TEMPLATE)
    node = Node.open(with_free_ports(settings_in(folder, url)))
    yield move_in(node)
    node.close()


@pytest.fixture
def house(standing_house: House) -> House:
    """The small company."""
    return standing_house


@pytest.fixture(scope="module")
def office(standing_house: House) -> Iterator[App]:
    """One office process for all tests."""
    with running(standing_house.node.settings, ADMIN) as (app,):
        yield app


def test_after_a_drop_comes_exactly_what_was_missed(house: House, office: App) -> None:
    """Each line once, in order, none for other eyes, whatever happens meanwhile."""
    key = token(house.node, Role.GATE, house.site)
    here, elsewhere = About(house.site), About(house.other_site)
    first = Screen(office.url, {"token": key, "after": newest(house)})
    before = write(house, here, elsewhere, here)
    first.hears(before[-1])
    first.drops()
    read_up_to = first.messages[-1]["last"]
    missed = write(house, elsewhere, here, here, elsewhere)
    second = Screen(office.url, {"token": key, "after": read_up_to})
    after = write(house, here)
    assert first.numbers == [before[0], before[2]]
    assert second.hears(after[0]) == [missed[1], missed[2], after[0]]


def test_a_long_absence_is_made_up_for_while_new_lines_come(house: House, office: App) -> None:
    """Pages of missed lines and lines that are written meanwhile: none lost, none doubled, all in order."""
    key = token(house.node, Role.ADMIN)
    begin = newest(house)
    for _ in range(3):
        write(house, *at_first_site(house, MANY // 3))
    others = [threading.Thread(target=write, args=(house, About(house.site))) for _ in range(40)]
    for other in others[:20]:
        other.start()
    screen = Screen(office.url, {"token": key, "after": begin})
    for other in others[20:]:
        other.start()
    for other in others:
        other.join()
    last = newest(house)
    assert screen.hears(last) == list(range(begin + 1, last + 1))


def test_who_names_no_line_begins_now_and_learns_where_that_is(house: House, office: App) -> None:
    """So that it can read on from there after its first drop, even if nothing came before."""
    screen = Screen(office.url, {"token": token(house.node, Role.GATE, house.site)})
    assert screen.hears_messages(1)[0] == {"items": [], "last": newest(house)}
    n = write(house, About(house.site))[0]
    assert screen.hears(n) == [n]


def test_a_number_beyond_the_logbook_loses_nothing(house: House, office: App) -> None:
    """As after a database was restored: what is written from now on is told."""
    screen = Screen(office.url, {"token": token(house.node, Role.ADMIN), "after": newest(house) + 1_000_000})
    other = Screen(office.url, {"token": token(house.node, Role.ADMIN)})
    other.hears_messages(1)
    n = write(house, About(house.site))[0]
    other.hears(n)
    assert screen.hears(n)[-1] == n


def test_two_office_processes_tell_the_same_and_a_screen_may_change_between_them(
    house: House, office: App, open_office: OpenOffice
) -> None:
    """Each follows the logbook by itself; neither wrote these lines."""
    one, two = office, open_office()
    key = token(house.node, Role.GATE, house.site)
    begin = newest(house)
    screens = [Screen(each.url, {"token": key, "after": begin}) for each in (one, two)]
    written = write(house, *at_first_site(house, 3))
    for screen in screens:
        assert screen.hears(written[-1]) == written
    screens[0].drops()
    later = write(house, *at_first_site(house, 2))
    moved = Screen(two.url, {"token": key, "after": screens[0].messages[-1]["last"]})
    assert moved.hears(later[-1]) == later
    assert screens[1].hears(later[-1]) == written + later


@SQLITE
def test_polling_of_socketio_works_with_a_token(house: House, office: App) -> None:
    """A plain client begins so, before it tries a WebSocket."""
    begin = newest(house)
    screen = Screen(office.url, {"token": token(house.node, Role.GATE), "after": begin}, transport="polling")
    n = write(house, About(house.site))[0]
    assert screen.hears(n)[-1] == n


@SQLITE
def test_what_a_client_sends_changes_nothing_and_reaches_nobody(house: House, office: App) -> None:
    """News go outward only: orders come by HTTP."""
    key = token(house.node, Role.ADMIN)
    listener, chatterer = Screen(office.url, {"token": key}), Screen(office.url, {"token": key})
    listener.hears_messages(1)
    begin = newest(house)
    chatterer.says("news", {"items": [{"n": 1}], "last": 1})
    chatterer.says("join", "everything")
    n = write(house, About(house.site))[0]
    assert chatterer.hears(n) == [n]
    assert (listener.hears(n), listener.messages[1:]) == ([n], [{"items": listener.told, "last": n}])
    assert (newest(house), n) == (begin + 1, begin + 1)
