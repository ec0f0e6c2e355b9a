"""The first page: where someone's work is."""

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from admin.asking import me, node
from admin.permissions import may_open
from admin.setting_up import is_to_be_shown
from shared.access.rules import Permission

pages = Blueprint("home", __name__)


@pages.get("/")
def home() -> Response:
    """Go to what a new house still needs, else to where this person's work is."""
    who = me()
    with node().reading() as rows:
        if is_to_be_shown(rows, who):
            return redirect(url_for("setting_up.page"))
    if who.may_somewhere(Permission.BOOK_FOR_OTHERS):
        return redirect(url_for("bookings.listing", when="today"))
    if who.may_somewhere(Permission.SEE_GATE):
        return redirect(url_for("gate.board"))
    if who.employee_id and may_open(who, "host.page"):
        return redirect(url_for("host.page"))
    return redirect(url_for("dispatch.page") if may_open(who, "dispatch.page") else url_for("bookings.listing"))
