"""The page on which an administrator gives the house one more site."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from admin.asking import me, node
from admin.forms import Typed
from admin.rules.days import calendar_typed, hours_shown, hours_typed
from admin.rules.figures import Group, wanted
from admin.rules.history import reason_typed
from admin.rules.site_names import code_typed, country_choices, zone_choices, zone_typed
from admin.rules.words import SITE, WEEKDAYS
from admin.speech import _
from shared.desk.new_site import open_another_site
from shared.sites.actions import OFFICE_HOURS, NewSite
from shared.sites.queries import every_site

pages = Blueprint("new_site", __name__, url_prefix="/rules/new-site")

NAMES: tuple[Group, ...] = SITE[:1]


@pages.get("")
def page() -> str:
    """Show the form; zone and holidays are those of the first site, until said otherwise."""
    with node().reading() as rows:
        first = every_site(rows)[0]
        typed = Typed({"zone": first.zone, "calendar": first.calendar})
    hours_shown(typed, OFFICE_HOURS)
    return _page(typed)


@pages.post("")
def add() -> str | tuple[str, int] | Response:
    """Open the site, and go on to what else may be said of it."""
    typed = Typed(request.form)
    try:
        with node().transaction() as rows:
            names = wanted(NAMES, typed)
            new = NewSite(
                code=code_typed(rows, typed),
                zone=zone_typed(typed),
                calendar=calendar_typed(typed),
                hours_text=hours_typed(typed),
                **names,
            )
            reason = reason_typed(typed)
            if typed.troubles:
                return _page(typed), 422
            site_id = open_another_site(rows, new, reason, me().id, node().now()).id
    except IntegrityError:  # two of one code at once
        typed.is_wrong("code", _("Another site has just been given this code. Choose another one."))
        return _page(typed), 422
    flash(_("The site is open. Its texts are the ones that Usher came with: read them, and publish your own."), "go")
    return redirect(url_for("site_rules.page", site_id=site_id))


def _page(typed: Typed) -> str:
    return render_template(
        "rules/new_site.html",
        typed=typed,
        names=NAMES[0].figures,
        zones=zone_choices(),
        countries=country_choices(),
        weekdays=[(str(number), word) for number, word in enumerate(WEEKDAYS)],
    )
