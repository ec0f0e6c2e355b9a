"""Choosing the language: kept in this browser, and with the account of whoever is signed in."""

from flask import Blueprint, redirect, request, session
from werkzeug.wrappers import Response

from admin.asking import CHOSEN, node, person, safe_path
from shared.access.actions import choose_language
from shared.web.languages import LANGUAGES, OFFICE_LANGUAGES, known_language

pages = Blueprint("language", __name__)


@pages.post("/language")
def choose() -> Response:
    """Keep the choice and go back to where it was made."""
    chosen = known_language(request.form.get("language"), LANGUAGES)
    if chosen is not None:
        session[CHOSEN] = chosen
        if (who := person()) and chosen in OFFICE_LANGUAGES:
            with node().transaction() as rows:
                choose_language(rows, who.id, chosen)
    return redirect(safe_path(request.form.get("back")))
