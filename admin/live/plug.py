"""WebSockets as we want them: whole frames, no compression, small messages in, and no waiting for the dead."""

import socket
import threading
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import structlog
from engineio.async_drivers.gevent import WebSocketWSGI

from admin.live.garbage import is_ours

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LARGEST_MESSAGE = 16_384
"""Bytes that a client may send at once: a token, and never more than that."""
_SILENCE_MS = 20_000
_SOCKET = "gunicorn.socket"

log = structlog.get_logger()


class WholeSends:
    """A socket whose `send` sends all of it, one caller at a time.

    Under gevent `send` sends what just fits, and simple-websocket does not look at how much that was: a slow
    phone would get half a frame, and take the next one for its rest.
    """

    def __init__(self, plug: Any) -> None:
        self._plug = plug
        self._sending = threading.Lock()
        # Who has been silent for this long while we had something to say is gone, whatever the kernel hopes.
        plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _SILENCE_MS)

    def send(self, content: bytes) -> int:
        """Send all of it and return how much that was."""
        with self._sending:
            self._plug.sendall(content)
        return len(content)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._plug, name)


class Plug(WebSocketWSGI):  # type: ignore[misc]
    """What Engine.IO opens for a WebSocket under gevent."""

    def __init__(self, handler: Any, server: Any) -> None:
        super().__init__(handler, server)
        self.server_args["max_message_size"] = LARGEST_MESSAGE

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Serve one WebSocket until it ends."""
        # Compressing would cost a thousand boards a thousand times the work, and 300 KB of memory each.
        kept = {name: value for name, value in environ.items() if name != "HTTP_SEC_WEBSOCKET_EXTENSIONS"}
        kept[_SOCKET] = self._plug = WholeSends(environ[_SOCKET])
        try:
            answer: Iterable[bytes] = super().__call__(kept, start_response)
        except ValueError as fault:  # What was sent is no packet: the library lets that fall through to the server.
            if is_ours(fault.__traceback__ and fault.__traceback__.tb_next):
                raise
            log.warning("a packet that cannot be read", fault=type(fault).__name__)
            self.close()
            raise StopIteration from None  # So gunicorn learns that the line was the WebSocket's, and is done with.
        return answer

    def close(self) -> None:
        """Say goodbye and hang up, without waiting for the other side to do so."""
        super().close()
        with suppress(OSError):  # It hung up first.
            self._plug.shutdown(socket.SHUT_RDWR)
