"""Serving the kiosk: threads, since its long polls wait a lot and a lobby has few screens."""

import socket
import struct
import threading
from collections.abc import Sequence
from types import FrameType
from typing import Any

from flask import Flask
from gunicorn.workers.gthread import ThreadWorker

from shared.kernel.settings import Settings
from shared.web.serving import Part, serve_with

THREADS = 64
PATIENCE_S = 5
"""How long the rest of a request may be silent."""


class LobbyWorker(ThreadWorker):  # type: ignore[misc]
    """Waits only so long for what comes in, and stops the app's parts at the signal: no poll holds the others up."""

    def handle(self, conn: Any) -> Any:
        """Answer a request. One that was begun and is never ended must not keep a thread from the lobby."""
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", PATIENCE_S, 0))
        return super().handle(conn)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop accepting; the parts stop beside, since a signal handler must not wait."""
        super().handle_exit(sig, frame)
        threading.Thread(target=self.app.stop_parts, name="stopping", daemon=True).start()


def serve(app: Flask, settings: Settings, *, starting: Sequence[Part] = (), stopping: Sequence[Part] = ()) -> int:
    """Serve the kiosk until told to stop; `starting` and `stopping` run in its process (see `serve_with`)."""
    options = {"bind": str(settings.kiosk_bind), "worker_class": LobbyWorker, "threads": THREADS}
    return serve_with(app, settings, options, starting, stopping)
