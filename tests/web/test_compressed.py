"""What goes out compressed, and what must not."""

import gzip
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk import create_kiosk
from shared.kernel.settings import Settings
from tests.house import House

ROWS = {"Accept-Encoding": "gzip, br"}


@pytest.fixture
def database_kind() -> str:
    """Files need no database; the kiosk around them does."""
    return "sqlite"


@pytest.fixture
def app(house: House, settings: Settings) -> Flask:
    """A kiosk that draws no badges."""
    return create_kiosk(
        settings, house.node, door=house.door, badge_picture=lambda _rows, _badge: None, printer_states=dict
    )


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser."""
    return app.test_client()


@pytest.mark.parametrize("path", ["css/kiosk.css", "js/kiosk/kiosk.js", "icons/tabler.svg", "keyboard/zh-CN.json"])
def test_static_text_is_small_and_whole(client: FlaskClient, path: str) -> None:
    small, plain = client.get(f"/static/{path}", headers=ROWS), client.get(f"/static/{path}")
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in small.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert gzip.decompress(small.data) == plain.data
    assert len(small.data) < len(plain.data) * 0.6
    assert int(small.headers["Content-Length"]) == len(small.data)


def test_what_a_browser_has_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/static/css/kiosk.css", headers=ROWS)
    again = client.get("/static/css/kiosk.css", headers=ROWS | {"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_pages_fonts_and_pictures_are_sent_as_they_are(client: FlaskClient) -> None:
    """A page holds a visitor's secrets, and its compressed length could tell them; fonts are small already."""
    font = "vendor/atkinson-hyperlegible-next/5.3.0/files/atkinson-hyperlegible-next-latin-wght-normal.woff2"
    for path in ("/", "/help", f"/static/{font}"):
        assert "Content-Encoding" not in client.get(path, headers=ROWS).headers


def test_the_kiosk_s_style_is_one_sheet_small_and_whole(client: FlaskClient) -> None:
    """A browser paints once it has all of it: so there is one, and it loads only what is there."""
    page = client.get("/").text
    (address,) = re.findall(r'<link [^>]*rel="stylesheet" href="([^"]+)"', page)
    small, plain = client.get(address, headers=ROWS), client.get(address)
    assert gzip.decompress(small.data) == plain.data
    assert len(small.data) < 20_000
    assert "immutable" in plain.headers["Cache-Control"]
    for words in ("--pine: #0d3a32", "@media (orientation: landscape) {", ".truth"):
        assert words in plain.text
    for file in re.findall(r'url\("\.\./(static/[^"]+)"\)', plain.text):
        assert client.get(f"/{file}").status_code == 200
    assert plain.text.count("{") == plain.text.count("}")
