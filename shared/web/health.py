"""What both apps say of their node at `/healthz`."""

from typing import Any

from flask import Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from shared.kernel.logbook import last_number
from shared.kernel.migrating import is_up_to_date
from shared.kernel.node import Node


def health_of_database(node: Node) -> dict[str, Any]:
    """Return what can be said of database, migrations and logbook."""
    try:
        with node.reading() as session:
            last = last_number(session)
        current = is_up_to_date(node.database)
    except SQLAlchemyError as trouble:
        return {"database": type(trouble).__name__, "migrations": "unknown", "logbook": None}
    return {"database": "ok", "migrations": "ok" if current else "behind", "logbook": last}


def health(parts: dict[str, Any], *, is_whole: bool) -> Response:
    """Answer 200 while the app does its work, `degraded` where it is not whole; 503 when it can't."""
    is_down = parts["database"] != "ok" or parts["migrations"] != "ok"
    status = "down" if is_down else "ok" if is_whole else "degraded"
    response = jsonify({"status": status} | parts)
    response.status_code = 503 if is_down else 200
    return response
