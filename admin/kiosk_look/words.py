"""What can be wrong with a colour or a picture, and what to do about it."""

from admin.speech import Words, _, _l
from shared.looks.pictures import BadPicture
from shared.looks.rules import READABLE, Unreadable

_BAD_PICTURE: dict[str, Words] = {
    "no_picture": _l(
        "This file is no picture that we can read. Send a PNG, JPEG or WebP; an SVG has to be turned into one first."
    ),
    "too_large": _l("This picture is too large: at most 5 MB and 40 million dots."),
}


def picture_problem(bad: BadPicture) -> str:
    """Return why an uploaded picture won't do."""
    return str(_BAD_PICTURE[str(bad)])


def wall_problem(trouble: Unreadable) -> str:
    """Return why a wall's colour won't do, and which would."""
    return _(
        "White letters reach a contrast of %(reached)s : 1 on it only; %(needed)s : 1 is needed. %(instead)s would do.",
        **_figures(trouble),
    )


def lamp_problem(trouble: Unreadable) -> str:
    """Return why a lamp's colour won't do, and which would."""
    return _(
        "Dark letters reach a contrast of %(reached)s : 1 on it only; %(needed)s : 1 is needed. %(instead)s would do.",
        **_figures(trouble),
    )


def _figures(trouble: Unreadable) -> dict[str, str]:
    # Rounded down: 6.96 must not be told as 7.0, which would do.
    reached = int(trouble.contrast * 10) / 10
    return {"reached": f"{reached:.1f}", "needed": f"{READABLE:g}", "instead": trouble.instead}
