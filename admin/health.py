"""Whether the office app works, for whoever looks after it."""

from datetime import timedelta

from flask import Blueprint, Response
from sqlalchemy.exc import SQLAlchemyError

from admin.asking import node
from shared.notices.queries import next_due_at
from shared.web.health import health, health_of_database

pages = Blueprint("health", __name__)

LATE = timedelta(minutes=5)
"""Mail that has been due for longer says that nobody carries it."""


@pages.get("/healthz")
def healthz() -> Response:
    """Answer 200 while the office works, 503 when not; with mail that nobody takes away it is `degraded`."""
    mail = _mail()
    return health(health_of_database(node()) | {"mail": mail}, is_whole=mail == "ok")


def _mail() -> str:
    try:
        with node().reading() as session:
            due_at = next_due_at(session)
    except SQLAlchemyError:
        return "unknown"
    return "late" if due_at is not None and node().now() - due_at > LATE else "ok"
