"""When something is not there, not allowed, or broken: a page for people, a problem for programs."""

from flask import Flask, g, render_template
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.wrappers import Response

from admin.asking import wants_page
from admin.speech import _
from admin.wording import objection_words
from shared.desk.outcomes import NotAllowed, OutOfTurn
from shared.web.problems import problem

_CODES = {400: "bad_request", 401: "signed_out", 403: "not_allowed", 404: "not_found", 405: "method_not_allowed"}


def answer_faults(app: Flask) -> None:
    """Give an app its error pages."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(NotAllowed, _not_allowed)
    app.register_error_handler(OutOfTurn, _out_of_turn)
    app.register_error_handler(InternalServerError, _broken)


def fault(status: int, code: str, title: str, words: str) -> Response | tuple[str, int]:
    """Return the answer to a request that failed."""
    if not wants_page():
        return problem(status, code, words)
    return render_template("fault.html", status=status, title=title, words=words), status


def _http(error: HTTPException) -> Response | tuple[str, int] | HTTPException:
    status = error.code or 500
    if status < 400:
        return error
    title, words = {
        401: (_("You are logged out"), _("Sign in and try again.")),
        403: (_("This page is not open to you"), _("Ask an administrator if you need it for your work.")),
        404: (_("This page is not here"), _("It may have been moved, or it belongs to another site.")),
        405: (_("This page is not here"), _("It may have been moved, or it belongs to another site.")),
        413: (_("This is too large"), _("Nothing was kept. Go back and choose a smaller file, or divide the table.")),
        429: (_("That was too often"), _("Nothing was changed. Wait a little, then go back and try again.")),
    }.get(status, (_("That did not work"), _("Go back and try again.")))
    return fault(status, _CODES.get(status, "failed"), title, words)


def _stale(_error: CSRFError) -> Response | tuple[str, int]:
    words = _("The page was open for a long time. Go back, load it again, and send it once more.")
    return fault(400, "csrf", _("Nothing was changed"), words)


def unreadable() -> Response | tuple[str, int]:
    """Answer what holds a character that nobody types and nothing can keep."""
    words = _(
        "There is a character in it that cannot be kept. Go back and type that part anew: the rest is still there."
    )
    return fault(422, "bad_characters", _("Nothing was changed"), words)


def _not_allowed(refused: NotAllowed) -> Response | tuple[str, int]:
    return fault(403, refused.code, _("That was not done"), objection_words(refused.code))


def _out_of_turn(refused: OutOfTurn) -> Response | tuple[str, int]:
    return fault(409, refused.code, _("That was not done"), objection_words(refused.code))


def _broken(_error: InternalServerError) -> Response | tuple[str, int]:
    """Say that it is our fault; the log says which. Nobody is asked who they are: that may be what broke."""
    g.setdefault("who", None)
    title, words = _("Something broke on our side"), _("It is written down. Nothing of yours was changed.")
    return fault(500, "broken", title, words)
