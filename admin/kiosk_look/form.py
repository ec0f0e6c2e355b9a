"""A look as a form, and the form as a look."""

from collections.abc import Callable

from werkzeug.datastructures import FileStorage

from admin.forms import Typed
from admin.kiosk_look.words import lamp_problem, picture_problem, wall_problem
from admin.speech import _
from shared.kernel.names import has_odd_characters
from shared.looks.pictures import LARGEST_UPLOAD_BYTES, BadPicture, Kept
from shared.looks.rules import (
    HOUSE_LAMP,
    HOUSE_WALL,
    LONGEST_GREETING,
    Look,
    Unreadable,
    colour_typed,
    trouble_with_lamp,
    trouble_with_wall,
)
from shared.web.languages import LANGUAGES

KEEP, NONE, NEW = "keep", "none", "new"
"""What is to become of a logo or a picture."""


def greeting_field(language: str) -> str:
    """Return the name of the field with a language's greeting."""
    return f"greeting.{language.replace('-', '.')}"


def form_of(look: Look) -> Typed:
    """Return the fields of a look as it is."""
    greetings = {greeting_field(language): look.greetings.get(language, "") for language in LANGUAGES}
    kept = {"logo": KEEP if look.logo else NONE, "picture": KEEP if look.picture else NONE}
    return Typed({"wall": look.wall or HOUSE_WALL, "lamp": look.lamp or HOUSE_LAMP} | greetings | kept)


def look_typed(typed: Typed, before: Look) -> Look:
    """Return the look that a form asks for; what is wrong with it is noted in the form."""
    return Look(
        wall=_colour(typed, "wall", HOUSE_WALL, trouble_with_wall, wall_problem),
        lamp=_colour(typed, "lamp", HOUSE_LAMP, trouble_with_lamp, lamp_problem),
        logo=before.logo if typed["logo"] == KEEP else None,
        picture=before.picture if typed["picture"] == KEEP else None,
        greetings={language: words for language in LANGUAGES if (words := _greeting(typed, language))},
    )


def uploaded(typed: Typed, name: str, file: FileStorage | None, make: Callable[[bytes], Kept]) -> Kept | None:
    """Return an upload as it will be kept; None if there is none, or (noted in the form) none that will do."""
    if file is None or not file.filename:
        return None
    try:
        return make(file.stream.read(LARGEST_UPLOAD_BYTES + 1))
    except BadPicture as bad:
        typed.is_wrong(f"{name}.upload", picture_problem(bad))
        return None


def _colour(
    typed: Typed,
    name: str,
    house: str,
    trouble_with: Callable[[str], Unreadable | None],
    words: Callable[[Unreadable], str],
) -> str | None:
    """Return a colour, None for the house's own."""
    colour = colour_typed(typed[name])
    if colour is None:
        typed.is_wrong(name, _("This is no colour. Write one as #0D3A32."))
        return None
    if trouble := trouble_with(colour):
        typed.is_wrong(name, words(trouble))
    return None if colour == house else colour


def _greeting(typed: Typed, language: str) -> str:
    name = greeting_field(language)
    words = " ".join(typed[name].split())
    if len(words) > LONGEST_GREETING:
        typed.is_wrong(name, _("At most %(n)s characters fit on the wall.", n=LONGEST_GREETING))
    elif has_odd_characters(words):
        typed.is_wrong(name, _("There are characters in it that nobody can read. Type it anew."))
    return words
