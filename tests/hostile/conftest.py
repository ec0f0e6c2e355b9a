"""The office and the kiosk over one house, asked in this process."""

from collections.abc import Callable

import pytest
from flask import Flask

from admin import create_admin
from kiosk import create_kiosk
from shared.access.rules import Person
from shared.kernel.settings import Settings
from tests.admin.clerk import Clerk
from tests.house import House


@pytest.fixture
def clerk(settings: Settings, house: House) -> Callable[..., Clerk]:
    """Sit somebody at a browser in the office."""
    office = create_admin(settings, house.node)

    def sit(who: Person | None, language: str = "en") -> Clerk:
        return Clerk(office, house.node, who, language)

    return sit


@pytest.fixture
def kiosk(settings: Settings, house: House) -> Flask:
    """The kiosk; no badge is drawn, no printer is there."""
    return create_kiosk(
        settings,
        house.node,
        door=house.door,
        badge_picture=lambda *_: None,
        printer_states=lambda: {"virtual:": "ready"},
        news_wait_s=0.1,
    )
