"""What every page asks of the request at hand: who is asking, in which language, over which node."""

from typing import NoReturn, cast
from urllib.parse import urlsplit

from flask import abort, current_app, g, has_request_context, request, session
from flask_babel import Domain

from shared.access.rules import Person
from shared.kernel.node import Node
from shared.web.languages import (
    CHINESE,
    KIOSK_WORDS,
    LANGUAGES,
    OFFICE_LANGUAGES,
    OFFICE_WORDS,
    TRANSLATIONS,
    known_language,
    preferred_language,
)
from shared.web.sessions import current_person

VISITORS_OWN = frozenset({"invited", "surveys"})
"""The pages behind a visitor's link, to answer an invitation or to say how it was: of visitors, not of the house."""
_WORDS_FOR_VISITORS = Domain([str(TRANSLATIONS)] * 2, f"{OFFICE_WORDS};{KIOSK_WORDS}")
"""The kiosk's words, and the office's only where it has none: the office's Chinese is the mainland's."""
CHOSEN = "language"
"""The name of this browser's language in Flask's session, once somebody chose one."""


def node() -> Node:
    """Return the node that this app stands on."""
    return cast(Node, current_app.extensions["usher node"])


def person() -> Person | None:
    """Return who is signed in, or None."""
    return current_person()


def me() -> Person:
    """Return who is signed in; a page that anybody may see asks `person` instead."""
    return current_person() or abort(401)


def language() -> str:
    """Return the language of this page: chosen in this browser, else the account's, else the browser's own."""
    if not has_request_context():
        return CHINESE
    if "language" not in g:
        g.language = _language()
    return str(g.language)


def wants_page() -> bool:
    """Say whether a browser shows the answer to a person, so that an error should be a page."""
    return request.accept_mimetypes.best_match(("application/json", "text/html")) == "text/html"


def safe_path(asked: str | None) -> str:
    """Return a path of ours that was asked for as the next page; the first page for anything else."""
    if not asked or asked.startswith("//") or any(each in asked for each in "\\\r\n"):
        return "/"
    parts = urlsplit(asked)
    return asked if not parts.scheme and not parts.netloc and parts.path.startswith("/") else "/"


def lost() -> NoReturn:
    """Answer 404: there is no such thing, or it is not for this person to know that there is."""
    abort(404)


def spoken() -> tuple[str, ...]:
    """Return the languages of this page: a visitor reads theirs in all that the kiosk speaks."""
    return LANGUAGES if request.blueprint in VISITORS_OWN else OFFICE_LANGUAGES


def speak_as_the_kiosk() -> None:
    """Say everything on a visitor's page as the kiosk says it."""
    if request.blueprint in VISITORS_OWN:
        _WORDS_FOR_VISITORS.as_default()


def opens_in(said: str) -> None:
    """Let a visitor's page open in the language that is known of them, unless this browser's reader chose one."""
    known = known_language(said, spoken())
    if known is not None and known_language(session.get(CHOSEN), spoken()) is None:
        g.language = known


def _language() -> str:
    speaks = spoken()
    if chosen := known_language(session.get(CHOSEN), speaks):
        return chosen
    if who := person():
        return known_language(who.language) or CHINESE
    return preferred_language(request.accept_languages.values(), spoken=speaks)
