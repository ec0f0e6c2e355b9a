"""A furnished house, its office app, and programs that use it."""

from collections.abc import Callable

import pytest
from flask import Flask

from admin import create_admin
from shared.access.rules import Role
from shared.kernel.node import Node
from tests.api.program import Program
from tests.house import House, furnish

MakeProgram = Callable[..., Program]


@pytest.fixture
def house(node: Node) -> House:
    """A small company with two sites."""
    return furnish(node)


@pytest.fixture
def office(house: House) -> Flask:
    """The office app as it is served."""
    return create_admin(house.node.settings, house.node)


@pytest.fixture
def program(office: Flask, house: House) -> MakeProgram:
    """Give a role a program: `program(Role.ADMIN)` for all sites, `program(Role.GATE, house.site)` for one."""

    def make(role: Role | None, site: str | None = None) -> Program:
        return Program(office, house, role, site)

    return make
