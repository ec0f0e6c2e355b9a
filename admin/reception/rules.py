"""The pages on which an administrator says what each grade's visits need, and sets reception's figures."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import language, lost, me, node
from admin.forms import Typed
from admin.reception.line_form import (
    DAYS,
    MINUTES,
    MOST_STEPS,
    lines_typed,
    rows_of,
    show_template,
    steps_typed,
)
from admin.reception.words import EDGE, ESCORT, ITEM, OWNER, REFRESHMENT
from admin.rules.figures import Choice, Group, Number, as_typed, said_in, wanted
from admin.rules.history import Differences, history, nothing_said, notice_other_changes, one_by_one, reason_typed
from admin.rules.pages import zone_of
from admin.speech import _, _l
from admin.wording import KIND
from shared.bookings.rules import VisitKind
from shared.grades.models import Grade
from shared.grades.queries import every_grade
from shared.grades.queries import grade as grade_lettered
from shared.kernel.figures import FigureChange
from shared.reception.actions import (
    FIGURES_HISTORY,
    change_reception_figures,
    change_template,
    history_of_template,
)
from shared.reception.itinerary import Step
from shared.reception.queries import figures, template_of
from shared.reception.rules import MOST_TASKS, Edge, Line

pages = Blueprint("reception_rules", __name__, url_prefix="/rules/reception")

_MINUTES, _HOURS, _PEOPLE = _l("minutes"), _l("hours"), _l("people")
_REFRESHMENTS = {rule.value: word for rule, word in REFRESHMENT.items()}
_ESCORTS = {rule.value: word for rule, word in ESCORT.items()}
FIGURES = (
    Group(
        _l("Reminders"),
        (
            Number("remind_minutes", _l("Before a task is due its owner is reminded"), 0, 1440, _MINUTES),
            Number("overdue_minutes", _l("After it was due the manager is told"), 0, 1440, _MINUTES),
        ),
    ),
    Group(
        _l("What guests ask for during a visit"),
        (Number("request_minutes", _l("It is met or explained within"), 1, 120, _MINUTES),),
    ),
    Group(
        _l("Meetings"),
        (Number("large_guests", _l("They are of class 1, as those of grade A, from"), 2, 500, _l("guests")),),
    ),
    Group(
        _l("Itinerary"),
        (
            Number("itinerary_days", _l("The leader has it before the visit"), 0, 30, _l("days")),
            Number("itinerary_send_hours", _l("It is sent by itself before the visit"), 1, 720, _HOURS),
        ),
    ),
    Group(
        _l("What was promised in a visit"),
        (
            Number("promise_before_hours", _l("Before it is due whoever sees to it is reminded"), 1, 720, _HOURS),
            Number("promise_after_hours", _l("After it was due they are reminded once more"), 1, 720, _HOURS),
            Number("promise_head_hours", _l("After it was due the head of the department is told"), 1, 720, _HOURS),
        ),
    ),
    Group(
        _l("At meals, never more of ours than guests"),
        (
            Number("meal_few_guests", _l("With few guests: up to"), 1, 50, _l("guests")),
            Number("meal_few_escorts", _l("of ours at most"), 0, 50, _PEOPLE),
            Number("meal_some_guests", _l("With more guests: up to"), 1, 200, _l("guests")),
            Number("meal_some_escorts", _l("of ours at most then"), 0, 200, _PEOPLE),
        ),
    ),
    Group(
        _l("What is offered"),
        tuple(Choice(f"refreshments_{kind.value}", KIND[kind], _REFRESHMENTS) for kind in VisitKind),
    ),
    Group(_l("Who goes along"), tuple(Choice(f"escort_{kind.value}", KIND[kind], _ESCORTS) for kind in VisitKind)),
)
_IN_ORDER = (
    ("meal_few_guests", "meal_some_guests"),
    ("meal_few_escorts", "meal_some_escorts"),
    ("promise_after_hours", "promise_head_hours"),
)


@pages.get("")
def index() -> str:
    """Show the figures, and the ways to each grade's template."""
    with node().reading() as rows:
        return _index(rows, as_typed(FIGURES, figures(rows)))


@pages.post("")
def save() -> str | tuple[str, int] | Response:
    """Change the figures."""
    typed = Typed(request.form)
    with node().transaction() as rows:
        row, said = figures(rows), wanted(FIGURES, typed)
        if not typed.troubles:
            _check_order(typed, said)
        reason = reason_typed(typed)
        notice_other_changes(rows, FIGURES_HISTORY, typed)
        if typed.troubles:
            return _index(rows, typed), 422
        changed = change_reception_figures(rows, row, said, reason, me().id, node().now())
    flash(nothing_said(changed), "go")
    return redirect(url_for("reception_rules.index"))


@pages.get("/<letter>")
def template(letter: str) -> str:
    """Show what a grade's visits need, to change it."""
    with node().reading() as rows:
        grade, kept, typed = _grade(rows, letter), template_of(rows, letter), Typed()
        show_template(typed, kept.lines, kept.steps)
        return _template_page(rows, grade, typed)


@pages.post("/<letter>")
def save_template(letter: str) -> str | tuple[str, int] | Response:
    """Let a grade's visits need something else."""
    typed = Typed(request.form)
    with node().transaction() as rows:
        grade = _grade(rows, letter)
        said = {"tasks": lines_typed(typed), "itinerary": steps_typed(typed)}
        reason = reason_typed(typed)
        notice_other_changes(rows, history_of_template(letter), typed)
        if typed.troubles:
            return _template_page(rows, grade, typed), 422
        changed = change_template(rows, template_of(rows, letter), said, reason, me().id, node().now())
    flash(_("Saved. Plans that are made from now on follow it.") if changed else _("Nothing was changed."), "go")
    return redirect(url_for("reception_rules.template", letter=letter))


def _check_order(typed: Typed, said: Mapping[str, Any]) -> None:
    for fewer, more in _IN_ORDER:
        if said[fewer] > said[more]:
            typed.is_wrong(more, _("This is less than the one above it. Write a larger number."))
    # One hour more for the night in which clocks are set back, one in which the letter is carried.
    least = 24 * said["itinerary_days"] + 2 if said["itinerary_days"] else 0
    if said["itinerary_send_hours"] < least:
        words = _("Then it would come too late: write at least %(n)s.", n=least)
        typed.is_wrong("itinerary_send_hours", words)


def _grade(rows: Session, letter: str) -> Grade:
    return grade_lettered(rows, letter) or lost()


def _index(rows: Session, typed: Typed) -> str:
    kept = [(grade, template_of(rows, grade.letter)) for grade in every_grade(rows)]
    return render_template(
        "reception/rules.html",
        typed=typed,
        groups=FIGURES,
        grades=[(grade, len(one.tasks), len(one.itinerary)) for grade, one in kept],
        past=history(
            rows,
            FIGURES_HISTORY,
            one_by_one(lambda name, value: said_in(FIGURES, name, value)),
            zone_of(rows),
            node().now(),
        ),
    )


def _template_page(rows: Session, grade: Grade, typed: Typed) -> str:
    return render_template(
        "reception/template.html",
        grade=grade,
        word=grade.named(language()),
        typed=typed,
        lines=rows_of(typed, "line", "name", MOST_TASKS),
        steps=rows_of(typed, "step", "lasts", MOST_STEPS),
        owners=[(owner.value, str(word)) for owner, word in OWNER.items()],
        units=[(MINUTES, _("minutes")), (DAYS, _("working days"))],
        edges=[(edge.value, str(word)) for edge, word in EDGE.items()],
        kinds=[(kind.value, str(word)) for kind, word in ITEM.items()],
        past=history(rows, history_of_template(grade.letter), _differences, zone_of(rows), node().now()),
    )


def _differences(change: FigureChange) -> Differences:
    """Say what was changed line by line: a template as a whole says nothing."""
    if change.figure == "itinerary":
        before, after = (_way(Step.from_json(step) for step in steps or ()) for steps in (change.before, change.after))
        return [(_("Itinerary"), before or _("nothing"), after or _("nothing"))]
    old, new = ({line["key"]: Line.from_json(line) for line in lines or ()} for lines in (change.before, change.after))
    keys = [*old, *(key for key in new if key not in old)]
    return [
        ((new.get(key) or old[key]).name, _said(old.get(key)), _said(new.get(key)))
        for key in keys
        if old.get(key) != new.get(key)
    ]


def _said(line: Line | None) -> str:
    if line is None:
        return _("nothing")
    unit = _("%(n)s working days", n=line.days) if line.days else _("%(n)s minutes", n=line.minutes)
    again = [_("Again and again while the guests are here")] if line.repeats else []
    parts = [line.name, str(OWNER[line.owner]), f"{unit} {EDGE[Edge(line.edge)]}", *again, *line.check]
    return _(", ").join(parts)


def _way(steps: Any) -> str:
    return _(", ").join(f"{ITEM[step.kind]} {step.after:+d}/{step.lasts}" for step in steps)
