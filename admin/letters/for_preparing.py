"""The coming week, as it goes to those who prepare its visits (R28)."""

from datetime import date

from flask import render_template, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from admin.calendar.week import MOST_OF_A_DAY, days_of
from admin.dates import short_day
from shared.access.queries import language_of
from shared.bookings.planned import Shown
from shared.kernel.node import Node
from shared.notices.models import Notice
from shared.notices.rules import Letter
from shared.people.models import Employee
from shared.previews.rules import week_days
from shared.sites.models import Site


def week_preview(session: Session, notice: Notice, node: Node) -> Letter | None:
    """Write one who prepares visits what is planned for the coming week, as it stands now."""
    site, person = session.get(Site, notice.subject_id), session.get(Employee, notice.employee_id)
    if site is None or person is None or person.left_at is not None:
        return None
    monday = date.fromisoformat(notice.facts["monday"])
    language = language_of(session, person.id)
    with force_locale(language):
        today = node.now().astimezone(site.tz).date()
        days = days_of(session, site, week_days(monday), Shown(site.id), today, MOST_OF_A_DAY, language)
        page = url_for("calendar.preview", site=site.code, on=monday.isoformat())
        facts = {
            "days": days,
            "number": sum(len(day.tiles) for day in days),
            "site": site.named(language),
            "address": f"{node.settings.public_url}{page}",
        }
        first = short_day(monday, language)
        subject = _("Visits of the coming week: %(site)s, from %(day)s", site=site.named(language), day=first)
        return Letter(person.email, subject, render_template("letters/week_preview.txt", **facts))
