"""Dark or light: a board hangs in a dark lobby, or stands in a booth in the sun. Kept in this browser's session."""

from flask import Blueprint, redirect, request, session
from werkzeug.wrappers import Response

from admin.asking import safe_path

pages = Blueprint("gate_theme", __name__)

_KEY = "gate_theme"
_DARK, _LIGHT = "dark", "light"


def gate_theme() -> str:
    """Return the theme of the gate's pages in this browser: dark, unless light was chosen."""
    return _LIGHT if session.get(_KEY) == _LIGHT else _DARK


@pages.post("/gate/theme")
def choose() -> Response:
    """Take the other theme, and go back to where it was chosen."""
    session[_KEY] = _DARK if gate_theme() == _LIGHT else _LIGHT
    return redirect(safe_path(request.form.get("back")))
