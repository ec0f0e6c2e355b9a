"""When one is away oneself, and who is asked then: everybody's own part of what is known of them (R13)."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import lost, me, node
from admin.forms import Typed
from admin.people.form import House, as_cells, wish_of
from admin.people.words import trouble_words
from admin.speech import _
from admin.undoing import done
from shared.desk.staff import save_employee
from shared.people.models import Employee
from shared.people.queries import addresses
from shared.sites.models import Site

pages = Blueprint("absence", __name__, url_prefix="/my-absence")

FIELDS = ("delegate", "works", "away_from", "away_until")
"""What everybody may say of themselves; the rest is the administrator's."""


@pages.get("")
def page() -> str:
    """Show it, to be changed."""
    with node().reading() as rows:
        cells = _cells(rows, _myself(rows))
    return _page(Typed({name: cells[name] for name in FIELDS}))


@pages.post("")
def save() -> str | tuple[str, int] | Response:
    """Change it."""
    typed = Typed(request.form)
    with node().transaction() as rows:
        found = _myself(rows)
        was = _cells(rows, found)
        cells = was | {name: typed[name] for name in FIELDS}
        every = addresses(rows)
        site = rows.get_one(Site, found.site_id)
        wish, troubles = wish_of(cells, House([site], addresses(rows, present=True), every - {found.email}))
        for field, code in troubles:
            typed.is_wrong(field if field in FIELDS else "delegate", trouble_words(field, code))
        if wish is None:
            return _page(typed), 422
        save_employee(rows, wish, me().id, node().now(), found)
    before = {name: was[name] for name in FIELDS}
    if before == {name: typed[name] for name in FIELDS}:
        flash(_("Nothing was changed."), "go")
    else:
        done(_("Saved."), url_for("absence.save"), before)
    return redirect(url_for("absence.page"))


def _myself(rows: Session) -> Employee:
    return rows.get(Employee, me().employee_id or "") or lost()


def _cells(rows: Session, found: Employee) -> dict[str, str]:
    return as_cells(found, rows.get_one(Site, found.site_id))


def _page(typed: Typed) -> str:
    return render_template("people/absence.html", typed=typed)
