"""What papers and the lines of a badge are called, and what can be wrong with a layout."""

from admin.speech import Words, _l
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

_BAD_LOGO: dict[str, Words] = {
    "no_picture": _l("This file is no picture that we can read. Send a PNG, JPEG or WebP."),
    "too_large": _l("This picture is too large: at most 1 MB and 20 million dots."),
    "empty": _l("This picture is all white: there is nothing to print."),
}
_TWICE = _l("The same line stands twice. Choose each line once.")


def layout_problem(problem: Problem) -> str:
    """Return what is wrong with a field of a layout."""
    return str(_TWICE) if problem.code == "twice" else problem_words(problem.field, problem.code)


def logo_problem(bad: BadLogo) -> str:
    """Return why an uploaded picture can't be a logo."""
    return str(_BAD_LOGO[str(bad)])
