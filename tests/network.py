"""Close the network to tests: nothing but this machine can be reached, unless a test opens it."""

import ipaddress
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_LOOKED_AT = frozenset({"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"})
"""Of all that CPython tells; most is of something else, hundreds of times in a test."""


class NetworkIsClosed(Exception):
    """A test tried to reach another machine.

    No OSError, so that no code under test can take it for a printer or mail server that is down.
    """


class _Gate:
    """The process-wide switch; an audit hook can't be taken off again."""

    is_open = False
    is_watched = False


def close() -> None:
    """Close the network for this process. Sockets of this machine and Unix sockets stay open."""
    if not _Gate.is_watched:
        sys.addaudithook(_watch)
        _Gate.is_watched = True


@contextmanager
def opened() -> Iterator[None]:
    """Open the network for a while."""
    _Gate.is_open = True
    try:
        yield
    finally:
        _Gate.is_open = False


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Look at what CPython tells of every socket call, whoever makes it."""
    if event not in _LOOKED_AT or _Gate.is_open:
        return
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        if isinstance(address, tuple):
            _refuse_unless_here(address[0])
    else:
        _refuse_unless_here(arguments[0])


def _refuse_unless_here(host: object) -> None:
    if host is None:
        return
    name = host.decode() if isinstance(host, bytes) else str(host)
    if not _is_here(name):
        raise NetworkIsClosed(f"a test tried to reach {name}; mark it `network` if it must")


def _is_here(name: str) -> bool:
    if name in ("", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
