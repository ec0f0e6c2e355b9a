"""Changing what is asked and by which figures it is read; each change is kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from shared.feedback.models import FeedbackFigures, Survey, SurveyDimension
from shared.kernel.figures import change_figures
from shared.kernel.ids import new_id
from shared.kernel.logbook import About, Kind, note

HISTORY = "feedback"
"""Under what name the changes of words and figures are kept."""


def history_of(letter: str) -> str:
    """Return under what name the changes of a grade's survey are kept."""
    return f"survey {letter}"


def change_survey(
    session: Session, survey: Survey, wanted: Mapping[str, Any], reason: str, by: str, now: datetime
) -> list[str]:
    """Ask visitors of a grade something else; return the names of what changed."""
    changed = change_figures(session, history_of(survey.grade_letter), survey, wanted, reason, by, now)
    return _told(session, changed, survey.grade_letter, by, now)


def change_figures_of_feedback(
    session: Session, figures: FeedbackFigures, wanted: Mapping[str, Any], reason: str, by: str, now: datetime
) -> list[str]:
    """Read summaries by other figures; return the names of those that changed."""
    return _told(session, change_figures(session, HISTORY, figures, wanted, reason, by, now), None, by, now)


def change_dimensions(
    session: Session,
    known: Sequence[SurveyDimension],
    words: Sequence[tuple[str | None, str, str]],
    by: str,
    now: datetime,
) -> list[str]:
    """Give dimensions other words, and add those without a code; return what changed."""
    rows = {each.code: each for each in known}
    changed: list[str] = []
    for code, word, word_en in words:
        if code is None:
            row = SurveyDimension(code=new_id(), word="", word_en="", position=len(known))
            session.add(row)
        else:
            row = rows[code]
        changed += change_figures(session, HISTORY, row, {"word": word, "word_en": word_en}, "", by, now)
    return _told(session, changed, None, by, now)


def _told(session: Session, changed: list[str], grade: str | None, by: str, now: datetime) -> list[str]:
    if changed:
        note(session, Kind.SurveyChanged, About(), at=now, by=by, grade=grade, figures=changed)
    return changed
