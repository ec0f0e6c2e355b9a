"""A house in which a journey takes place: both apps as whole processes, on ports of their own."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from shared.access.rules import Person
from shared.kernel.node import Node
from shared.kernel.settings import Settings
from tests.admin.pages import DESK, WALL, Office
from tests.apps import ADMIN, KIOSK, App, running, with_free_ports
from tests.house import House, furnish
from tests.journeys.people import Gate, Host, Kiosk
from tests.peers.smtp import MailPeer

UPRIGHT, LYING = (1080, 1920), (1280, 800)


@dataclass
class Place:
    """The whole house: its apps, its people, and a door to a browser for each."""

    house: House
    kiosk_app: App
    office_app: App
    browser: Browser
    stack: ExitStack

    @property
    def prints(self) -> Path:
        """Return where the virtual printer puts what it prints."""
        return self.kiosk_app.settings.data_dir / "prints"

    def kiosk(self, browser: Browser | None = None, size: tuple[int, int] = UPRIGHT, language: str = "en") -> Kiosk:
        """Stand before the kiosk's screen."""
        context = (browser or self.browser).new_context(
            viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce", bypass_csp=True
        )
        self.stack.callback(context.close)
        kiosk = Kiosk(context.new_page(), self.kiosk_app.url)
        kiosk.is_stood_before()
        kiosk.opens(f"/?lang={language}")
        return kiosk

    def host(self, who: Person | None = None, language: str = "en-GB") -> Host:
        """Sit down as a host (the house's, unless another is named)."""
        office = Office(self.office_app.url, self.house.node, self.browser)
        page = self.stack.enter_context(office.someone(who or self.house.host, DESK, locale=language))
        return Host(page, self.office_app.url)

    def gate(self, language: str = "en-GB") -> Gate:
        """Sit down as the guard."""
        office = Office(self.office_app.url, self.house.node, self.browser)
        page = self.stack.enter_context(office.someone(self.house.guard, WALL, locale=language))
        return Gate(page, self.office_app.url)


@pytest.fixture
def post() -> Iterator[MailPeer]:
    """A mail server that takes letters in."""
    peer = MailPeer()
    peer.start()
    yield peer
    peer.stop()


@pytest.fixture
def database_kind() -> str:
    """One node on one machine, as `make run` sets it up."""
    return "sqlite"


@pytest.fixture
def printers() -> tuple[str, ...]:
    """The kiosk's printers, the preferred one first."""
    return ("virtual:",)


@pytest.fixture
def place(settings: Settings, browser: Browser, printers: tuple[str, ...]) -> Iterator[Place]:
    """A furnished house with both apps running, on the true time."""
    served = with_free_ports(replace(settings, site="HQ", printers=printers))
    with ExitStack() as stack:
        node = Node.open(served)
        stack.callback(node.close)
        house = furnish(node)
        kiosk, office = stack.enter_context(running(served, KIOSK, ADMIN))
        yield Place(house, kiosk, office, browser, stack.enter_context(ExitStack()))
