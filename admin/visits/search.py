"""Searching all visits that there ever were. What is asked for lives in the address."""

from typing import Any

from flask import Blueprint, render_template, request, url_for

from admin.asking import lost, me, node
from admin.dates import long_day
from admin.visits.asked import FIELDS, VisitsAsked, asked_of, options
from admin.visits.export import MOST
from admin.visits.rows import by_day, row_of
from shared.access.rules import Permission
from shared.kernel.paging import Cursor
from shared.visits.finding import find_visits

pages = Blueprint("visit_search", __name__)

ROWS = 50


@pages.get("/visits/search")
def page() -> str:
    """Show a page of what was found."""
    now = node().now()
    with node().reading() as rows:
        asked = asked_of(rows)
        found = find_visits(rows, asked.search, _place(), ROWS)
        shown = [row_of(stay) for stay in found.visits]
    zone = asked.sites[0].tz
    today = now.astimezone(zone).date()
    back_to = found.looked_back_to
    return render_template(
        "visits/search.html",
        asked=asked,
        typed=asked.typed,
        days=by_day(shown, today),
        options=options(asked),
        is_first=not request.args.get("at"),
        next=here(asked, at=str(found.next)) if found.next else None,
        looked_back_to=long_day(back_to.astimezone(zone).date(), today) if back_to else "",
        most_rows=MOST,
        may_export=me().may_somewhere(Permission.EXPORT_VISITS),
        wanted={name: asked.typed[name] for name in FIELDS if asked.typed[name]},
    )


def here(asked: VisitsAsked, at: str) -> str:
    """Return this list's address, from another place on."""
    kept: dict[str, Any] = {name: asked.typed[name] for name in FIELDS if asked.typed[name]}
    return url_for("visit_search.page", **kept, at=at)


def _place() -> Cursor | None:
    try:
        return Cursor.parse(request.args["at"]) if request.args.get("at") else None
    except ValueError:
        lost()
