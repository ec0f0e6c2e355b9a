"""Styles, scripts, icons and tables go out compressed.

Pages do not: they hold what must not be guessed by their compressed length (BREACH).
"""

import gzip
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request

_SHORTEST = 1000
_TYPES = frozenset(
    {"text/css", "text/javascript", "application/javascript", "application/json", "image/svg+xml", "application/wasm"}
)
_KEPT = 256
_LEVEL = 9


def compress_static(app: Flask) -> None:
    """Compress what the app's static folder holds, once a file, for browsers that take it."""
    folder = Path(str(app.static_folder))

    @app.after_request
    def compressed(response: Response) -> Response:
        if request.endpoint != "static" or response.mimetype not in _TYPES:
            return response
        response.vary.add("Accept-Encoding")
        if response.status_code != 200 or request.method != "GET" or not request.accept_encodings["gzip"]:
            return response
        file = folder / str((request.view_args or {}).get("filename", ""))
        if file.stat().st_size < _SHORTEST:
            return response
        response.direct_passthrough = False
        response.set_data(_small(file, file.stat().st_mtime_ns))
        response.headers["Content-Encoding"] = "gzip"
        tag, _ = response.get_etag()
        if tag:  # the same words in other bytes
            response.set_etag(tag, weak=True)
        return response


@lru_cache(_KEPT)
def _small(file: Path, _changed_ns: int) -> bytes:
    return gzip.compress(file.read_bytes(), _LEVEL, mtime=0)
