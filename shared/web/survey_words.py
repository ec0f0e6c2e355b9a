"""What visitors are asked of how they were received, in every language that the kiosk speaks (R23)."""

from typing import Any

from flask_babel import lazy_gettext as _l

from shared.feedback.models import SurveyDimension
from shared.feedback.rules import LONGEST_COMMENT, Score
from shared.web.languages import CHINESE, ENGLISH

Words = Any

SHIPPED: dict[str, Words] = {
    "Reception": _l("How you were received"),
    "Waiting time": _l("Waiting time"),
    "Guide and escort": _l("Guide and escort"),
    "Rooms and surroundings": _l("Rooms and surroundings"),
}
"""What a new house asks about, by its English, so that its words stand in every catalogue; a desk is no manner."""

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
    in_chinese, in_english = dimension.word, dimension.word_en
    if language == CHINESE:
        return in_chinese
    if in_english in SHIPPED and language != ENGLISH:
        return str(SHIPPED[in_english])
    return in_chinese if language.startswith("zh") else in_english
