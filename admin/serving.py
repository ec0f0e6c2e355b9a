"""Serving the office: gevent, since a thousand open boards are a thousand sockets that mostly wait."""

import socket
import time
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType
from typing import Any

import gevent
from flask import Flask
from gunicorn.workers.ggevent import GeventWorker

from admin.live import live_of
from shared.kernel.settings import Settings
from shared.web.serving import Part, serve_with

MOST_CONNECTIONS = 10_000


class OfficeWorker(GeventWorker):  # type: ignore[misc]
    """Hangs up at the signal: open sockets, long polls and idle keep-alive connections would else be waited for."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._idle: set[Any] = set()

    def handle(self, listener: Any, client: Any, addr: Any) -> None:
        """Serve one connection."""
        self._idle.add(client)
        try:
            super().handle(listener, client, addr)
        finally:
            self._idle.discard(client)

    def handle_request(self, listener_name: Any, req: Any, sock: Any, addr: Any) -> None:
        """Serve one request of a connection."""
        self._idle.discard(sock)
        try:
            super().handle_request(listener_name, req, sock, addr)
        finally:
            self._idle.add(sock)
            if not self.alive:
                self._hang_up()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop accepting; the rest happens beside, since a signal handler must not wait."""
        super().handle_exit(sig, frame)
        gevent.spawn(self._hang_up)
        gevent.spawn(self.app.stop_parts)

    def handle_quit(self, sig: int, frame: FrameType | None) -> None:
        """Leave on Ctrl-C as on SIGTERM. It comes twice, from the terminal and from the master: gunicorn's own way
        would end this process in the middle of stopping its parts."""
        self.handle_exit(sig, frame)

    def _hang_up(self) -> None:
        for client in list(self._idle):
            with suppress(OSError):  # It went by itself.
                client._sock.shutdown(socket.SHUT_RD)  # gevent's own would raise an error in whoever reads there


def serve(app: Flask, settings: Settings, *, starting: Sequence[Part] = (), stopping: Sequence[Part] = ()) -> int:
    """Serve the office until told to stop; `starting` and `stopping` run in its process (see `serve_with`)."""
    options = {
        "bind": str(settings.admin_bind),
        "worker_class": OfficeWorker,
        "worker_connections": MOST_CONNECTIONS,
        # Without a pause after each, one busy keep-alive connection starves the others (p99 598 against 99 ms).
        "post_request": lambda _worker, _request: time.sleep(0),
    }
    return serve_with(app, settings, options, starting, [live_of(app).stop, *stopping])
