"""The page behind a visitor's link: how was it? Anybody may open it, on any phone, without an account (R23).

Opening it answers nothing: mail scanners open links. The answer is a POST with the form's own token, and spends it.
It opens in the visitor's own language, as far as that is known, and can be read in all that the kiosk speaks.
"""

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session

from admin.asking import language, node, opens_in
from admin.dates import span
from admin.forms import Typed
from admin.public import is_too_often, tried
from shared.desk.rate import NotTaken
from shared.desk.survey import Answer, answer_survey, is_inside, visit_to_rate
from shared.desk.survey_links import read_survey
from shared.feedback.models import Survey
from shared.feedback.queries import asked_dimensions, survey_of
from shared.feedback.rules import LONGEST_COMMENT, Score
from shared.visits.models import Visit
from shared.visits.queries import visit
from shared.web.invited_words import ODD, OVER, TOO_OFTEN
from shared.web.survey_words import ANSWERED, EARLY, NO_SCORE, SCORES, TOO_LONG, dimension_words

pages = Blueprint("surveys", __name__, url_prefix="/surveys")

_NUMBERS = {str(each.value): each for each in Score}


@dataclass(frozen=True)
class Asked:
    """What the page shows of a visit: where it was, and nothing of who came or whom they saw."""

    site: str
    day: str
    dimensions: list[tuple[str, str]]
    asks_recommend: bool


@pages.before_request
def speak_to_the_visitor() -> None:
    """Open in the language that this visit's leader was said to speak, else in the one of the visitor's file."""
    visit_id = _visit_behind((request.view_args or {}).get("link", ""))
    if visit_id is not None:
        with node().reading() as rows:
            stay = visit(rows, visit_id)
            said = stay.booking.more.get("language") if stay and stay.guest.is_leader else None
            opens_in(said or (stay.guest.visitor.language if stay else ""))


@pages.get("/<link>")
def page(link: str) -> str | tuple[str, int]:
    """Ask how it was."""
    with node().reading() as rows:
        return _page(rows, link, Typed())


@pages.post("/<link>")
def answer(link: str) -> str | tuple[str, int]:
    """Write down what the visitor says, all at once."""
    if is_too_often():
        return render_template("public/over.html", said=TOO_OFTEN, is_early=True), 429
    typed = Typed(request.form)
    visit_id, now = _visit_behind(link), node().now()
    if typed["score"] not in _NUMBERS:
        typed.is_wrong("score", NO_SCORE)
    if len(typed["comment"]) > LONGEST_COMMENT:
        typed.is_wrong("comment", TOO_LONG)
    with node().transaction() as rows:
        tried(rows)
        if visit_id is not None and not typed.troubles:
            outcome = answer_survey(rows, visit_id, _said(typed), now)
            if outcome is NotTaken.ODD:
                typed.is_wrong("comment", ODD)
            elif not isinstance(outcome, NotTaken):
                return render_template(
                    "survey/thanks.html", is_low=outcome.lowest <= 2, is_unnamed=outcome.is_anonymous
                )
        return _page(rows, link, typed)


def _page(rows: Session, link: str, typed: Typed) -> str | tuple[str, int]:
    visit_id = _visit_behind(link)
    if visit_id is None:
        return render_template("public/over.html", said=OVER), 410
    stay = visit_to_rate(rows, visit_id)
    survey = survey_of(rows, stay.booking.grade_letter) if stay else None
    if is_inside(rows, visit_id):  # the code on the badge was scanned before its wearer had left
        return render_template("public/over.html", said=EARLY, is_early=True), 200
    if stay is None or survey is None:
        return render_template("public/over.html", said=ANSWERED), 200
    shown = render_template(
        "survey/page.html",
        asked=_asked(rows, stay, survey),
        typed=typed,
        link=link,
        scores=[(score.value, word) for score, word in SCORES.items()],
        longest=LONGEST_COMMENT,
    )
    return (shown, 422) if typed.troubles else shown


def _visit_behind(link: str) -> str | None:
    return read_survey(link, node().keys.surveys, node().now())


def _asked(rows: Session, stay: Visit, survey: Survey) -> Asked:
    site = stay.booking.site
    day = stay.arrived_at.astimezone(site.tz).date()
    return Asked(
        site.named(language()),
        span(day, day),
        [(each.code, dimension_words(each, language())) for each in asked_dimensions(rows, survey)],
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
