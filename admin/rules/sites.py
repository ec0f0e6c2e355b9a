"""The page on which an administrator says how a site is run: hours, holidays, its own days, its lobby."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import language, lost, me, node
from admin.dates import long_day
from admin.forms import Typed
from admin.rules.days import calendar_typed, days_shown, days_typed, hours_shown, hours_typed
from admin.rules.figures import as_typed, said_in, wanted
from admin.rules.history import history, nothing_said, notice_other_changes, one_by_one, reason_typed
from admin.rules.site_names import code_typed, country_choices, zone_choices, zone_typed
from admin.rules.words import SITE, WEEKDAYS
from admin.speech import Words, _, _l
from shared.desk.new_site import is_settled
from shared.sites.actions import change_site, history_of_site
from shared.sites.holidays import Gap, gap_in, public_days
from shared.sites.models import Site

pages = Blueprint("site_rules", __name__, url_prefix="/rules/sites")

_AHEAD = timedelta(days=400)
_SHOWN = 12
_GAP: dict[Gap, Words] = {
    Gap.NO_HOLIDAYS: _l("No public holiday of %(country)s is known for %(year)s. Name them here as days of its own."),
    Gap.NO_MADE_UP_DAYS: _l(
        "No weekend day is known yet on which %(country)s works in %(year)s, and more days may still become free. "
        "Name them here as days of its own once they are announced."
    ),
}


@pages.get("/<site_id>")
def page(site_id: str) -> str:
    """Show how a site is run, to change it."""
    with node().reading() as rows:
        site = rows.get(Site, site_id) or lost()
        typed = as_typed(SITE, site)
        typed["calendar"] = site.calendar
        hours_shown(typed, site.hours_text)
        days_shown(typed, site.own_days)
        typed["code"], typed["zone"] = site.code, site.zone
        return _page(rows, site, typed)


@pages.post("/<site_id>")
def save(site_id: str) -> str | tuple[str, int] | Response:
    """Run a site otherwise."""
    typed = Typed(request.form)
    with node().transaction() as rows:
        site = rows.get(Site, site_id) or lost()
        figures = wanted(SITE, typed) | {
            "hours_text": hours_typed(typed),
            "calendar": calendar_typed(typed),
            "own_days": days_typed(typed),
        }
        if not is_settled(rows, site_id):
            figures |= {"code": code_typed(rows, typed, site), "zone": zone_typed(typed)}
        reason = reason_typed(typed)
        notice_other_changes(rows, history_of_site(site_id), typed)
        if not typed.troubles and figures["top_up_latest_minutes"] <= figures["top_up_minutes"]:
            words = _("This is less than the one above it. Write a larger number.")
            typed.is_wrong("top_up_latest_minutes", words)
        if typed.troubles:
            return _page(rows, site, typed), 422
        changed = change_site(rows, site, figures, reason, me().id, node().now())
    flash(nothing_said(changed), "go")
    return redirect(url_for("site_rules.page", site_id=site_id))


def _page(rows: Session, site: Site, typed: Typed) -> str:
    now = node().now()
    today = now.astimezone(site.tz).date()
    others: dict[str, tuple[str, Callable[[Any], str]]] = {
        "hours_text": (_("Opening hours"), _said_hours),
        "calendar": (_("Public holidays"), _said_country),
        "own_days": (_("Days of its own"), _said_days),
        "code": (_("Code"), str),
        "zone": (_("Time zone"), str),
    }

    def say(name: str, value: Any) -> tuple[str, str]:
        if name in others:
            word, said = others[name]
            return word, (said(value) if value else "") or _("nothing")
        return said_in(SITE, name, value)

    return render_template(
        "rules/site.html",
        site=site,
        word=site.named(language()),
        typed=typed,
        groups=SITE,
        weekdays=[(str(number), word) for number, word in enumerate(WEEKDAYS)],
        countries=country_choices(),
        zones=zone_choices(),
        is_settled=is_settled(rows, site.id),
        coming=_coming(site, today),
        unknown=_unknown(site, today),
        rows_of_days=range(sum(name.startswith("day.") for name in typed.names()) + 3),
        past=history(rows, history_of_site(site.id), one_by_one(say), site.tz, now),
    )


def _coming(site: Site, today: date) -> list[tuple[str, str]]:
    """Return the days ahead on which the calendar says otherwise than the weekday, each with why."""
    days = (today + timedelta(days=number) for number in range(_AHEAD.days))
    said = ((day, _why(site, day)) for day in days)
    found = [(long_day(day, today), why) for day, why in said if why]
    return found[:_SHOWN]


def _unknown(site: Site, today: date) -> list[str]:
    """Say what nobody knows yet of the years that are shown: lead times then count by weekdays alone (R5)."""
    years = range(today.year, (today + _AHEAD).year + 1) if site.calendar else ()
    return [
        _GAP[gap] % {"country": _said_country(site.calendar), "year": year}
        for year in years
        if (gap := gap_in(site.calendar, year)) is not None
    ]


def _why(site: Site, day: date) -> str:
    if day.isoformat() in site.own_days:
        return _("the site works") if site.own_days[day.isoformat()] else _("the site is closed")
    if not site.calendar:
        return ""
    public = public_days(site.calendar, day.year, language()[:2])
    if day in public.made_up:
        return _("made up: people work")
    return public.off.get(day, "") if str(day.weekday()) in site.hours_text else ""


def _said_country(code: str) -> str:
    return dict(country_choices()).get(code, code)


def _said_hours(kept: dict[str, list[str]]) -> str:
    return _(", ").join(f"{WEEKDAYS[int(day)]} {opens}–{closes}" for day, (opens, closes) in sorted(kept.items()))


def _said_days(kept: dict[str, bool]) -> str:
    works, closed = _("works"), _("closed")
    return _(", ").join(f"{day} {works if is_worked else closed}" for day, is_worked in sorted(kept.items()))
