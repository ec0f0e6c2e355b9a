"""How a visitor wants to see the screen: language, colours, size of letters, how high a hand must reach.

It lives in the address only (`?lang=en&theme=contrast&letters=large&reach=low`), so that nothing of one
visitor is left for the next.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import g, request, url_for

from shared.web.languages import CHINESE, ENGLISH, LANGUAGES, known_language

THEMES = ("light", "dark", "contrast")
LETTERS = ("normal", "large")
REACHES = ("high", "low")
"""low: everything to touch stands in the lower part, for who sits."""


@dataclass(frozen=True)
class Display:
    """A visitor's choice; without any, the house's: Chinese, light, normal letters, the whole height."""

    lang: str = CHINESE
    theme: str = THEMES[0]
    letters: str = LETTERS[0]
    reach: str = REACHES[0]

    @classmethod
    def asked_for(cls, args: Mapping[str, str]) -> "Display":
        """Read the choice from an address; what is not known counts as not said."""
        theme, letters, reach = args.get("theme"), args.get("letters"), args.get("reach")
        return cls(
            lang=known_language(args.get("lang"), LANGUAGES) or CHINESE,
            theme=theme if theme in THEMES else THEMES[0],
            letters=letters if letters in LETTERS else LETTERS[0],
            reach=reach if reach in REACHES else REACHES[0],
        )

    @property
    def at_the_sill(self) -> tuple[str, str]:
        """Return the two languages that the sill offers: the one that is spoken, and another that many read."""
        return (self.lang if self.lang != ENGLISH else CHINESE, ENGLISH)

    def in_address(self) -> dict[str, str]:
        """Return what an address must say: only what differs from the house's choice."""
        return {name: value for name, value in vars(self).items() if value != getattr(Display, name)}


def display() -> Display:
    """Return the choice of the request at hand."""
    if "display" not in g:
        g.display = Display.asked_for(request.args)
    chosen: Display = g.display
    return chosen


def at(endpoint: str, **values: str) -> str:
    """Return the address of a page, seen as the visitor sees this one."""
    return _address(endpoint, values | display().in_address())


def again(**changes: str) -> str:
    """Return this page's address, seen otherwise; the welcome page's, where this one can't be asked for again."""
    wished = replace(display(), **changes).in_address()
    if request.method != "GET" or request.endpoint is None:
        return _address("welcome.welcome", wished)
    return _address(request.endpoint, (request.view_args or {}) | wished)


def _address(endpoint: str, values: dict[str, Any]) -> str:
    return url_for(endpoint, **values)
