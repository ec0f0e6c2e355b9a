"""The first page: where someone's work is."""

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from admin.asking import me
from shared.access.rules import Permission

pages = Blueprint("home", __name__)


@pages.get("/")
def home() -> Response:
    """Go to today's bookings, to the gate's board, or to one's own visitors."""
    who = me()
    if who.may_somewhere(Permission.BOOK_FOR_OTHERS):
        return redirect(url_for("bookings.listing", when="today"))
    if who.may_somewhere(Permission.SEE_GATE):
        return redirect(url_for("gate.board"))
    return redirect(url_for("host.page") if who.employee_id else url_for("bookings.listing"))
