"""Letters about feedback: the survey's link to who has left, and low scores to who sees to them (R23)."""

from flask import render_template, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from shared.access.queries import language_of
from shared.desk.complaints import LOW_SCORE_DUE
from shared.desk.rate import SURVEY_REMINDER
from shared.desk.survey import link_ends_at, visit_to_rate
from shared.desk.survey_links import sign_survey
from shared.feedback.queries import low_score, survey_of
from shared.kernel.node import Node
from shared.notices.models import Notice
from shared.notices.rules import Letter
from shared.people.models import Employee
from shared.sites.models import Site


def survey_letter(session: Session, notice: Notice, node: Node) -> Letter | None:
    """Ask a visitor how it was, in both languages; nothing, if they have said so meanwhile, or the link has ended."""
    stay = visit_to_rate(session, notice.subject_id)
    survey = survey_of(session, stay.booking.grade_letter) if stay else None
    if stay is None or survey is None or not stay.guest.visitor.email:
        return None
    ends_at = link_ends_at(stay, survey)
    if ends_at <= node.now():
        return None
    link = sign_survey(stay.id, ends_at, node.keys.surveys)
    facts = {
        "guest": stay.guest,
        "site": stay.booking.site,
        "day": stay.arrived_at.astimezone(stay.booking.site.tz).date().isoformat(),
        "until": ends_at.astimezone(stay.booking.site.tz).date().isoformat(),
        "link": f"{node.settings.public_url}{url_for('surveys.page', link=link)}",
        "again": notice.topic == SURVEY_REMINDER,
    }
    return Letter(
        to=stay.guest.visitor.email,
        subject=render_template("letters/survey_subject.txt", **facts).strip(),
        text=render_template("letters/survey.txt", **facts),
    )


def low_score_letter(session: Session, notice: Notice, node: Node) -> Letter | None:
    """Tell who sees to a low score that there is one, or remind them; names and words stand on its page only."""
    raised, owner = low_score(session, notice.subject_id), session.get(Employee, notice.employee_id)
    if raised is None or owner is None or raised.answered_at is not None or raised.closed_at is not None:
        return None
    site, language = session.get_one(Site, raised.site_id), language_of(session, owner.id)
    with force_locale(language):
        facts = {
            "score": raised.feedback.lowest,
            "grade": raised.feedback.grade_letter,
            "is_reminder": notice.topic == LOW_SCORE_DUE,
            "is_overdue": raised.due_at <= node.now(),
            "site": site.named(language),
            "due": raised.due_at.astimezone(site.tz),
            "address": f"{node.settings.public_url}{url_for('complaints.page', low_score_id=raised.id)}",
        }
        if facts["is_overdue"]:
            subject = _("Overdue: a visitor who was not satisfied waits for an answer")
        elif facts["is_reminder"]:
            subject = _("Due soon: a visitor who was not satisfied waits for an answer")
        else:
            subject = _("A visitor was not satisfied: %(n)s of 5", n=raised.feedback.lowest)
        return Letter(owner.email, subject, render_template("letters/low_score.txt", **facts))
