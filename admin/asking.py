"""What every page asks of the request at hand: who is asking, in which language, over which node."""

from typing import NoReturn, cast
from urllib.parse import urlsplit

from flask import abort, current_app, g, has_request_context, request, session

from shared.access.rules import Person
from shared.kernel.node import Node
from shared.web.languages import CHINESE, LANGUAGES, OFFICE_LANGUAGES, known_language, preferred_language
from shared.web.sessions import current_person

INVITED = "invited"
"""The pages behind an invitation's link: of visitors, and not of the house."""
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
    """Return the languages of this page: an invited visitor reads theirs in all that the kiosk speaks."""
    return LANGUAGES if request.blueprint == INVITED else OFFICE_LANGUAGES


def _language() -> str:
    speaks = spoken()
    if chosen := known_language(session.get(CHOSEN), speaks):
        return chosen
    if who := person():
        return known_language(who.language) or CHINESE
    return preferred_language(request.accept_languages.values(), spoken=speaks)
