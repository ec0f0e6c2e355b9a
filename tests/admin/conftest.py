"""A furnished house, its office, and people at their browsers."""

from collections.abc import Callable

import pytest
from apiflask import APIFlask

from admin import create_admin
from shared.access.rules import Person
from shared.kernel.node import Node
from shared.kernel.settings import Settings
from tests.admin.clerk import Clerk
from tests.house import House, furnish


@pytest.fixture
def database_kind(request: pytest.FixtureRequest) -> str:
    """Pages do nothing of their own to a database, the heart's tests run on both kinds; a file may ask for `BOTH`."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def house(node: Node) -> House:
    """A small company with two sites."""
    return furnish(node)


@pytest.fixture
def office(settings: Settings, node: Node) -> APIFlask:
    """The office app as it is served, forgery protection included."""
    app = create_admin(settings, node)
    app.testing = True
    return app


@pytest.fixture
def clerk(office: APIFlask, house: House) -> Callable[..., Clerk]:
    """Sit somebody at a browser: `clerk(house.receptionist)`; `clerk(None)` is signed out."""

    def sit(who: Person | None, language: str = "en") -> Clerk:
        return Clerk(office, house.node, who, language)

    return sit
