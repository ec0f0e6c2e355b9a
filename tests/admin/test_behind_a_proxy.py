"""The office behind a proxy that speaks TLS for it: Secure cookies, forms that go through, tries counted by address."""

import re
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from admin import create_admin
from shared.access.actions import make_link
from shared.access.models import Account, Attempt
from shared.access.queries import hash_of
from shared.access.rules import Person
from shared.kernel.node import Node
from shared.kernel.settings import Settings
from shared.web.proxies import TrustedProxies
from tests.house import House

PUBLIC, PROXY, STRANGER = "https://usher.example.com", "10.0.0.5", "203.0.113.9"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
SAYS_ALL = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "usher.example.com", "X-Forwarded-For": STRANGER}


@pytest.fixture
def office(settings: Settings, node: Node) -> FlaskClient:
    """A browser of the office as it is served behind the proxy."""
    behind = replace(settings, public_url=PUBLIC, trusted_proxies=(PROXY,))
    app = create_admin(behind, replace(node, settings=behind))
    app.wsgi_app = TrustedProxies(app.wsgi_app, behind.trusted_proxies)  # type: ignore[method-assign]
    return app.test_client(use_cookies=False)


def link_for(house: House, who: Person) -> str:
    """Make a sign-in link."""
    with house.node.transaction() as session:
        return make_link(session, session.get_one(Account, who.id), house.node.now(), "a test")


def press(office: FlaskClient, secret: str, said: dict[str, str], host: str, origin: str) -> Any:
    """Open the link's page through the proxy and press its button."""
    through: dict[str, Any] = {"base_url": f"http://{host}", "environ_base": {"REMOTE_ADDR": PROXY}}
    page = office.get(f"/links/{secret}", headers=said, **through)
    found = TOKEN.search(page.text)
    assert found is not None
    # The browser holds a Secure cookie, since it came by TLS; the test's client sees only the proxy's plain side.
    cookie = page.headers["Set-Cookie"]
    assert "Secure" in cookie
    sent = said | {"Cookie": cookie.split(";")[0], "Origin": origin, "Referer": f"{origin}/links/x"}
    return office.post(f"/links/{secret}", data={"csrf_token": found[1]}, headers=sent, **through)


@pytest.mark.parametrize(
    ("said", "host"),
    [
        (SAYS_ALL, "127.0.0.1:8002"),
        ({"X-Forwarded-Proto": "https"}, "usher.example.com"),
        ({"X-Forwarded-Proto": "https"}, "127.0.0.1:8002"),
        ({}, "usher.example.com"),
        ({}, "127.0.0.1:8002"),
    ],
)
def test_a_form_goes_through_whatever_the_proxy_passes_on(
    office: FlaskClient, house: House, said: dict[str, str], host: str
) -> None:
    """Many a proxy says only the scheme, or nothing: our public address is known without it."""
    answer = press(office, link_for(house, house.host), said, host, PUBLIC)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/password")
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    assert "Secure" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("origin", ["https://evil.example", "https://usher.example.com.evil.example", "null"])
def test_a_form_of_another_page_is_refused_also_with_a_token(office: FlaskClient, house: House, origin: str) -> None:
    """And the link that it wanted to use up still works."""
    secret = link_for(house, house.host)
    assert press(office, secret, SAYS_ALL, "127.0.0.1:8002", origin).status_code == 400
    assert press(office, secret, SAYS_ALL, "127.0.0.1:8002", PUBLIC).status_code == 302


def test_tries_to_sign_in_are_counted_by_the_visitors_address(office: FlaskClient, house: House) -> None:
    """Not by the proxy's, which is everybody's; and not by one that a stranger makes up."""
    for peer, said in ((PROXY, SAYS_ALL), ("198.51.100.1", SAYS_ALL | {"X-Forwarded-For": "192.0.2.1"})):
        through: dict[str, Any] = {"base_url": "https://usher.example.com", "environ_base": {"REMOTE_ADDR": peer}}
        page = office.get("/sign-in", headers=said, **through)
        found = TOKEN.search(page.text)
        assert found is not None
        cookie = {"Cookie": page.headers["Set-Cookie"].split(";")[0], "Origin": PUBLIC}
        fields = {"csrf_token": found[1], "email": "li.wei@usher.example", "password": "not this one"}
        assert office.post("/sign-in", data=fields, headers=said | cookie, **through).status_code == 422
    account = hash_of("li.wei@usher.example")
    keys = {f"sign-in as {account} from {address}" for address in (STRANGER, "198.51.100.1")}
    with house.node.reading() as session:
        counted = set(session.scalars(select(Attempt.key)))
    assert keys <= counted
    assert not any("192.0.2.1" in key or PROXY in key for key in counted)
