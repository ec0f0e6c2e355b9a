"""The list of who works here, and one person's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload
from werkzeug.wrappers import Response

from admin.asking import language, lost, me, node
from admin.dates import moment_words, window
from admin.forms import Typed
from admin.people.form import FIELDS, House, as_cells, wish_of
from admin.people.words import RANK, trouble_words
from admin.speech import _
from admin.undoing import done
from admin.wording import ROLE
from shared.access.models import Account
from shared.access.rules import Permission, Role
from shared.bookings.planned import ahead_of_host
from shared.desk.staff import employee_leaves, employee_returns, save_employee
from shared.people.models import Employee
from shared.people.queries import Staff, addresses, departments, staff_page
from shared.people.rules import Rank
from shared.sites.models import Site
from shared.sites.queries import every_site

pages = Blueprint("people", __name__, url_prefix="/people")

ROWS = 50
_MOST_AHEAD = 20


@dataclass(frozen=True)
class Row:
    """An employee as the list shows them."""

    id: str
    name: str
    other_name: str
    email: str
    department: str
    site: str
    rank: str
    delegate: str
    notes: tuple[str, ...]


@pages.get("")
def listing() -> str:
    """List who works here."""
    typed = Typed(request.args)
    with node().reading() as rows:
        sites = every_site(rows)
        wanted = _wanted(typed, sites)
        found = staff_page(rows, wanted, request.args.get("after", ""), ROWS + 1)
        places = {site.id: site for site in sites}
        shown = [_row(each, places[each.site_id]) for each in found[:ROWS]]
        teams = [(team.id, team.named(language())) for team in departments(rows)]
    more = found[ROWS - 1].email if len(found) > ROWS else None
    asked: dict[str, Any] = {name: typed[name] for name in ("q", "site", "department", "gone") if typed[name]}
    return render_template(
        "people/list.html",
        typed=typed,
        rows=shown,
        sites=[("", _("All")), *((site.code, site.named(language())) for site in sites)],
        departments=[("", _("All")), *teams],
        is_narrowed=bool(asked),
        first=url_for("people.listing", **asked) if request.args.get("after") else None,
        next=url_for("people.listing", **asked, after=more) if more else None,
    )


@pages.get("/new")
def new() -> str:
    """Show the empty form."""
    with node().reading() as rows:
        sites = every_site(rows)
        return _page(rows, Typed({"rank": Rank.STAFF.name.lower(), "site": sites[0].code if sites else ""}), None)


@pages.post("")
def enter() -> str | tuple[str, int] | Response:
    """Enter somebody who works here."""
    return _saved(None)


@pages.get("/<employee_id>")
def page(employee_id: str) -> str:
    """Show what is known of an employee, to change it."""
    with node().reading() as rows:
        found = _employee(rows, employee_id)
        return _page(rows, Typed(as_cells(found, rows.get_one(Site, found.site_id))), found)


@pages.post("/<employee_id>")
def save(employee_id: str) -> str | tuple[str, int] | Response:
    """Change what is known of an employee."""
    return _saved(employee_id)


@pages.post("/<employee_id>/gone")
def leave(employee_id: str) -> Response:
    """Write that somebody has left the company."""
    with node().transaction() as rows:
        found = _employee(rows, employee_id)
        if found.id == me().employee_id:
            flash(_("Nobody lets themselves go: a colleague has to."), "attend")
        else:
            employee_leaves(rows, found, me().id, node().now())
            words = _("Nobody finds or books them any more; their account is closed.")
            done(words, url_for("people.come_back", employee_id=employee_id), {})
    return redirect(url_for("people.page", employee_id=employee_id))


@pages.post("/<employee_id>/back")
def come_back(employee_id: str) -> Response:
    """Take somebody back."""
    with node().transaction() as rows:
        employee_returns(rows, _employee(rows, employee_id), me().id, node().now())
    flash(_("Back again. An account stays closed until you open it under Accounts."), "go")
    return redirect(url_for("people.page", employee_id=employee_id))


def _saved(employee_id: str | None) -> str | tuple[str, int] | Response:
    typed = Typed(request.form)
    with node().transaction() as rows:
        found = _employee(rows, employee_id) if employee_id else None
        wish, troubles = wish_of({name: typed[name] for name in FIELDS}, _house(rows, found))
        for field, code in troubles:
            typed.is_wrong(field, trouble_words(field, code))
        if wish is None:
            return _page(rows, typed, found), 422
        saved = save_employee(rows, wish, me().id, node().now(), found)
        employee_id = saved.id
    flash(_("Saved."), "go")
    return redirect(url_for("people.page", employee_id=employee_id))


def _house(rows: Session, found: Employee | None) -> House:
    present, every = addresses(rows, present=True), addresses(rows)
    return House(every_site(rows), present, every - {found.email} if found else every)


def _employee(rows: Session, employee_id: str) -> Employee:
    return rows.get(Employee, employee_id) or lost()


def _wanted(typed: Typed, sites: Sequence[Site]) -> Staff:
    chosen = tuple(site.id for site in sites if typed["site"] in ("", site.code))
    return Staff(chosen, typed["q"], typed["department"], is_here=not typed["gone"])


def _row(each: Employee, site: Site) -> Row:
    said = language()
    today = node().now().astimezone(site.tz).date()
    notes = [
        word
        for word, holds in ((_("not shown to visitors"), each.is_unlisted), (_("away"), each.is_away(today)))
        if holds
    ]
    return Row(
        id=each.id,
        name=each.named(said),
        other_name=each.name_en if said.startswith("zh") else each.name,
        email=each.email,
        department=each.department.named(said),
        site=site.named(said),
        rank=str(RANK[Rank(each.rank)]) if each.rank else "",
        delegate=each.delegate.named(said) if each.delegate else "",
        notes=tuple(notes),
    )


def _page(rows: Session, typed: Typed, found: Employee | None) -> str:
    sites = every_site(rows)
    zone = next((site.tz for site in sites if found and site.id == found.site_id), None)
    return render_template(
        "people/page.html",
        typed=typed,
        found=found,
        name=found.named(language()) if found else "",
        left=moment_words(found.left_at, zone, node().now()) if found and found.left_at and zone else "",
        is_me=found is not None and found.id == me().employee_id,
        **_account_of(rows, found, sites),
        **_visits_ahead(rows, found),
        sites=[(site.code, site.named(language())) for site in sites],
        ranks=[(rank.name.lower(), str(word)) for rank, word in RANK.items()],
        departments=[team.name for team in departments(rows)],
    )


def _visits_ahead(rows: Session, found: Employee | None) -> dict[str, Any]:
    """Return the visits that name somebody as their host, so that another one is found before they come."""
    now = node().now()
    ahead = ahead_of_host(rows, found.id, now, _MOST_AHEAD + 1) if found else ()
    shown = [
        (each.id, window(each.starts_at, each.ends_at, each.site.tz, now), each.leader.visitor.name)
        for each in ahead[:_MOST_AHEAD]
    ]
    return {"ahead": shown, "are_more": len(ahead) > _MOST_AHEAD}


def _account_of(rows: Session, found: Employee | None, sites: Sequence[Site]) -> dict[str, Any]:
    """Return what somebody may do, and where: one statement."""
    may_see = me().may_somewhere(Permission.MANAGE_ACCOUNTS)
    wanted = select(Account).where(Account.employee_id == found.id) if found and may_see else None
    account = rows.scalars(wanted.options(selectinload(Account.grants))).one_or_none() if wanted is not None else None
    names = {site.id: site.named(language()) for site in sites}
    roles = [
        (str(ROLE[Role(grant.role)]), names[grant.site_id] if grant.site_id else _("at all sites"))
        for grant in (account.grants if account else ())
    ]
    return {"roles": sorted(roles), "account_id": account.id if account else "", "may_see_account": may_see}
