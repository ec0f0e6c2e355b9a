"""Whether this kiosk works, for whoever looks after it."""

from typing import Any

from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from kiosk.lobby import lobby
from shared.kernel.logbook import last_number
from shared.kernel.migrating import is_up_to_date

pages = Blueprint("health", __name__)


@pages.get("/healthz")
def healthz() -> Response:
    """Answer 200 while visitors can be let in, 503 when not; without a printer they can, so that is `degraded`."""
    printers = dict(lobby().printer_states())
    parts: dict[str, Any] = _database() | {"printer": printers}
    if parts["database"] != "ok" or parts["migrations"] != "ok":
        status = "down"
    else:
        status = "ok" if "ready" in printers.values() else "degraded"
    response = jsonify({"status": status} | parts)
    response.status_code = 503 if status == "down" else 200
    return response


def _database() -> dict[str, Any]:
    """Return what can be said of database, migrations and logbook."""
    try:
        with lobby().node.reading() as session:
            last = last_number(session)
        current = is_up_to_date(lobby().node.database)
    except SQLAlchemyError as trouble:
        return {"database": type(trouble).__name__, "migrations": "unknown", "logbook": None}
    return {"database": "ok", "migrations": "ok" if current else "behind", "logbook": last}
