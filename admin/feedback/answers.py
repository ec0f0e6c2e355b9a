"""The page behind a visitor's link: how was it? Anybody may open it, on any phone, without an account (R23).

Opening it answers nothing: mail scanners open links. The answer is a POST with the form's own token, and spends it.
"""

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session

from admin.asking import language, node
from admin.feedback.words import RECOMMEND, SCORES
from admin.forms import Typed
from admin.public import is_too_often, tried
from admin.speech import _
from shared.desk.rate import NotTaken
from shared.desk.survey import Answer, answer_survey, is_inside, visit_to_rate
from shared.desk.survey_links import read_survey
from shared.feedback.models import Survey
from shared.feedback.queries import asked_dimensions, survey_of
from shared.feedback.rules import LONGEST_COMMENT, Score
from shared.visits.models import Visit

pages = Blueprint("surveys", __name__, url_prefix="/surveys")

_NUMBERS = {str(each.value): each for each in Score}


@dataclass(frozen=True)
class Asked:
    """What the page shows of a visit: where it was, and nothing of who came or whom they saw."""

    site: str
    day: str
    dimensions: list[tuple[str, str]]
    asks_recommend: bool


@pages.get("/<link>")
def page(link: str) -> str | tuple[str, int]:
    """Ask how it was."""
    with node().reading() as rows:
        return _page(rows, link, Typed())


@pages.post("/<link>")
def answer(link: str) -> str | tuple[str, int]:
    """Write down what the visitor says, all at once."""
    if is_too_often():
        said = _("That was too often. Try again in a quarter of an hour.")
        return render_template("survey/over.html", said=said, is_early=True), 429
    typed = Typed(request.form)
    visit_id, now = read_survey(link, node().keys.surveys, node().now()), node().now()
    if typed["score"] not in _NUMBERS:
        typed.is_wrong("score", _("Choose one of the five."))
    if len(typed["comment"]) > LONGEST_COMMENT:
        typed.is_wrong("comment", _("This is too long: %(n)s characters at most.", n=LONGEST_COMMENT))
    with node().transaction() as rows:
        tried(rows)
        if visit_id is not None and not typed.troubles:
            outcome = answer_survey(rows, visit_id, _said(typed), now)
            if outcome is NotTaken.ODD:
                typed.is_wrong(
                    "comment",
                    _("There is a character in this that cannot be shown. Type it anew instead of pasting it."),
                )
            elif not isinstance(outcome, NotTaken):
                return render_template(
                    "survey/thanks.html", is_low=outcome.lowest <= 2, is_unnamed=outcome.is_anonymous
                )
        return _page(rows, link, typed)


def _page(rows: Session, link: str, typed: Typed) -> str | tuple[str, int]:
    visit_id = read_survey(link, node().keys.surveys, node().now())
    if visit_id is None:
        return render_template("survey/over.html", said=_("This link does not work any more.")), 410
    stay = visit_to_rate(rows, visit_id)
    survey = survey_of(rows, stay.booking.grade_letter) if stay else None
    if is_inside(rows, visit_id):  # the code on the badge was scanned before its wearer had left
        said = _("Your visit is not over yet. Come back to this page once you have signed out: it asks how it was.")
        return render_template("survey/over.html", said=said, is_early=True), 200
    if stay is None or survey is None:
        return render_template("survey/over.html", said=_("You have answered. Thank you.")), 200
    shown = render_template(
        "survey/page.html",
        asked=_asked(rows, stay, survey),
        typed=typed,
        link=link,
        scores=[(score.value, word) for score, word in SCORES.items()],
        ends=RECOMMEND,
        longest=LONGEST_COMMENT,
    )
    return (shown, 422) if typed.troubles else shown


def _asked(rows: Session, stay: Visit, survey: Survey) -> Asked:
    site = stay.booking.site
    return Asked(
        site.named(language()),
        stay.arrived_at.astimezone(site.tz).date().isoformat(),
        [(each.code, each.named(language())) for each in asked_dimensions(rows, survey)],
        survey.asks_recommend,
    )


def _said(typed: Typed) -> Answer:
    recommend = typed["recommend"]
    return Answer(
        score=_NUMBERS[typed["score"]],
        scores={
            name.removeprefix("of."): int(typed[name])
            for name in typed.names()
            if name.startswith("of.") and typed[name].isascii() and typed[name].isdigit() and len(typed[name]) == 1
        },
        recommend=int(recommend) if recommend.isascii() and recommend.isdigit() and len(recommend) <= 2 else None,
        comment=typed["comment"].replace("\r\n", "\n"),
        is_anonymous=typed["unnamed"] == "yes",
    )
