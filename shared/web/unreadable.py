"""What no person types and no database keeps: a NUL in an address or a form is turned away at the door."""

from collections.abc import Callable
from itertools import chain

from flask import Flask, request
from werkzeug.wrappers import Response

Answer = Response | tuple[str, int] | str

_NUL = "\0"


def refuse_nul(app: Flask, answer: Callable[[], Answer], *, forms_too: bool = True) -> None:
    """Give this answer to every request whose address or form holds a NUL.

    Without `forms_too` forms are left alone: their pages say themselves what cannot be kept, and how long each may be.
    """

    def check() -> Answer | None:
        typed = forms() if forms_too else []
        values = chain([request.path], *(each for _, each in request.args.lists()), *(each for _, each in typed))
        return answer() if any(_NUL in value for value in values) else None

    app.before_request(check)


def forms() -> list[tuple[str, list[str]]]:
    """Return the fields of a form that was sent, each with its values."""
    return list(request.form.lists()) if request.method == "POST" else []
