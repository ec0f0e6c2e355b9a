"""What the log says of a request that broke."""

import logging

import pytest
from flask import Flask

from shared.web.broken import log_routes


def test_a_way_in_that_breaks_is_logged_by_its_route(caplog: pytest.LogCaptureFixture) -> None:
    """A sign-in link that met a fault still works: whoever reads the log must not be able to use it."""
    app = Flask("a_house")
    log_routes(app)

    @app.get("/links/<secret>")
    def link(secret: str) -> str:
        raise LookupError(f"nothing is wrong with {len(secret)} characters")

    with caplog.at_level(logging.ERROR):
        assert app.test_client().get("/links/k3y-of-somebody?for=wang").status_code == 500
    assert caplog.messages == ["broken: /links/<secret> [GET]"]
