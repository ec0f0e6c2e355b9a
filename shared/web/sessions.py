"""Who is asking, by the cookie of a browser that signed in.

The cookie holds only a random key, signed; the truth is the row in the database, so that a sign-in
can be taken back at once. It is read once a request, and its idle end is moved at most once a minute.
"""

from datetime import timedelta

from flask import Flask, current_app, g, session

from shared.access.actions import stay_signed_in
from shared.access.models import SignIn
from shared.access.queries import person_signed_in
from shared.access.rules import LONGEST_SIGN_IN, Person
from shared.kernel.node import Node

KEY = "key"
"""The name of the browser's secret in Flask's session."""

_TOUCH_EVERY = timedelta(minutes=1)


def use_sessions(app: Flask, node: Node) -> None:
    """Sign the app's cookies, and make `current_person` work in its requests."""
    app.secret_key = node.keys.cookies
    app.config.update(
        SESSION_COOKIE_NAME="usher",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=node.settings.is_https,
        PERMANENT_SESSION_LIFETIME=LONGEST_SIGN_IN,
        # Else a page's background call, answered late, brings back the cookie of before, and what was flashed is lost.
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    app.extensions["usher node"] = node


def remember_browser(secret: str) -> None:
    """Put a new sign-in's secret into the cookie; whatever the cookie held before is gone."""
    session.clear()
    session[KEY] = secret
    session.permanent = True


def forget_browser() -> None:
    """Empty the cookie."""
    session.clear()
    g.pop("who", None)


def current_person() -> Person | None:
    """Return who is signed in, or None."""
    found = _who()
    return found[0] if found else None


def current_sign_in() -> SignIn | None:
    """Return the row of this browser's sign-in, or None."""
    found = _who()
    return found[1] if found else None


def _who() -> tuple[Person, SignIn] | None:
    if "who" not in g:
        g.who = _read(current_app.extensions["usher node"])
    who: tuple[Person, SignIn] | None = g.who
    return who


def _read(node: Node) -> tuple[Person, SignIn] | None:
    secret = session.get(KEY)
    if not isinstance(secret, str):
        return None
    now = node.now()
    with node.reading() as rows:
        found = person_signed_in(rows, secret, now)
    if found is not None and now - found[1].seen_at > _TOUCH_EVERY:
        with node.transaction() as rows:
            row = rows.get(SignIn, found[1].id)
            if row is not None:
                stay_signed_in(row, now)
    return found
