"""The list of visitors, and one visitor's file."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import language, lost, me, node
from admin.dates import long_day
from admin.forms import Typed
from admin.speech import Words, _, _l
from admin.visitors.pasts import Past, pasts
from admin.visitors.seeing import my_sites, tiers_left_out, visitor_seen
from admin.visits.asked import scope_of
from admin.visits.rows import Row as VisitRow
from admin.visits.rows import row_of
from shared.companies.models import Visitor
from shared.companies.queries import visitors_like
from shared.desk.files import VISITOR, change_file
from shared.desk.on_record import file_opened
from shared.kernel.names import has_odd_characters
from shared.kernel.paging import Cursor
from shared.sites.queries import every_site
from shared.visits.files import SoughtVisitors, known_among, visitors_page
from shared.visits.finding import find_visits, guests_of_visitor, only_guests
from shared.web.languages import NAMES

pages = Blueprint("visitors", __name__, url_prefix="/visitors")

ROWS = 50
VISITS = 20
_MOST_LIKE = 10
LONGEST = {"title": 60, "language": 20, "preferences": 400, "needs": 200}
LANGUAGES: dict[str, Words] = {"": _l("Nobody has said")} | NAMES
"""What a visitor may be received in: each language of the kiosk under its own name."""


@dataclass(frozen=True)
class Row:
    """A visitor as the list shows them."""

    id: str
    name: str
    company: str
    company_id: str
    phone: str
    email: str
    last: str


@pages.get("")
def listing() -> str:
    """List the visitors who were booked at one's sites, by their latest booking."""
    now = node().now()
    typed = Typed(request.args)
    with node().reading() as rows:
        mine = my_sites()
        sites = [site for site in every_site(rows) if site.id in mine]
        chosen = [site.id for site in sites if site.code == typed["site"]] or list(mine)
        sought = SoughtVisitors(tuple(chosen), typed["q"], tiers_left_out(rows))
        found = visitors_page(rows, sought, _place(), ROWS)
        zone = sites[0].tz
        shown = [_row(visitor, at, zone, now) for visitor, at in found.visitors]
    asked: dict[str, Any] = {name: typed[name] for name in ("q", "site") if typed[name]}
    back_to = found.looked_back_to
    return render_template(
        "visitors/list.html",
        typed=typed,
        rows=shown,
        sites=[("", _("All")), *((site.code, site.named(language())) for site in sites)],
        is_narrowed=bool(asked),
        first=url_for("visitors.listing", **asked) if request.args.get("at") else None,
        next=url_for("visitors.listing", **asked, at=str(found.next)) if found.next else None,
        looked_back_to=_day(back_to, zone, now) if back_to else "",
    )


@pages.get("/<visitor_id>")
def page(visitor_id: str) -> str | Response:
    """Show a visitor's file, and put on record who opened it (R29)."""
    with node().transaction() as rows:
        found = visitor_seen(rows, visitor_id)
        file_opened(rows, VISITOR, found.id, me().id, node().now())
    if found.merged_into_id:
        return redirect(url_for("visitors.page", visitor_id=found.merged_into_id))
    with node().reading() as rows:
        typed = Typed({name: getattr(found, name) or "" for name in LONGEST})
        return _page(rows, visitor_seen(rows, visitor_id), typed)


@pages.post("/<visitor_id>")
def save(visitor_id: str) -> str | tuple[str, int] | Response:
    """Write what whoever receives them should know."""
    typed = Typed(request.form)
    wanted = {name: _text(typed, name) for name in LONGEST}
    if typed["language"] not in LANGUAGES:
        typed.is_wrong("language", _("Choose one of these."))
    if typed.troubles:
        with node().reading() as rows:
            return _page(rows, visitor_seen(rows, visitor_id), typed), 422
    with node().transaction() as rows:
        found = visitor_seen(rows, visitor_id)
        values: dict[str, Any] = wanted | {"title": wanted["title"] or None}
        changed = change_file(rows, VISITOR, found, values, me().id, node().now())
    flash(_("Saved.") if changed else _("Nothing was changed."), "go")
    return redirect(url_for("visitors.page", visitor_id=visitor_id))


def _page(rows: Session, found: Visitor, typed: Typed) -> str:
    now, mine = node().now(), my_sites()
    search = only_guests(scope_of(me(), None), guests_of_visitor(rows, found.id))
    visits: list[VisitRow] = [row_of(stay) for stay in find_visits(rows, search, None, VISITS).visits]
    like = visitors_like(rows, found, _MOST_LIKE)
    known = known_among(rows, [each.id for each in like], mine)
    left_out = tiers_left_out(rows)
    zone = next(site.tz for site in every_site(rows) if site.id in mine)
    past: list[Past] = pasts(rows, found.id, zone, now)
    return render_template(
        "visitors/visitor.html",
        found=found,
        typed=typed,
        tongues=[(code, str(word)) for code, word in LANGUAGES.items()],
        visits=[(long_day(row.day, now.astimezone(zone).date()), row) for row in visits],
        is_cut=len(visits) == VISITS,
        like=[each for each in like if each.id in known and each.company.tier not in left_out],
        past=past,
    )


def _text(typed: Typed, name: str) -> str:
    text = " ".join(typed[name].split())
    if len(text) > LONGEST[name]:
        typed.is_wrong(name, _("This is too long: %(n)s characters at most.", n=LONGEST[name]))
    elif has_odd_characters(text):
        typed.is_wrong(
            name, _("There is a character in this that cannot be shown. Type it anew instead of pasting it.")
        )
    return text


def _row(visitor: Visitor, at: datetime, zone: tzinfo, now: datetime) -> Row:
    return Row(
        id=visitor.id,
        name=visitor.name,
        company=visitor.company.name,
        company_id=visitor.company_id,
        phone=visitor.phone or "",
        email=visitor.email or "",
        last=_day(at, zone, now),
    )


def _day(at: datetime, zone: tzinfo, now: datetime) -> str:
    return long_day(at.astimezone(zone).date(), now.astimezone(zone).date())


def _place() -> Cursor | None:
    try:
        return Cursor.parse(request.args["at"]) if request.args.get("at") else None
    except ValueError:
        lost()
