"""Accounts: who may sign in, as what, and the one-time links that let people in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import language, lost, me, node
from admin.forms import Typed
from admin.speech import _
from admin.wording import ROLE, Said
from shared.access.actions import disable_account, enable_account, make_account, make_link, set_grants
from shared.access.models import Account
from shared.access.queries import account_by_email, accounts_page
from shared.access.rules import LINK_LIVES, Role
from shared.people.queries import employee
from shared.sites.models import Site
from shared.sites.queries import every_site

pages = Blueprint("accounts", __name__)

EVERYWHERE = "all"
ROWS = 50
Grants = list[tuple[Role, str | None]]


@dataclass(frozen=True)
class Row:
    """An account as the list shows it."""

    id: str
    name: str
    email: str
    roles: str
    said: Said


@pages.get("/accounts")
def listing() -> str:
    """List the accounts, or those that are looked for."""
    typed = Typed(request.args)
    role = Role(typed["role"]) if typed["role"] in set(Role) else None
    with node().reading() as rows:
        sites = every_site(rows)
        found = accounts_page(rows, typed["q"], role, request.args.get("after", ""), ROWS + 1)
        shown = [_row(account, sites) for account in found[:ROWS]]
    more = found[ROWS - 1].email if len(found) > ROWS else None
    asked: dict[str, Any] = {name: typed[name] for name in ("q", "role") if typed[name]}
    return render_template(
        "accounts/list.html",
        typed=typed,
        rows=shown,
        roles=[("", _("All")), *((each.value, str(word)) for each, word in ROLE.items())],
        is_narrowed=bool(asked),
        first=url_for("accounts.listing", **asked) if request.args.get("after") else None,
        next=url_for("accounts.listing", **asked, after=more) if more else None,
    )


@pages.get("/accounts/new")
def new() -> str:
    """Show the empty form."""
    with node().reading() as rows:
        return _form(rows, Typed({f"role.{Role.HOST}.{EVERYWHERE}": "yes"}), None)


@pages.post("/accounts")
def make() -> str | tuple[str, int] | Response:
    """Open an account for an employee and show its first link."""
    typed = Typed(request.form)
    with node().transaction() as rows:
        works_here = employee(rows, typed["email"])
        grants = _grants(typed, every_site(rows))
        if works_here is None:
            typed.is_wrong("email", _("Nobody with this e-mail address works here."))
        elif account_by_email(rows, typed["email"]):
            typed.is_wrong("email", _("This employee has an account already."))
        if not grants:
            typed.is_wrong("roles", _("Choose at least one role."))
        if typed.troubles or works_here is None:
            return _form(rows, typed, None), 422
        name = works_here.named(language())
        account = make_account(rows, works_here.email, name, grants, node().now(), employee=works_here, by=me().id)
        secret = make_link(rows, account, node().now(), me().id)
        return _link_page(account, secret)


@pages.get("/accounts/<account_id>")
def page(account_id: str) -> str:
    """Show one account."""
    with node().reading() as rows:
        account = _account(rows, account_id)
        held = {f"role.{grant.role}.{grant.site_id or EVERYWHERE}": "yes" for grant in account.grants}
        return _form(rows, Typed(held), account)


@pages.post("/accounts/<account_id>")
def save(account_id: str) -> str | tuple[str, int] | Response:
    """Give an account other roles."""
    typed = Typed(request.form)
    with node().transaction() as rows:
        account = _account(rows, account_id)
        grants = _grants(typed, every_site(rows))
        if not grants:
            typed.is_wrong("roles", _("Choose at least one role."))
        if account.id == me().id and (Role.ADMIN, None) not in grants:
            typed.is_wrong("roles", _("Nobody takes away their own administration: another administrator has to."))
        if typed.troubles:
            return _form(rows, typed, account), 422
        set_grants(rows, account, grants, node().now(), me().id)
    flash(_("The roles are changed; they hold from the next click on."), "go")
    return redirect(url_for("accounts.page", account_id=account_id))


@pages.post("/accounts/<account_id>/disable")
def disable(account_id: str) -> Response:
    """Close an account: all its browsers are out at once."""
    with node().transaction() as rows:
        account = _account(rows, account_id)
        if account.id == me().id:
            flash(_("Nobody closes their own account: another administrator has to."), "attend")
        else:
            disable_account(rows, account, node().now(), me().id)
            flash(_("The account is closed, and every browser of it is signed out."), "go")
    return redirect(url_for("accounts.page", account_id=account_id))


@pages.post("/accounts/<account_id>/enable")
def enable(account_id: str) -> Response:
    """Open a closed account again."""
    with node().transaction() as rows:
        enable_account(rows, _account(rows, account_id), node().now(), me().id)
    flash(_("The account is open again. Send a link if the password is lost."), "go")
    return redirect(url_for("accounts.page", account_id=account_id))


@pages.post("/accounts/<account_id>/link")
def link(account_id: str) -> str | Response:
    """Make a one-time link and show it, this once."""
    with node().transaction() as rows:
        account = _account(rows, account_id)
        if account.disabled_at is not None:
            flash(_("The account is closed: open it first."), "attend")
            return redirect(url_for("accounts.page", account_id=account_id))
        return _link_page(account, make_link(rows, account, node().now(), me().id))


def _account(rows: Session, account_id: str) -> Account:
    return rows.get(Account, account_id) or lost()


def _row(account: Account, sites: Sequence[Site]) -> Row:
    name = account.employee.named(language()) if account.employee else account.name
    return Row(account.id, name, account.email, _roles(account, sites), _said(account))


def _said(account: Account) -> Said:
    if account.disabled_at is not None:
        return Said("off", _("Closed"))
    return Said("go", _("Open")) if account.password_hash else Said("wait", _("No password yet"))


def _roles(account: Account, sites: Sequence[Site]) -> str:
    names = {site.id: site.named(language()) for site in sites}
    tells_sites = len(names) > 1

    def said(role: str, site_id: str | None) -> str:
        place = names.get(site_id or "") if tells_sites else None
        return f"{ROLE[Role(role)]} ({place})" if place else str(ROLE[Role(role)])

    return _(", ").join(said(grant.role, grant.site_id) for grant in account.grants)


def _grants(typed: Typed, sites: Sequence[Site]) -> Grants:
    places: list[str] = [EVERYWHERE, *(site.id for site in sites)]
    return [
        (role, None if place == EVERYWHERE else place)
        for role in Role
        for place in places
        if typed[f"role.{role}.{place}"]
    ]


def _form(rows: Session, typed: Typed, account: Account | None) -> str:
    sites = every_site(rows)
    return render_template(
        "accounts/form.html",
        typed=typed,
        account=account,
        said=_said(account) if account else None,
        roles=[(role.value, str(word)) for role, word in ROLE.items()],
        places=_places(sites),
        is_me=account is not None and account.id == me().id,
    )


def _places(sites: Sequence[Site]) -> list[tuple[str, str]]:
    named = [(site.id, site.named(language())) for site in sites]
    return [(EVERYWHERE, _("All sites")), *named]


def _link_page(account: Account, secret: str) -> str:
    address = f"{node().settings.public_url}{url_for('sign_in.link', secret=secret)}"
    hours = int(LINK_LIVES.total_seconds() // 3600)
    return render_template("accounts/link.html", account=account, address=address, hours=hours)
