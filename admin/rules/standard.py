"""The standard of a grade: figures in a form, words in the history (R3, R30)."""

from collections.abc import Mapping
from typing import Any

from admin.forms import Typed
from admin.rules.figures import Choice, Group, Hold, Number, Text, Tick, as_typed, figures_in, said_in, wanted
from admin.rules.history import Differences
from admin.speech import Words, _, _l
from shared.grades.standard import COFFEE_AND_MORE, Standard

_CURRENCY = _l("in the house's currency, a person")
GREETER: dict[str, Words] = {
    "": _l("nobody in particular"),
    "chairman": _l("the chairman"),
    "general_manager": _l("the general manager"),
    "department_head": _l("a head of department"),
    "sales_head": _l("the head of sales"),
    "sales_manager": _l("a sales manager"),
    "responsible_manager": _l("the responsible manager"),
    "customer_service": _l("customer service"),
    "department_concerned": _l("the department concerned"),
    "none": _l("nobody"),
}
REFRESHMENTS: dict[str, Words] = {
    "": _l("nothing"),
    "tea": _l("tea"),
    COFFEE_AND_MORE: _l("coffee, pastries, fruit"),
}

STANDARD = (
    Group(
        _l("Standard of the reception"),
        (
            Choice("greeter", _l("Greeted by"), GREETER),
            Choice("escort", _l("Accompanied by"), GREETER),
            Choice("refreshments", _l("Refreshments"), REFRESHMENTS),
            Text("room", _l("Room and its setting"), 80, may_be_empty=True),
            Text("gift", _l("Gift"), 80, may_be_empty=True),
            Number("meal_from", _l("A meal costs, from"), 0, 100000, _CURRENCY),
            Number("meal_to", _l("and at most (0: guests pay it themselves)"), 0, 100000, _CURRENCY),
            Tick("has_car", _l("A car and driver")),
            Tick("has_lodging", _l("Lodging is booked")),
        ),
        Hold.AT_ONCE,
    ),
)


_OF_MEALS = ("meal_from", "meal_to")


def standard_words(standard: Standard) -> list[tuple[str, str]]:
    """Return what a standard lays down, as whoever prepares a visit reads it."""
    said = [
        (str(figure.word), figure.said(getattr(standard, name)))
        for name, figure in figures_in(STANDARD).items()
        if name not in _OF_MEALS and getattr(standard, name)
    ]
    costs = _("%(a)s to %(b)s in the house's currency, a person", a=standard.meal_from, b=standard.meal_to)
    return [*said, (_("A meal"), costs if standard.meal_to else _("guests pay it themselves"))]


def standard_shown(typed: Typed, kept: Mapping[str, Any]) -> Typed:
    """Put a grade's standard into its form."""
    shown = as_typed(STANDARD, Standard.from_json(kept))
    for name in shown.names():
        typed[name] = shown[name]
    return typed


def standard_typed(typed: Typed, kept: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the standard that was typed, as the grade keeps it; what is wrong is noted at its field."""
    values = wanted(STANDARD, typed)
    if not typed.troubles and values["meal_from"] > values["meal_to"]:
        typed.is_wrong("meal_to", _("This comes before the one above it. Write a larger number."))
    if typed.troubles:
        return kept
    standard = Standard(**values)
    return kept if standard == Standard.from_json(kept) else standard.as_json()


def differences_in_standard(before: Mapping[str, Any], after: Mapping[str, Any]) -> Differences:
    """Say what a standard lays down otherwise than before, figure by figure."""
    was, is_now = (Standard.from_json(kept or {}) for kept in (before, after))
    return [
        (*said_in(STANDARD, name, getattr(was, name)), figure.said(getattr(is_now, name)))
        for name, figure in figures_in(STANDARD).items()
        if getattr(was, name) != getattr(is_now, name)
    ]
