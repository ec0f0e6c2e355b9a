"""The page on which an administrator says what a grade asks at the door, and what sites do otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import language, lost, me, node
from admin.forms import Typed
from admin.rules.history import Differences, history, nothing_said, notice_other_changes, reason_typed
from admin.rules.pages import zone_of
from admin.rules.steps import said_steps
from admin.rules.words import POLICY
from admin.speech import _
from shared.grades.actions import change_grade, history_of_grade
from shared.grades.door import AtTheDoor, BadgePolicy, DoorQuestion, DoorStep, in_order
from shared.grades.models import Grade
from shared.grades.queries import grade as grade_lettered
from shared.kernel.figures import FigureChange
from shared.kernel.names import has_odd_characters
from shared.sites.models import Site
from shared.sites.queries import every_site
from shared.web.languages import NAMES, OFFICE_LANGUAGES

pages = Blueprint("door_rules", __name__, url_prefix="/rules/grades")

MOST_QUESTIONS = 8
LONGEST_QUESTION = 120
_ANSWERS = ("no", "yes")
OTHERS = {code: name for code, name in NAMES.items() if code not in OFFICE_LANGUAGES}
"""The kiosk's other languages: a question may be written in any of them."""


@pages.get("/<letter>/door")
def page(letter: str) -> str:
    """Show what a grade asks at the door, to change it."""
    with node().reading() as rows:
        found = grade_lettered(rows, letter) or lost()
        return _page(rows, found, _shown(found.door))


@pages.post("/<letter>/door")
def save(letter: str) -> str | tuple[str, int] | Response:
    """Let a grade ask something else."""
    typed = Typed(request.form)
    with node().transaction() as rows:
        found, sites = grade_lettered(rows, letter) or lost(), every_site(rows)
        codes = {site.code for site in sites}
        questions, reason = _questions(typed, codes), reason_typed(typed)
        notice_other_changes(rows, history_of_grade(letter), typed)
        wished = replace(found.door, questions=questions, badge_at=_policies(typed, codes))
        if typed.troubles:
            return _page(rows, found, typed), 422
        if questions and not found.door.questions:  # else nobody would be asked
            wished = replace(wished, steps=in_order([*wished.steps, DoorStep.QUESTIONS]))
        kept: Mapping[str, Any] = found.at_the_door if wished == found.door else wished.as_json()
        changed = change_grade(rows, found, {"at_the_door": kept}, reason, me().id, node().now())
    flash(nothing_said(changed), "go")
    return redirect(url_for("door_rules.page", letter=letter))


def _page(rows: Session, found: Grade, typed: Typed) -> str:
    sites = every_site(rows)

    past = history(rows, history_of_grade(found.letter), _tell, zone_of(rows), node().now())
    return render_template(
        "rules/door.html",
        grade=found,
        word=found.named(language()),
        typed=typed,
        shown=range(_shown_rows(typed)),
        folded=range(_shown_rows(typed), MOST_QUESTIONS),
        answers=[("no", _("No")), ("yes", _("Yes"))],
        others=OTHERS,
        field=_field,
        sites=[("", _("Every site")), *((site.code, site.named(language())) for site in sites)],
        by_site=[(site.code, site.named(language())) for site in sites],
        policies=[("", _("As the grade says")), *((policy.value, str(word)) for policy, word in POLICY.items())],
        usual=str(POLICY[found.door.badge]),
        walk_in_sites=_walk_in_sites(found, sites),
        past=past,
    )


def _tell(change: FigureChange) -> Differences:
    """Say what else the door asks; of a grade's other figures its own page tells."""
    if change.figure != "at_the_door":
        return []
    what = _("What the kiosk asks, and when the badge prints")
    return [(what, said_steps(change.before), said_steps(change.after))]


def _walk_in_sites(found: Grade, sites: Sequence[Site]) -> list[str]:
    """Return the sites at whose kiosk this grade's questions are asked: walk-ins have one grade there."""
    return [site.named(language()) for site in sites if site.walk_in_grade == found.letter]


def _shown(door: AtTheDoor) -> Typed:
    typed = Typed({f"badge.{code}": policy.value for code, policy in door.badge_at.items()})
    for number, question in enumerate(door.questions):
        for name in ("zh", "en", "wanted", "site"):
            typed[f"{name}.{number}"] = getattr(question, name)
        for code, words in question.others.items():
            typed[_field(code, number)] = words
    return typed


def _shown_rows(typed: Typed) -> int:
    """Return how many rows stand open: those with words in them or with something wrong, and one more."""
    filled = [
        number
        for number in range(MOST_QUESTIONS)
        for name in (f"zh.{number}", f"en.{number}", *(_field(code, number) for code in OTHERS))
        if typed[name] or name in typed.troubles
    ]
    return min(max(filled, default=-1) + 2, MOST_QUESTIONS)


def _field(code: str, number: int) -> str:
    """Return the field of a question in one of the other languages."""
    return f"in.{code.replace('-', '.')}.{number}"


def _questions(typed: Typed, codes: set[str]) -> tuple[DoorQuestion, ...]:
    """Return the questions that were typed; a line without words in any language is none."""
    found: list[DoorQuestion] = []
    for number in range(MOST_QUESTIONS):
        zh, en = (_words(typed, f"{name}.{number}") for name in ("zh", "en"))
        others = {code: words for code in OTHERS if (words := _words(typed, _field(code, number)))}
        if not zh and not en and not others:
            continue
        written = {f"zh.{number}": zh, f"en.{number}": en} | {_field(code, number): others[code] for code in others}
        for name, text in written.items():
            if trouble := _trouble(text):
                typed.is_wrong(name, trouble)
        wanted, site = typed[f"wanted.{number}"], typed[f"site.{number}"]
        if wanted not in _ANSWERS:
            typed.is_wrong(f"wanted.{number}", _("Choose one of these."))
        if site and site not in codes:
            typed.is_wrong(f"site.{number}", _("Choose one of these."))
        if any(each.zh == zh and each.site in ("", site) for each in found):
            typed.is_wrong(f"zh.{number}", _("This question stands here already."))
        found.append(DoorQuestion(zh, en, wanted, site, others))
    return tuple(found)


def _words(typed: Typed, name: str) -> str:
    return " ".join(typed[name].split())


def _trouble(text: str) -> str:
    if not text:
        return _("Write it in Chinese and in English.")
    if len(text) > LONGEST_QUESTION:
        return _("This is too long: %(n)s characters at most.", n=LONGEST_QUESTION)
    if has_odd_characters(text):
        return _("There is a character in this that cannot be shown. Type it anew instead of pasting it.")
    return ""


def _policies(typed: Typed, codes: set[str]) -> dict[str, BadgePolicy]:
    known = {policy.value: policy for policy in BadgePolicy}
    wished = {code: typed[f"badge.{code}"] for code in sorted(codes)}
    for code, value in wished.items():
        if value and value not in known:
            typed.is_wrong(f"badge.{code}", _("Choose one of these."))
    return {code: known[value] for code, value in wished.items() if value in known}
