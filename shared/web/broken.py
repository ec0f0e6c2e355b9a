"""What the log says of a request that broke: its route, never its address, which may be somebody's way in."""

from typing import Any

from flask import Flask, request


def log_routes(app: Flask) -> None:
    """Have an app name the route where something broke: `/links/<secret>`, not the secret."""

    def log_exception(trouble: Any) -> None:
        app.logger.error("broken: %s [%s]", request.url_rule or "no route", request.method, exc_info=trouble)

    app.log_exception = log_exception  # type: ignore[method-assign, assignment]
