"""A layout as a form, and the form as a layout."""

from werkzeug.datastructures import FileStorage

from admin.badges.words import layout_problem, logo_problem
from admin.forms import Typed
from shared.badges.logos import LARGEST_UPLOAD_BYTES, BadLogo, kept_logo
from shared.badges.rules import BadgeLayout, Fact, Roll, problems_with_layout

NO_LOGO = "none"
_TICKS = ("company", "permit", "photo", "survey")
_YES = "yes"


def form_of(layout: BadgeLayout, name: str) -> Typed:
    """Return the fields of a layout as it is, with a name to try it on."""
    fields = {f"fact.{line}": fact.value for line, fact in enumerate(layout.facts)}
    ticks = {name: _YES for name in _TICKS if getattr(layout, name)}
    words = {"disclaimer": layout.disclaimer, "disclaimer_en": layout.disclaimer_en}
    return Typed(fields | ticks | words | {"logo": layout.logo or NO_LOGO, "try_name": name, "try_photo": _YES})


def layout_typed(typed: Typed, logo_id: str | None) -> BadgeLayout:
    """Return the layout that a form asks for; what is wrong with it is noted in the form."""
    chosen = [typed[f"fact.{line}"] for line in range(len(Fact))]
    known = {fact.value for fact in Fact}
    layout = BadgeLayout(
        facts=tuple(Fact(fact) for fact in chosen if fact in known),
        company=bool(typed["company"]),
        permit=bool(typed["permit"]),
        photo=bool(typed["photo"]),
        survey=bool(typed["survey"]),
        logo=logo_id,
        disclaimer=" ".join(typed["disclaimer"].split()),
        disclaimer_en=" ".join(typed["disclaimer_en"].split()),
    )
    for problem in problems_with_layout(layout):
        typed.is_wrong("fact.0" if problem.field == "facts" else problem.field, layout_problem(problem))
    return layout


def logo_uploaded(typed: Typed, file: FileStorage | None) -> bytes | None:
    """Return an uploaded logo as it will be kept; None if there is none, or (noted in the form) none that will do."""
    if file is None or not file.filename:
        return None
    try:
        return kept_logo(file.stream.read(LARGEST_UPLOAD_BYTES + 1))
    except BadLogo as bad:
        typed.is_wrong("upload", logo_problem(bad))
        return None


def places_typed(typed: Typed, roll: Roll, grade: str, grades: list[str]) -> list[tuple[str, Roll]]:
    """Return the grades and papers that a layout is saved for: those of the page, and those that were ticked."""
    letters = [letter for letter in grades if letter == grade or typed[f"also.{letter}"]]
    rolls = [each for each in Roll if each == roll or typed[f"on.{each}"]]
    return [(letter, each) for letter in letters for each in rolls]
