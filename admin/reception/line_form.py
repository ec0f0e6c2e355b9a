"""The form of a grade's template: one row a task, one row a step of the itinerary."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from admin.forms import Typed
from admin.speech import _
from shared.kernel.ids import new_id
from shared.kernel.names import has_odd_characters
from shared.reception.itinerary import ItemKind, Step
from shared.reception.rules import LONGEST_NAME, MOST_CHECKS, MOST_DAYS, MOST_MINUTES, MOST_TASKS, Edge, Line, Owner

MOST_STEPS = 15
DAYS, MINUTES = "days", "minutes"
_BLANK = 2
_LONGEST_CHECK = 80


def show_template(typed: Typed, lines: Sequence[Line], steps: Sequence[Step]) -> None:
    """Put a template into the form."""
    for number, line in enumerate(lines):
        values = {
            "key": line.key,
            "name": line.name,
            "name_en": line.name_en,
            "owner": line.owner.value,
            "number": str(line.days or line.minutes),
            "unit": DAYS if line.days else MINUTES,
            "edge": line.edge.value,
            "large": "yes" if line.only_large else "",
            "check": "; ".join(line.check),
            "repeats": "yes" if line.repeats else "",
        }
        for name, value in values.items():
            typed[f"line.{number}.{name}"] = value
    for number, step in enumerate(steps):
        for name, value in {"kind": step.kind.value, "after": str(step.after), "lasts": str(step.lasts)}.items():
            typed[f"step.{number}.{name}"] = value


def rows_of(typed: Typed, what: str, field: str, most: int) -> list[int]:
    """Return the numbers of the rows that the form shows: those with something in them, and two to fill."""
    filled = [number for number in range(most) if typed[f"{what}.{number}.{field}"]]
    return list(range(min((max(filled) + 1 if filled else 0) + _BLANK, most)))


def lines_typed(typed: Typed) -> list[dict[str, Any]]:
    """Return the tasks that were typed, as the template keeps them; what is wrong is noted at its row."""
    rows = [
        number
        for number in range(MOST_TASKS)
        if (typed[f"line.{number}.name"] or typed[f"line.{number}.name_en"]) and not typed[f"line.{number}.gone"]
    ]
    lines = [line for number in rows if (line := _line(typed, f"line.{number}.")) is not None]
    keys = [line.key for line in lines]
    return [
        (line if keys.index(line.key) == number else replace(line, key=new_id())).as_json()
        for number, line in enumerate(lines)
    ]


def _line(typed: Typed, row: str) -> Line | None:
    name = _words(typed, f"{row}name")
    name_en = _words(typed, f"{row}name_en", may_be_empty=True)
    is_days = typed[f"{row}unit"] == DAYS
    edge = Edge(typed[f"{row}edge"]) if typed[f"{row}edge"] in set(Edge) else Edge.BEFORE_START
    number = _number(typed, f"{row}number", 1 if is_days else 0, MOST_DAYS if is_days else MOST_MINUTES)
    if is_days and edge is Edge.AFTER_START:
        typed.is_wrong(f"{row}edge", _("Working days are counted before the start or after the end."))
    if typed[f"{row}repeats"] and (is_days or edge is not Edge.AFTER_START):
        typed.is_wrong(f"{row}edge", _("What is done again and again is counted in minutes after the start."))
    if typed[f"{row}owner"] not in set(Owner):
        typed.is_wrong(f"{row}owner", _("Choose one of these."))
    check = tuple(
        part for text in typed[f"{row}check"].replace("；", ";").split(";") if (part := " ".join(text.split()))
    )
    if len(check) > MOST_CHECKS or any(len(part) > _LONGEST_CHECK or has_odd_characters(part) for part in check):
        typed.is_wrong(f"{row}check", _("At most %(n)s things, each of a few words.", n=MOST_CHECKS))
    if any(field.startswith(row) for field in typed.troubles) or number is None:
        return None
    return Line(
        key=typed[f"{row}key"][:40] or new_id(),
        name=name,
        name_en=name_en,
        owner=Owner(typed[f"{row}owner"]),
        edge=edge,
        days=number if is_days else 0,
        minutes=0 if is_days else number,
        only_large=bool(typed[f"{row}large"]),
        check=check,
        repeats=bool(typed[f"{row}repeats"]),
    )


def steps_typed(typed: Typed) -> list[dict[str, Any]]:
    """Return the steps of the itinerary that were typed, as the template keeps them."""
    steps = []
    for number in range(MOST_STEPS):
        row = f"step.{number}."
        if not typed[f"{row}lasts"] or typed[f"{row}gone"]:
            continue
        after = _number(typed, f"{row}after", -MOST_MINUTES, MOST_MINUTES)
        lasts = _number(typed, f"{row}lasts", 1, MOST_MINUTES)
        if typed[f"{row}kind"] not in set(ItemKind):
            typed.is_wrong(f"{row}kind", _("Choose one of these."))
        elif after is not None and lasts is not None:
            steps.append(Step(ItemKind(typed[f"{row}kind"]), after, lasts))
    return [step.as_json() for step in sorted(steps, key=lambda step: step.after)]


def _words(typed: Typed, name: str, *, may_be_empty: bool = False) -> str:
    text = " ".join(typed[name].split())
    if not text and not may_be_empty:
        typed.is_wrong(name, _("Write something here."))
    elif len(text) > LONGEST_NAME:
        typed.is_wrong(name, _("This is too long: %(n)s characters at most.", n=LONGEST_NAME))
    elif has_odd_characters(text):
        typed.is_wrong(
            name, _("There is a character in this that cannot be shown. Type it anew instead of pasting it.")
        )
    return text


def _number(typed: Typed, name: str, least: int, most: int) -> int | None:
    text = typed[name].replace("−", "-")
    digits = text.removeprefix("-")
    number = int(text) if digits.isascii() and digits.isdecimal() and len(digits) <= len(str(most)) else None
    if number is None or not least <= number <= most:
        typed.is_wrong(name, _("Write a whole number from %(a)s to %(b)s.", a=least, b=most))
        return None
    return number
