"""What reception and managers hear when nobody has come to a visitor who calls."""

from datetime import datetime

from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from shared.access.queries import language_of
from shared.desk.help import is_still_open
from shared.kernel.node import Node
from shared.notices.models import Notice
from shared.notices.rules import Letter
from shared.people.models import Employee
from shared.sites.models import Site


def help_letter(session: Session, notice: Notice, node: Node) -> Letter | None:
    """Ask somebody to go there; nothing, once anybody has taken note of the call."""
    site, person = session.get(Site, notice.about["site"]), session.get(Employee, notice.employee_id)
    station, since = str(notice.facts["station"]), datetime.fromisoformat(notice.facts["since"])
    if site is None or person is None or not is_still_open(session, site.id, station, since):
        return None
    language = language_of(session, person.id)
    with force_locale(language):
        facts = {
            "station": station,
            "site": site.named(language),
            "since": since.astimezone(site.tz),
            "address": f"{node.settings.public_url}/gate",
        }
        subject = _("A visitor at %(station)s asks for help, and nobody has come", station=station)
        return Letter(person.email, subject, render_template("letters/help.txt", **facts))
