"""Behind a proxy: whose word is taken for where a request came from."""

from typing import Any

import pytest

from shared.web.proxies import TrustedProxies

PROXY, OTHER_PROXY, STRANGER, VISITOR = "10.0.0.5", "192.168.7.9", "203.0.113.9", "198.51.100.7"
TRUSTED = (PROXY, "192.168.7.0/24", "fd00::5")


def seen(peer: str, **forwarded: str) -> dict[str, Any]:
    """Return what the app behind sees of a request with these X-Forwarded headers."""
    environ: dict[str, Any] = {"REMOTE_ADDR": peer, "wsgi.url_scheme": "http", "HTTP_HOST": "inside:8002"}
    environ |= {f"HTTP_X_FORWARDED_{name.upper()}": value for name, value in forwarded.items()}
    TrustedProxies(lambda inside, _start: environ.update(inside) or [], TRUSTED)(environ, lambda *_: lambda _: None)
    return environ


def test_a_stranger_is_not_believed_and_nobody_behind_can_believe_him() -> None:
    """His headers are struck out, so that no library takes them for true."""
    environ = seen(STRANGER, **{"for": VISITOR, "proto": "https", "host": "evil.example"})
    assert environ == {"REMOTE_ADDR": STRANGER, "wsgi.url_scheme": "http", "HTTP_HOST": "inside:8002"}


def test_a_trusted_proxy_says_who_came_how_and_where() -> None:
    """Address, scheme and host are those that the visitor's browser used."""
    environ = seen(PROXY, **{"for": VISITOR, "proto": "https", "host": "usher.example.com"})
    assert environ == {"REMOTE_ADDR": VISITOR, "wsgi.url_scheme": "https", "HTTP_HOST": "usher.example.com"}


@pytest.mark.parametrize(
    ("hops", "client"),
    [
        (f"{STRANGER}, {VISITOR}", VISITOR),
        (f"{VISITOR}, {OTHER_PROXY}", VISITOR),
        (f"{VISITOR}:50412, {OTHER_PROXY}:443", VISITOR),
        ("[2001:db8::7]:50412", "2001:db8::7"),
        (f"{OTHER_PROXY}", OTHER_PROXY),
        ("unknown", PROXY),
        (f"{VISITOR}, unknown", PROXY),
        ("", PROXY),
    ],
)
def test_the_visitor_is_the_nearest_hop_that_is_no_proxy_of_ours(hops: str, client: str) -> None:
    """What stands before it was written by the visitor, who may write anything."""
    assert seen(PROXY, **{"for": hops})["REMOTE_ADDR"] == client


def test_a_proxy_is_known_by_either_version_of_its_address() -> None:
    """A socket for both versions shows IPv4 peers as mapped."""
    assert seen(f"::ffff:{PROXY}", **{"for": VISITOR})["REMOTE_ADDR"] == VISITOR
    assert seen("fd00::5", **{"for": VISITOR})["REMOTE_ADDR"] == VISITOR


def test_a_scheme_that_is_none_is_not_believed() -> None:
    """Only http and https are."""
    assert seen(PROXY, proto="javascript")["wsgi.url_scheme"] == "http"
