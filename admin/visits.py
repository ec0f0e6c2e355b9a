"""What screens say of visits: that an arrival is being shown."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from admin.asking import me, node
from shared.desk.told import shown_on_screen

pages = Blueprint("visits", __name__)

MOST = 100


@pages.post("/visits/seen")
def seen() -> Response:
    """Write that this person's open page shows these arrivals; those that are not theirs to see count for nothing."""
    sent = request.get_json(silent=True)
    ids = sent.get("visits") if isinstance(sent, dict) else None
    shown = [each for each in ids if isinstance(each, str)][:MOST] if isinstance(ids, list) else []
    if shown:
        with node().transaction() as rows:
            for visit_id in shown:
                shown_on_screen(rows, visit_id, me(), node().now())
    return Response(status=204)
