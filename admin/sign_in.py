"""Signing in and out: by password, by one-time link; and the browsers where one is signed in."""

import re
from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from admin.asking import CHOSEN, lost, me, node, person, safe_path
from admin.beside import beside
from admin.dates import moment_words
from admin.forms import Typed
from admin.speech import _
from shared.access.actions import set_password as set_password_of
from shared.access.actions import sign_in as sign_in_account
from shared.access.actions import sign_in_with_password, use_link
from shared.access.actions import sign_out as sign_out_browser
from shared.access.models import Account, SignIn
from shared.access.passwords import WeakPassword, hash_password, is_right
from shared.access.queries import account_for_link, password_to_check, sign_ins_of
from shared.access.rules import SHORTEST_PASSWORD
from shared.sites.queries import every_site
from shared.web.sessions import current_sign_in, forget_browser, remember_browser

pages = Blueprint("sign_in", __name__)

# What a browser writes of itself, the more telling signs first: every Edge also calls itself Chrome and Safari.
_BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone|iPad", "iOS"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)

FRESH = timedelta(minutes=15)
"""Who signed in this recently, by whatever way, may set a password without knowing the old one."""


@pages.get("/sign-in")
def page() -> str | Response:
    """Show the sign-in form; who is signed in already goes on."""
    if person():
        return redirect(safe_path(request.args.get("next")))
    return render_template("sign_in/sign_in.html", typed=Typed(), next=safe_path(request.args.get("next")))


@pages.post("/sign-in")
def sign_in() -> tuple[str, int] | Response:
    """Sign this browser in by e-mail and password; every failure reads the same."""
    typed, address, now = Typed(request.form), request.remote_addr or "", node().now()
    with node().reading() as rows:
        known = password_to_check(rows, typed["email"], address, now)
    secret = None
    if known is not None:
        matches = beside(is_right, known, request.form.get("password", ""))
        with node().transaction() as rows:
            browser = request.user_agent.string
            checked = known if matches else None
            secret = sign_in_with_password(rows, typed["email"], checked, address=address, browser=browser, now=now)
    if secret is None:
        words = _("E-mail or password is not right, or it was tried too often. Wait a little, or ask for a link.")
        typed.is_wrong("email", words)
        return render_template("sign_in/sign_in.html", typed=typed, next=safe_path(typed["next"])), 422
    _remember(secret)
    return redirect(safe_path(typed["next"]))


@pages.get("/links/<secret>")
def link(secret: str) -> tuple[str, int]:
    """Show a button. Mail scanners open links, so that opening one must not use it up."""
    with node().reading() as rows:
        found = account_for_link(rows, secret, node().now())
    return render_template("sign_in/link.html", works=found is not None), 200 if found else 410


@pages.post("/links/<secret>")
def use(secret: str) -> tuple[str, int] | Response:
    """Use the link up and sign this browser in; who has no password yet is asked for one."""
    now = node().now()
    with node().transaction() as rows:
        found = account_for_link(rows, secret, now)
        browser = use_link(rows, secret, request.user_agent.string, now) if found else None
    if found is None or browser is None:
        return render_template("sign_in/link.html", works=False), 410
    _remember(browser)
    return redirect(url_for("sign_in.password") if found[1].password_hash is None else "/")


@pages.post("/sign-out")
def sign_out() -> Response:
    """Sign this browser out."""
    row = current_sign_in()
    if row is not None:
        with node().transaction() as rows:
            sign_out_browser(rows, rows.merge(row), node().now(), me().id)
    forget_browser()
    return redirect(url_for("sign_in.page"))


@pages.get("/password")
def password() -> str | Response:
    """Show the form for a new password."""
    if not _is_fresh():
        flash(_("Sign in once more before you set a password."), "attend")
        return redirect(url_for("sign_in.my_sign_ins"))
    return render_template("sign_in/password.html", typed=Typed(), shortest=SHORTEST_PASSWORD)


@pages.post("/password")
def set_password() -> tuple[str, int] | Response:
    """Set the password; every other browser of the account is signed out."""
    if not _is_fresh():
        return redirect(url_for("sign_in.password"))
    typed, now = Typed(request.form), node().now()
    try:
        password_hash = beside(hash_password, request.form.get("password", ""))
    except WeakPassword:
        typed.is_wrong("password", _("A password has at least %(n)s characters.", n=SHORTEST_PASSWORD))
        return render_template("sign_in/password.html", typed=typed, shortest=SHORTEST_PASSWORD), 422
    with node().transaction() as rows:
        account = rows.get_one(Account, me().id)
        set_password_of(rows, account, password_hash, now)
        secret = sign_in_account(rows, account, request.user_agent.string, now, "password")
    _remember(secret)
    flash(_("Your password is set. Other browsers are signed out."), "go")
    return redirect("/")


@dataclass(frozen=True)
class Browser:
    """A browser where one is signed in, as the page shows it."""

    id: str
    name: str
    since: str
    seen: str
    is_this: bool


@pages.get("/my-sign-ins")
def my_sign_ins() -> str:
    """List the browsers where one is signed in."""
    now, here = node().now(), current_sign_in()
    with node().reading() as rows:
        zone = every_site(rows)[0].tz
        browsers = [
            Browser(
                row.id,
                browser_words(row.browser),
                moment_words(row.made_at, zone, now),
                moment_words(row.seen_at, zone, now),
                here is not None and row.id == here.id,
            )
            for row in sign_ins_of(rows, me().id, now)
        ]
    return render_template("sign_in/sign_ins.html", browsers=browsers, is_fresh=_is_fresh())


@pages.post("/my-sign-ins/<sign_in_id>/end")
def revoke(sign_in_id: str) -> Response:
    """Sign one of one's own browsers out."""
    with node().transaction() as rows:
        row = rows.get(SignIn, sign_in_id)
        if row is None or row.account_id != me().id:
            lost()
        sign_out_browser(rows, row, node().now(), me().id)
    flash(_("That browser is signed out."), "go")
    return redirect(url_for("sign_in.my_sign_ins"))


def browser_words(user_agent: str) -> str:
    """Return a browser's name and system as far as it tells them."""
    browser = next((word for sign, word in _BROWSERS if re.search(sign, user_agent)), None)
    system = next((word for sign, word in _SYSTEMS if re.search(sign, user_agent)), None)
    if browser and system:
        return _("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or system or _("Another program")


def _is_fresh() -> bool:
    row = current_sign_in()
    return row is not None and node().now() - row.made_at < FRESH


def _remember(secret: str) -> None:
    """Put the sign-in into the cookie; the language that this browser chose before stays."""
    chosen = session.get(CHOSEN)
    remember_browser(secret)
    if chosen is not None:
        session[CHOSEN] = chosen
