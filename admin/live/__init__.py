"""Live: the logbook on open screens, outward only. Orders come by HTTP; here a listener is let in or not, and told.

Every office process follows the logbook by itself, so any number of them needs no broker.
"""

from typing import Any, cast

from flask import Flask

from admin.live.polling import pages
from admin.live.sockets import NAME, Live, open_sockets
from shared.kernel.node import Node

POLL_S = 25.0


def attach_live(app: Flask, node: Node, async_mode: str, poll_s: float = POLL_S) -> Any:
    """Give an app the socket namespace `/live` and the long poll `/live/news`; return the SocketIO object.

    `async_mode` is `gevent` for serving, `threading` for tests in one process. It starts with its first
    listener, in the process that serves; `live_of(app).stop()` hangs up on all of them.
    """
    socketio, live = open_sockets(app, node, async_mode)
    app.extensions[NAME] = live
    app.config["LIVE_POLL_S"] = poll_s
    app.register_blueprint(pages)
    return socketio


def live_of(app: Flask) -> Live:
    """Return what `attach_live` gave to an app."""
    return cast(Live, app.extensions[NAME])
