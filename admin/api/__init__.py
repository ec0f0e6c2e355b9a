"""The public API, under /api/v1: an app of its own beside the pages, since it shares none of their ways.

It has no cookies and so needs no CSRF tokens, answers problems instead of pages, and asks for a token.
"""

import re

from apiflask import APIFlask
from flask import Flask, request
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from admin.api import bookings, readings, resources, series
from admin.api.callers import NODE, count_callers
from admin.api.document import completed
from admin.api.faults import answer_faults, status_problem
from shared.access.rules import CALLS_BY_TOKEN, Limit
from shared.kernel.node import Node
from shared.web.broken import log_routes
from shared.web.headers import add_security_headers

PATH = "/api/v1"
LARGEST_BODY = 1_000_000
_UNWRITTEN = re.compile(r"[\x00-\x1f\x7f]")


def register_api(app: Flask, node: Node, limit: Limit = CALLS_BY_TOKEN) -> APIFlask:
    """Put the API beside the pages of an app, and return it."""
    api = create_api(node, limit)
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {PATH: api.wsgi_app})  # type: ignore[method-assign]
    return api


def create_api(node: Node, limit: Limit = CALLS_BY_TOKEN) -> APIFlask:
    """Return the API over a node, to be served under `PATH`; its OpenAPI document is at /openapi.json."""
    api = APIFlask("api", title="Usher", version="1", spec_path="/openapi.json", docs_path=None, json_errors=False)
    api.description = "Bookings, visits and the logbook of Usher. Times have a zone; ids can't be guessed or counted."
    api.servers = [{"url": PATH}]
    api.config.update(
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        AUTO_OPERATION_ID=True,
        AUTO_404_RESPONSE=False,
        AUTO_AUTH_ERROR_RESPONSE=False,
        AUTO_VALIDATION_ERROR_RESPONSE=False,
    )
    api.extensions[NODE] = node
    count_callers(api, limit)
    api.spec_processor(completed)
    log_routes(api)
    answer_faults(api)
    add_security_headers(api, is_https=node.settings.is_https, camera=False)
    # No id holds a control character, and not every database can be asked for one.
    api.before_request(lambda: status_problem(404) if _UNWRITTEN.search(request.path) else None)
    ours = (bookings.calls, series.calls, resources.calls, readings.employees, readings.visits, readings.logbook)
    for calls in ours:
        api.register_blueprint(calls)
    return api
