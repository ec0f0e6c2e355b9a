"""The network is closed to tests, and open to this machine."""

import socket

import pytest

from tests.network import NetworkIsClosed

# Reserved for documentation (RFC 5737): no such machine exists, should the gate fail.
FAR_AWAY = ("192.0.2.1", 9)


def test_a_test_cannot_connect_to_another_machine() -> None:
    """Neither by address nor by name."""
    with socket.socket() as plug, pytest.raises(NetworkIsClosed):
        plug.connect(FAR_AWAY)
    with pytest.raises(NetworkIsClosed):
        socket.create_connection(("usher.invalid", 80))


def test_a_test_cannot_send_a_datagram_to_another_machine() -> None:
    """UDP needs no connect."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as plug, pytest.raises(NetworkIsClosed):
        plug.sendto(b"hello", FAR_AWAY)


def test_a_test_can_connect_to_this_machine() -> None:
    """Servers that a test starts must be reachable, by address and by name."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("localhost", port)) as visitor:
            assert visitor.getpeername()[1] == port
