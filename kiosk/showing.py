"""Laying a page out: its own facts, and those that every page of the kiosk shows."""

from pathlib import Path
from typing import Any

from flask import Response, current_app, make_response, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from kiosk.display import again, at, display
from kiosk.lobby import lobby
from kiosk.moments import hour, today
from kiosk.screens import Here, Screen, Steps, worded
from kiosk.scripts import scripts_version
from kiosk.sheets import version_of
from kiosk.wording import GONE
from shared.looks.queries import look_now
from shared.sites.models import Site
from shared.web.languages import NAMES


def here(session: Session) -> Here:
    """Return this lobby's zone, this moment, and the language of the request."""
    return Here(_site(session).tz, lobby().node.now(), display().lang)


def page(session: Session, template: str, status: int = 200, /, **facts: Any) -> Response:
    """Lay a page out, with the lintel, the sill, and the screen for when nobody answers any more.

    `frame` tells what pages in one look have in common from that of pages in another. A script that says (`Frame`)
    which of them its screen shows already gets lintel and screen only.
    """
    site, now, shown = _site(session), lobby().node.now(), display()
    look = look_now(session)
    look_version, scripts = version_of(look), scripts_version(Path(str(current_app.static_folder)))
    frame = " ".join((look_version, scripts, *vars(shown).values()))
    common = {
        "display": shown,
        "at": at,
        "again": again,
        "languages": NAMES,
        "sill_languages": shown.at_the_sill,
        "look": look,
        "look_version": look_version,
        "scripts_version": scripts,
        "site_name": site.named(shown.lang),
        "zone": site.zone,
        "today": today(now, site.tz, shown.lang),
        "clock": hour(now, site.tz),
        "reads_serial": lobby().scans is not None,
        "frame": frame,
        "has_frame": request.headers.get("Frame") == frame,
        "gone": worded("gone", GONE, Steps()),
    }
    return make_response(render_template(template, **(common | facts)), status)


def outcome(session: Session, screen: Screen, status: int = 200) -> Response:
    """Lay an outcome out."""
    return page(session, "outcome.html", status, screen=screen, title=screen.title)


_MORNING, _NIGHT = 5, 22
"""Hours between which a greeting says what time of day it is."""


def greeting(local: Here) -> str:
    """Greet by the hour."""
    hours = local.now.astimezone(local.zone).hour
    if not _MORNING <= hours < _NIGHT:
        return str(_("Hello,"))
    if hours < 12:
        return str(_("Good morning,"))
    return str(_("Good afternoon,") if hours < 18 else _("Good evening,"))


def example_permit(session: Session) -> str:
    """Return a number as this site's permits have it; its count, 000, is never given to one."""
    site = _site(session)
    return f"{lobby().node.now().astimezone(site.tz):{site.permit_prefix}%y-%m%d}-000"


def _site(session: Session) -> Site:
    site = session.get(Site, lobby().door.site_id)
    assert site is not None, "the lobby's own site is gone"
    return site
