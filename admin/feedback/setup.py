"""What a survey asks of each grade, its words, and the figures of feedback; every change is kept (R23)."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import language, lost, me, node
from admin.feedback.words import FIGURES, SURVEY
from admin.forms import Typed
from admin.rules.figures import as_typed, said_in, wanted
from admin.rules.history import history, nothing_said, notice_other_changes, one_by_one, reason_typed
from admin.rules.pages import zone_of
from admin.speech import _
from shared.feedback.models import FeedbackFigures, Survey, SurveyDimension
from shared.feedback.queries import every_dimension, every_survey, figures, survey_of
from shared.feedback.rules import LONGEST_DIMENSION, MOST_DIMENSIONS
from shared.feedback.setting import HISTORY, change_dimensions, change_figures_of_feedback, change_survey, history_of
from shared.grades.queries import every_grade
from shared.kernel.names import has_odd_characters

pages = Blueprint("survey_rules", __name__, url_prefix="/rules/feedback")
_NEW = "new"


@pages.get("")
def index() -> str:
    """Show what is asked, of whom, and by which figures it is read."""
    with node().reading() as rows:
        held, dimensions = figures(rows), every_dimension(rows)
        return _index(rows, as_typed(FIGURES, held), _words_typed(dimensions), held, dimensions)


@pages.post("/figures")
def save_figures() -> str | tuple[str, int] | Response:
    """Change the figures by which summaries are read."""
    typed = Typed(request.form)
    with node().transaction() as rows:
        held, dimensions = figures(rows), every_dimension(rows)
        found, reason = wanted(FIGURES, typed), reason_typed(typed)
        notice_other_changes(rows, HISTORY, typed)
        if typed.troubles:
            return _index(rows, typed, _words_typed(dimensions), held, dimensions), 422
        changed = change_figures_of_feedback(rows, held, found, reason, me().id, node().now())
    flash(nothing_said(changed), "go")
    return redirect(url_for("survey_rules.index"))


@pages.post("/words")
def save_words() -> str | tuple[str, int] | Response:
    """Change what may be asked about, in both languages, or add something."""
    typed = Typed(request.form)
    with node().transaction() as rows:
        held, dimensions = figures(rows), every_dimension(rows)
        words = _words(typed, dimensions)
        if typed.troubles:
            return _index(rows, as_typed(FIGURES, held), typed, held, dimensions), 422
        changed = change_dimensions(rows, dimensions, words, me().id, node().now())
    flash(nothing_said(changed), "go")
    return redirect(url_for("survey_rules.index"))


@pages.get("/<letter>")
def survey(letter: str) -> str:
    """Show what visitors of a grade are asked, to change it."""
    with node().reading() as rows:
        found = survey_of(rows, letter) or lost()
        typed = as_typed(SURVEY, found)
        for code in found.dimensions:
            typed[f"ask.{code}"] = "yes"
        return _survey(rows, found, typed)


@pages.post("/<letter>")
def save_survey(letter: str) -> str | tuple[str, int] | Response:
    """Ask visitors of a grade something else."""
    typed = Typed(request.form)
    with node().transaction() as rows:
        found = survey_of(rows, letter) or lost()
        asked: dict[str, Any] = wanted(SURVEY, typed)
        reason = reason_typed(typed)
        notice_other_changes(rows, history_of(letter), typed)
        if typed.troubles:
            return _survey(rows, found, typed), 422
        asked["dimensions"] = [each.code for each in every_dimension(rows) if typed[f"ask.{each.code}"]]
        changed = change_survey(rows, found, asked, reason, me().id, node().now())
    flash(nothing_said(changed), "go")
    return redirect(url_for("survey_rules.survey", letter=letter))


def _index(
    rows: Session, typed: Typed, words: Typed, held: FeedbackFigures, dimensions: Sequence[SurveyDimension]
) -> str:
    grades = {grade.letter: grade.named(language()) for grade in every_grade(rows)}
    said = {each.code: each.named(language()) for each in dimensions}
    surveys = [(each, grades.get(each.grade_letter, ""), _asked(each, said)) for each in every_survey(rows)]
    return render_template(
        "feedback/setup.html",
        typed=typed,
        words=words,
        groups=FIGURES,
        surveys=surveys,
        codes=[each.code for each in dimensions] + ([_NEW] if len(dimensions) < MOST_DIMENSIONS else []),
        longest=LONGEST_DIMENSION,
        past=history(rows, HISTORY, one_by_one(_said), zone_of(rows), node().now(), "survey_rules.index"),
    )


def _said(name: str, value: Any) -> tuple[str, str]:
    words = {"word": _("What may be asked about, in Chinese"), "word_en": _("What may be asked about, in English")}
    return (words[name], value or _("nothing")) if name in words else said_in(FIGURES, name, value)


def _survey(rows: Session, found: Survey, typed: Typed) -> str:
    dimensions = every_dimension(rows)
    said = {each.code: each.named(language()) for each in dimensions}

    def say(name: str, value: Any) -> tuple[str, str]:
        if name == "dimensions":
            return _("What is asked about"), _(", ").join(said.get(code, code) for code in value) or _("nothing")
        return said_in(SURVEY, name, value)

    word = next((grade.named(language()) for grade in every_grade(rows) if grade.letter == found.grade_letter), "")
    return render_template(
        "feedback/survey.html",
        survey=found,
        word=word,
        typed=typed,
        groups=SURVEY,
        dimensions=list(said.items()),
        past=history(rows, history_of(found.grade_letter), one_by_one(say), zone_of(rows), node().now()),
    )


def _asked(survey: Survey, said: dict[str, str]) -> str:
    return _(", ").join(said.get(code, code) for code in survey.dimensions) or _("only how it was")


def _words_typed(dimensions: Sequence[SurveyDimension]) -> Typed:
    typed = Typed()
    for each in dimensions:
        typed[f"zh.{each.code}"], typed[f"en.{each.code}"] = each.word, each.word_en
    return typed


def _words(typed: Typed, dimensions: Sequence[SurveyDimension]) -> list[tuple[str | None, str, str]]:
    """Return code and words of each dimension, None for a new one; what is wrong stands in `typed.troubles`."""
    found: list[tuple[str | None, str, str]] = []
    for code in [*(each.code for each in dimensions), _NEW]:
        both = [" ".join(typed[f"{language}.{code}"].split()) for language in ("zh", "en")]
        if code == _NEW and not any(both):
            continue
        for name, words in zip((f"zh.{code}", f"en.{code}"), both, strict=True):
            _check(typed, name, words)
        found.append((None if code == _NEW else code, both[0], both[1]))
    return found


def _check(typed: Typed, name: str, words: str) -> None:
    if not words:
        typed.is_wrong(name, _("Write something here."))
    elif len(words) > LONGEST_DIMENSION:
        typed.is_wrong(name, _("This is too long: %(n)s characters at most.", n=LONGEST_DIMENSION))
    elif has_odd_characters(words):
        typed.is_wrong(
            name, _("There is a character in this that cannot be shown. Type it anew instead of pasting it.")
        )
