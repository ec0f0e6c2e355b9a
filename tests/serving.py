"""An app on a real port in the test's own process, so that it has the test's clock."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from werkzeug.serving import make_server

GOES_WITHIN_S = 10


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve an app until the block ends; yield its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, name="server")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(GOES_WITHIN_S)
        server.server_close()
