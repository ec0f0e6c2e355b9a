"""What papers and the lines of a badge are called, and what can be wrong with a layout."""

from typing import Any

from admin.speech import Words, _, _l
from admin.wording import problem_words
from shared.badges.logos import BadLogo
from shared.badges.rules import Fact, Roll
from shared.bookings.rules import Problem

ROLL: dict[Roll, Words] = {
    Roll.WIDE: _l("80 mm paper"),
    Roll.NARROW: _l("58 mm paper"),
    Roll.LABEL: _l("62 mm labels"),
}

FACT: dict[Fact, Words] = {
    Fact.HOST: _l("Host"),
    Fact.AREA: _l("Area"),
    Fact.PURPOSE: _l("Purpose"),
    Fact.COMPANY: _l("Company"),
    Fact.PERMIT: _l("Permit number"),
}

PART: dict[str, Words] = {
    "facts": _l("Lines"),
    "company": _l("The company below the name"),
    "permit": _l("The permit number below the date"),
    "photo": _l("The photo, where there is one"),
    "survey": _l("A second code that asks how the visit was"),
    "logo": _l("Logo"),
    "disclaimer": _l("Small print in Chinese"),
    "disclaimer_en": _l("Small print in English"),
}
"""What an administrator chooses of a layout."""

_BAD_LOGO: dict[str, Words] = {
    "no_picture": _l("This file is no picture that we can read. Send a PNG, JPEG or WebP."),
    "too_large": _l("This picture is too large: at most 1 MB and 20 million dots."),
    "empty": _l("This picture is all white: there is nothing to print."),
}
_TWICE = _l("The same line stands twice. Choose each line once.")


def said_part(part: str, value: Any) -> tuple[str, str]:
    """Return a part of a layout and one of its values, as the history says them."""
    name = str(PART[part])
    if part == "facts":
        return name, _(", ").join(str(FACT[Fact(fact)]) for fact in value) or _("none")
    if part == "logo":
        return name, _("a picture") if value else _("none")
    if isinstance(value, bool):
        return name, _("Yes") if value else _("No")
    return name, value or _("none")


def layout_problem(problem: Problem) -> str:
    """Return what is wrong with a field of a layout."""
    return str(_TWICE) if problem.code == "twice" else problem_words(problem.field, problem.code)


def logo_problem(bad: BadLogo) -> str:
    """Return why an uploaded picture can't be a logo."""
    return str(_BAD_LOGO[str(bad)])
