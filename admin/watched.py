"""The sites that a person watches over, and the one that a page of theirs is about."""

from collections.abc import Sequence

from flask import request
from sqlalchemy.orm import Session

from admin.asking import lost, me, node
from shared.access.rules import Permission
from shared.sites.models import Site
from shared.sites.queries import every_site


def watched_sites(rows: Session) -> list[Site]:
    """Return the sites whose gate, desk and devices are this person's to watch."""
    return [site for site in every_site(rows) if me().may(Permission.SEE_GATE, site.id)]


def site_asked_for(watched: Sequence[Site]) -> Site:
    """Return the site that `?site=` names by its code, else this node's own, else the first of them."""
    code = request.args.get("site") or node().settings.site
    return next((site for site in watched if site.code == code), None) or (watched[0] if watched else lost())
