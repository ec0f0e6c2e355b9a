"""Lists that somebody keeps as they are filtered: shown above each list, named and removed on a page of their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from admin.asking import lost, me, node
from admin.forms import Typed
from admin.narrowed import FIELDS as NARROWED
from admin.speech import Words, _, _l
from admin.undoing import done
from admin.visits.asked import FIELDS
from shared.saved_views.actions import keep_view, rename_view
from shared.saved_views.models import SavedView
from shared.saved_views.queries import view_in_hand, views_of
from shared.saved_views.rules import LONGEST_NAME, MOST, List

pages = Blueprint("saved_views", __name__, url_prefix="/views")

LONGEST_QUERY = 500
WORDS: dict[List, Words] = {
    List.BOOKINGS: _l("Bookings"),
    List.VISITS: _l("Visits"),
    List.VISITORS: _l("Visitors"),
    List.COMPANIES: _l("Companies"),
    List.PEOPLE: _l("People"),
    List.TASKS: _l("Reception plan"),
    List.COMPLAINTS: _l("Low scores"),
    List.CALENDAR: _l("Calendar"),
    List.APPROVALS: _l("Approvals"),
    List.PROMISES: _l("Agreed in visits"),
    List.ACCOUNTS: _l("Accounts"),
    List.INVITATIONS: _l("Invitations"),
}
_LISTS: dict[List, tuple[str, tuple[str, ...]]] = {
    List.BOOKINGS: ("bookings.listing", ("when", "q", "state", "grade", "site", "mine", "from", "to")),
    List.VISITS: ("visit_search.page", FIELDS),
    List.VISITORS: ("visitors.listing", ("q", "site")),
    List.COMPANIES: ("companies.listing", ("q", "tier")),
    List.PEOPLE: ("people.listing", ("q", "site", "department", "gone")),
    List.TASKS: ("reception.board", ("who", "site", "open")),
    List.COMPLAINTS: ("complaints.listing", ("closed", "site", "mine")),
    List.CALENDAR: ("calendar.page", ("view", "site", "state", "grade", "mine")),
    List.APPROVALS: ("approvals.queue", ("what", *NARROWED)),
    List.PROMISES: ("promises.listing", ("what", *NARROWED)),
    List.ACCOUNTS: ("accounts.listing", ("q", "role")),
    List.INVITATIONS: ("invitations.listing", ("q", "state")),
}
"""Where each list stands, and which words of its address are its filter; the day of the board and of the calendar
is always today's."""
TROUBLE: dict[str, Words] = {
    "missing": _l("Write a name for this list."),
    "too_long": _l("Write %(n)s characters at most.", n=LONGEST_NAME),
    "odd": _l("There is a character in this that cannot be shown. Type it anew instead of pasting it."),
    "taken": _l("You keep a list of this name already. Write another name."),
    "too_many": _l("You keep %(n)s lists here already. Remove one first.", n=MOST),
}


@dataclass(frozen=True)
class Kept:
    """One view, as pages show it."""

    id: str
    name: str
    url: str
    is_here: bool


def kept_views(of: str) -> dict[str, object]:
    """Return what stands above a list: the views that the reader keeps of it, and the filter that is on now."""
    kind = List(of)
    here = _query(kind, request.args.to_dict())
    with node().reading() as rows:
        views = [_kept(view, here) for view in views_of(rows, me().id, kind)]
    is_new = bool(here) and not any(view.is_here for view in views)
    return {"views": views, "of": of, "query": here, "is_new": is_new, "longest": LONGEST_NAME}


@pages.get("")
def page() -> str:
    """Show all that the reader keeps."""
    return _page(None, Typed())


@pages.post("")
def keep() -> str | tuple[str, int] | Response:
    """Keep a list as it is filtered now."""
    typed = Typed(request.form)
    kind = _list(typed["of"])
    query = _query(kind, dict(parse_qsl(typed["query"][:LONGEST_QUERY])))
    name = " ".join(typed["name"].split())
    try:
        with node().transaction() as rows:
            problem = keep_view(rows, me().id, kind, name, query, node().now())
    except IntegrityError:  # pressed twice at once
        problem = "taken"
    if problem is not None:
        typed["of"], typed["query"] = kind.value, query
        typed.is_wrong("name", TROUBLE[problem])
        return _page(None, typed), 422
    flash(_("Kept as “%(name)s”.", name=name), "go")
    return redirect(_url(kind, query))


@pages.post("/<view_id>")
def rename(view_id: str) -> str | tuple[str, int] | Response:
    """Give a view another name."""
    typed = Typed(request.form)
    try:
        with node().transaction() as rows:
            view = view_in_hand(rows, me().id, view_id) or lost()
            problem = rename_view(rows, view, " ".join(typed["name"].split()))
    except IntegrityError:  # two of one name at once
        problem = "taken"
    if problem is not None:
        typed.is_wrong("name", TROUBLE[problem])
        return _page(view_id, typed), 422
    return redirect(url_for("saved_views.page"))


@pages.post("/<view_id>/removed")
def remove(view_id: str) -> Response:
    """Keep a view no longer."""
    with node().transaction() as rows:
        view = view_in_hand(rows, me().id, view_id) or lost()
        rows.delete(view)
        name, fields = view.name, {"of": view.of, "query": view.query, "name": view.name}
    words = _("“%(name)s” is removed. The list itself is as it was.", name=name)
    done(words, url_for("saved_views.keep"), fields)
    return redirect(url_for("saved_views.page"))


def _page(view_id: str | None, typed: Typed) -> str:
    """Show them by list; `view_id` is the one whose name is being mended, None for a new one."""
    with node().reading() as rows:
        views = views_of(rows, me().id)
        lists = [(str(WORDS[kind]), [_kept(view, "") for view in views if view.of == kind]) for kind in List]
    return render_template(
        "saved_views/page.html", lists=lists, typed=typed, mended=view_id, longest=LONGEST_NAME, is_none=not views
    )


def _list(code: str) -> List:
    return List(code) if code in set(List) else lost()


def _query(kind: List, asked: Mapping[str, str]) -> str:
    """Return the filter of an address: what the list knows, in one order, so that two of one filter are alike."""
    return urlencode([(name, asked[name].strip()) for name in _LISTS[kind][1] if asked.get(name, "").strip()])


def _url(kind: List, query: str) -> str:
    where = url_for(_LISTS[kind][0])
    return f"{where}?{query}" if query else where


def _kept(view: SavedView, here: str) -> Kept:
    return Kept(view.id, view.name, _url(List(view.of), view.query), view.query == here)
