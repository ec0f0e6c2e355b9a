"""Whether this kiosk works, for whoever looks after it."""

from flask import Blueprint, Response

from kiosk.lobby import lobby
from shared.web.health import health, health_of_database

pages = Blueprint("health", __name__)


@pages.get("/healthz")
def healthz() -> Response:
    """Answer 200 while visitors can be let in, 503 when not; without a printer they can, so that is `degraded`."""
    printers = dict(lobby().printer_states())
    return health(health_of_database(lobby().node) | {"printer": printers}, is_whole="ready" in printers.values())
