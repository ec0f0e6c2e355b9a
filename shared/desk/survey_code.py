"""The code on a badge that leads its visitor's own phone to the questions how it was (R23)."""

import re
from datetime import timedelta

from sqlalchemy.orm import Session

from shared.badges.queries import badge
from shared.desk.survey_links import SurveyLinks
from shared.feedback.queries import survey_of
from shared.visits.queries import visit

_LINK = re.compile(r"https?://[^/]{1,200}/surveys/[0-9a-z]{20,32}\.\d{1,12}\.[0-9a-f]{32}", re.IGNORECASE)


def survey_address(session: Session, badge_id: str, links: SurveyLinks) -> str:
    """Return the address of the survey of a badge's visit.

    Empty where phones can't reach the office, where nobody is asked, and of a badge whose visit has not begun.
    """
    row = badge(session, badge_id)
    stay = visit(session, row.visit_id) if row else None
    survey = survey_of(session, stay.booking.grade_letter) if stay else None
    if stay is None or survey is None:
        return ""
    ends_at = max(stay.arrived_at, stay.booking.ends_at) + timedelta(days=survey.link_days)
    return links.to(stay.id, ends_at)


def is_survey_code(text: str) -> bool:
    """Say whether a code that was read at the door is that one: a scanner that types may have made it capitals."""
    return _LINK.fullmatch(text.strip()) is not None
