"""The page on which an administrator says which grade the rules propose for a visit (R3, R4)."""

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import language, me, node
from admin.forms import Typed
from admin.rules.history import Differences, history, notice_other_changes, reason_typed
from admin.rules.pages import zone_of
from admin.speech import _
from admin.visitors.seeing import TIER
from admin.wording import KIND
from shared.bookings.rules import VisitKind
from shared.companies.rules import Tier
from shared.grades.actions import HISTORY_OF_RULES, change_grade_rules
from shared.grades.proposal import WORDS_APART, Line
from shared.grades.queries import every_grade, every_grade_rule
from shared.kernel.figures import FigureChange
from shared.kernel.names import has_odd_characters

pages = Blueprint("grade_rules", __name__, url_prefix="/rules/proposal")

MOST_LINES = 40
LONGEST_TITLES = 500
_SPARE = 2
_FIELDS = ("kind", "tier", "titles", "grade")
_DECIDES = "decides"


@pages.get("")
def page() -> str:
    """Show the table by which a grade is proposed, to change it."""
    with node().reading() as rows:
        typed = Typed()
        for number, rule in enumerate(every_grade_rule(rows)):
            for field in _FIELDS:
                typed[f"{field}.{number}"] = str(getattr(rule, field))
            typed[f"{_DECIDES}.{number}"] = "yes" if rule.decides else ""
        return _page(rows, typed)


@pages.post("")
def save() -> str | tuple[str, int] | Response:
    """Propose grades by other lines."""
    typed = Typed(request.form)
    with node().transaction() as rows:
        letters = {grade.letter for grade in every_grade(rows)}
        lines, reason = _lines(typed, letters), reason_typed(typed)
        notice_other_changes(rows, HISTORY_OF_RULES, typed)
        if typed.troubles:
            return _page(rows, typed), 422
        is_other = change_grade_rules(rows, lines, reason, me().id, node().now())
    flash(_("Saved.") if is_other else _("Nothing was changed."), "go")
    return redirect(url_for("grade_rules.page"))


def _lines(typed: Typed, letters: set[str]) -> list[Line]:
    """Return the lines that were typed; one without a grade is none."""
    lines = []
    for number in range(MOST_LINES):
        kind, tier, titles, grade = (typed[f"{field}.{number}"] for field in _FIELDS)
        decides = typed[f"{_DECIDES}.{number}"] == "yes"
        if not grade:
            continue
        known = grade in letters and kind in {"", *VisitKind} and tier in {"", *Tier} - {Tier.NONE}
        if not known:
            typed.is_wrong(f"grade.{number}", _("Choose one of these."))
        elif not (kind or tier or titles or decides):
            typed.is_wrong(f"titles.{number}", _("Say at least one thing: kind, tier, titles, or who can decide."))
        elif len(titles) > LONGEST_TITLES or has_odd_characters(titles):
            typed.is_wrong(f"titles.{number}", _("Write at most %(n)s plain characters.", n=LONGEST_TITLES))
        words = tuple(word for word in WORDS_APART.split(titles) if word)
        lines.append(Line(kind, tier, words, grade, decides))
    return lines


def _page(rows: Session, typed: Typed) -> str:
    grades = every_grade(rows)
    kinds = [("", _("any kind")), *((kind.value, str(word)) for kind, word in KIND.items())]
    tiers = [("", _("any account")), *((t.value, str(TIER[t])) for t in reversed(Tier) if t is not Tier.NONE)]
    numbers = [int(name.partition(".")[2]) for name in typed.names() if name.startswith("grade.")]
    return render_template(
        "rules/proposal.html",
        typed=typed,
        numbers=range(min(MOST_LINES, max(numbers, default=-1) + 1 + _SPARE)),
        kinds=kinds,
        tiers=tiers,
        grades=[("", _("no line")), *((grade.letter, f"{grade.letter} {grade.named(language())}") for grade in grades)],
        past=history(rows, HISTORY_OF_RULES, _differences, zone_of(rows), node().now()),
    )


def _differences(change: FigureChange) -> Differences:
    """Say which lines are other than before; where only their order is, all of them."""
    old, new = ([_said(line) for line in lines or ()] for lines in (change.before, change.after))
    gone, come = [line for line in old if line not in new], [line for line in new if line not in old]
    pairs = list(zip_longest(gone, come, fillvalue=_("nothing"))) or [("; ".join(old), "; ".join(new))]
    return [(_("The table"), before, after) for before, after in pairs]


def _said(line: Mapping[str, Any]) -> str:
    kind = str(KIND[VisitKind(line["kind"])]) if line["kind"] else ""
    tier = str(TIER[Tier(line["tier"])]) if line["tier"] else ""
    decides = _("can decide") if line.get("decides") else ""
    condition = " + ".join(part for part in (kind, tier, line["titles"], decides) if part)
    return f"{line['grade']}: {condition}"
