"""What visitors are asked of how they were received, in every language that the kiosk speaks (R23)."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from shared.feedback.models import SurveyDimension
from shared.feedback.rules import LONGEST_COMMENT, Score
from shared.web.languages import CHINESE

Words = Any

SHIPPED: tuple[Words, ...] = (
    _l("Reception"),
    _l("Waiting time"),
    _l("Guide and escort"),
    _l("Rooms and surroundings"),
)
"""What a new house asks about, named here so that its words stand in every catalogue."""

SCORES: dict[Score, Words] = {
    Score.VERY_DISSATISFIED: _l("Not at all"),
    Score.DISSATISFIED: _l("Not really"),
    Score.FAIR: _l("So-so"),
    Score.SATISFIED: _l("Well"),
    Score.VERY_SATISFIED: _l("Very well"),
}
NO_SCORE: Words = _l("Choose one of the five.")
TOO_LONG: Words = _l("This is too long: %(n)s characters at most.", n=LONGEST_COMMENT)
EARLY: Words = _l("Your visit is not over yet. Come back to this page once you have signed out: it asks how it was.")
ANSWERED: Words = _l("You have answered. Thank you.")


def dimension_words(dimension: SurveyDimension, language: str) -> str:
    """Return a dimension in the reader's language: a new house's in all, others in Chinese or English."""
    if language == CHINESE:
        return dimension.word
    translated = str(gettext(dimension.word_en))
    is_read_in_chinese = language.startswith("zh") and translated == dimension.word_en
    return dimension.word if is_read_in_chinese else translated
