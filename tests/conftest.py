"""What every test can ask for: a fresh migrated database of each kind, a node, a clock, a browser."""

import gc
import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from shared.kernel.database import Database
from shared.kernel.migrating import migrate
from shared.kernel.node import Node
from shared.kernel.settings import Address, Settings
from tests import network, postgres, statements, steady, templates
from tests.clock import StandingClock
from tests.house import House, furnish
from tests.memory import memory
from tests.postgres import NoPostgres, Postgres

OUTPUT = Path(__file__).resolve().parent.parent / "test-output"
CHROMIUM = "/usr/bin/chromium"
# Root can't use Chromium's sandbox; the rest keeps it from calling home.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 60_000
"""How long a page is waited for: a machine may have much else to do, and what is there is not waited for at all."""
TEMPLATE, FURNISHED = "usher_template", "usher_furnished"
# What a shell may say and the apps that tests start must not hear: without compiled files each start takes longer.
_NOT_FOR_APPS = ("DEMO", "PYTHONDONTWRITEBYTECODE")
_numbers = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take long: whoever is done first then finds short ones left to share."""
    long = {item.path for item in items for mark in ("slow", "browser") if item.get_closest_marker(mark)}
    items.sort(key=lambda item: item.path not in long)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: it is not looked through for garbage again and again."""
    gc.freeze()
    gc.enable()
    gc.set_threshold(20_000, 20, 20)


def pytest_configure() -> None:
    """Close the network, keep what is the same for every test, and forget the settings of whoever runs the tests."""
    gc.disable()  # until all is loaded
    if folder := memory():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(folder))  # pytest's own word for where `tmp_path` begins
    network.close()
    expect.set_options(timeout=PATIENCE_MS)
    statements.keep()
    templates.keep()
    steady.wait_for_whole_pages(PATIENCE_MS)
    for name in [name for name in os.environ if name.startswith("USHER_") or name in _NOT_FOR_APPS]:
        del os.environ[name]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Open the network to the tests that are marked for it."""
    with ExitStack() as stack:
        if item.get_closest_marker("network"):
            stack.enter_context(network.opened())
        return (yield)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgres]:
    """A PostgreSQL server of this session's own, with a migrated database to copy."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(postgres.running())
        except NoPostgres as reason:
            pytest.skip(f"no PostgreSQL: {reason}")
        _migrate(server.create(TEMPLATE))
        yield server


@pytest.fixture(scope="session")
def furnished_postgresql(postgresql: Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a migrated PostgreSQL database to copy, with the small company in it."""
    _furnish(tmp_path_factory.mktemp("furnished"), postgresql.create(FURNISHED, TEMPLATE))
    return FURNISHED


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    file = tmp_path_factory.mktemp("template") / "usher.db"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def furnished_sqlite(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy, with the small company in it."""
    folder = tmp_path_factory.mktemp("furnished")
    file = Path(shutil.copy(migrated_sqlite, folder))
    _furnish(folder, f"sqlite:///{file}")
    return file


def _furnish(folder: Path, url: str) -> None:
    node = Node.open(settings_in(folder, url), StandingClock())
    furnish(node)
    node.close()


def _migrate(url: str) -> None:
    database = Database(url)
    migrate(database)
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Either kind in turn. To test on one only: parametrize `database_kind` with it, indirect=True."""
    return str(request.param)


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """An empty data folder."""
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture
def is_furnished(request: pytest.FixtureRequest) -> bool:
    """Whether the test's database has the small company in it from the start, moved in when tests' clocks stand."""
    wants_a_house = {"house", "node"} <= set(request.fixturenames)
    return wants_a_house and isinstance(request.getfixturevalue("clock"), StandingClock)


@pytest.fixture
def database_url(
    database_kind: str, is_furnished: bool, request: pytest.FixtureRequest, data_dir: Path
) -> Iterator[str]:
    """The address of a fresh migrated database, for processes that a test starts itself."""
    if database_kind == "sqlite":
        template = "furnished_sqlite" if is_furnished else "migrated_sqlite"
        shutil.copyfile(request.getfixturevalue(template), data_dir / "usher.db")
        yield f"sqlite:///{data_dir / 'usher.db'}"
        return
    server: Postgres = request.getfixturevalue("postgresql")
    name = f"usher_{next(_numbers)}"
    yield server.create(name, request.getfixturevalue("furnished_postgresql") if is_furnished else TEMPLATE)
    server.drop(name)


@pytest.fixture
def settings(data_dir: Path, database_url: str) -> Settings:
    """Settings of one small company."""
    return settings_in(data_dir, database_url)


@pytest.fixture(scope="module")
def standing_settings(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of one small company for all tests of a file, over a migrated SQLite file."""
    folder = tmp_path_factory.mktemp("standing")
    return settings_in(folder, f"sqlite:///{shutil.copy(migrated_sqlite, folder / 'usher.db')}")


def settings_in(data_dir: Path, database_url: str) -> Settings:
    """Return the settings of a small company with a virtual printer; the ports are never listened on."""
    return Settings(
        data_dir=data_dir,
        database_url=database_url,
        kiosk_bind=Address("127.0.0.1", 8001),
        admin_bind=Address("127.0.0.1", 8002),
        public_url="http://127.0.0.1:8002",
        trusted_proxies=(),
        printers=("virtual:",),
        scanner=None,
        site=None,
        station="lobby",
        smtp_url=None,
        secret_key_file=data_dir / "secret.key",
        demo=False,
    )


@pytest.fixture
def clock() -> StandingClock:
    """A clock that stands at nine on Monday, 23 November 2026, in Shanghai."""
    return StandingClock()


@pytest.fixture
def node(settings: Settings, clock: StandingClock) -> Iterator[Node]:
    """A node over a fresh migrated database. Its bell hears this process only, unless started."""
    opened = Node.open(settings, clock)
    yield opened
    opened.close()


@pytest.fixture
def database(node: Node) -> Database:
    """The node's database."""
    return node.database


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium. Open a context a person: `browser.new_context(locale="zh-CN")`."""
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium: tests in a real browser need Debian's package chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """Where pictures of pages are kept for people to look at; git ignores it."""
    folder = OUTPUT / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def house(node: Node) -> House:
    """The node with a small company in it."""
    return furnish(node)
