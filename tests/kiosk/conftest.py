"""A lobby to ask by HTTP, and the same lobby on a real screen."""

import threading
from collections.abc import Iterator
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from kiosk import create_kiosk
from kiosk.scans import Scans
from shared.kernel.settings import Settings
from tests.hardware.badges import badge_picture
from tests.house import OLA, WANG, House
from tests.kiosk.lobby import Lobby

NEWS_WAIT_S = 2.0
AT_ONCE_S = 30.0
"""Far less than the long wait, and enough for a machine that has much else to do."""
LONG_WAIT = pytest.mark.parametrize("news_wait_s", [3 * AT_ONCE_S])


@pytest.fixture
def database_kind() -> str:
    """The lobby's own database: what the desk does on PostgreSQL is tested at the desk."""
    return "sqlite"


@pytest.fixture
def printers() -> dict[str, str]:
    """What the printers say; a test may change it."""
    return {"virtual": "ready"}


@pytest.fixture
def serial_scans() -> Scans | None:
    """What a scanner at a serial port reads; most kiosks have none."""
    return None


@pytest.fixture
def news_wait_s() -> float:
    """How long a screen waits for news; to show that one hears at once, let it wait long: `LONG_WAIT`."""
    return NEWS_WAIT_S


@pytest.fixture
def app(
    house: House, settings: Settings, printers: dict[str, str], serial_scans: Scans | None, news_wait_s: float
) -> Flask:
    """The kiosk over a small company's house. No spooler runs: prints wait."""
    return create_kiosk(
        settings,
        house.node,
        door=house.door,
        badge_picture=partial(badge_picture, house.node.keys.passes),
        printer_states=lambda: printers,
        serial_scans=serial_scans,
        news_wait_s=news_wait_s,
    )


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A program that asks the kiosk."""
    return app.test_client()


@pytest.fixture
def lobby(house: House, client: FlaskClient) -> Lobby:
    """A program that asks the kiosk, with the house behind it."""
    return Lobby(house, client)


@pytest.fixture
def url(app: Flask) -> Iterator[str]:
    """The kiosk on a real port, for a browser."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, name="kiosk server")
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(10)
    server.server_close()


@pytest.fixture
def pair(house: House) -> tuple[str, str]:
    """The passes of 王晓琳 and of Ola Nordmann, who come each on their own."""
    return house.pass_of(house.booked(house.wish(WANG))), house.pass_of(house.booked(house.wish(OLA)))
