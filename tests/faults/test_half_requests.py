"""Requests that are begun and never ended: they hold the lobby up for seconds, not for good."""

import socket
from contextlib import ExitStack
from dataclasses import replace

import pytest

from kiosk.serving import THREADS
from shared.kernel.node import Node
from shared.kernel.settings import Settings
from tests.apps import KIOSK, running, with_free_ports
from tests.house import furnish

HALF = b"POST /arrivals HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
pytestmark = [
    pytest.mark.fault,
    pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True),
]


def test_a_lobby_answers_again_though_nobody_ends_their_request(settings: Settings) -> None:
    settings = with_free_ports(replace(settings, site="HQ"))
    node = Node.open(settings)
    furnish(node)
    node.close()
    bind = settings.kiosk_bind
    with running(settings, KIOSK) as [kiosk], ExitStack() as stack:
        for _ in range(THREADS + 8):
            line = stack.enter_context(socket.create_connection((bind.host, bind.port)))
            line.sendall(HALF)
        status, _answer = kiosk.asked("GET", "/healthz")
    assert status == 200
