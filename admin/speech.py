"""Our words in the reader's language: gettext with types."""

from typing import Any

import flask_babel

Words = Any
"""What `_l` returns: words that take the language of whoever reads them."""

_l = flask_babel.lazy_gettext


def _(words: str, **values: object) -> str:
    """Return words in the language of this request, their `%(name)s` filled in."""
    return str(flask_babel.gettext(words, **values))


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """Return the words for a number of things; `%(num)d` is the number."""
    return str(flask_babel.ngettext(one, many, number, **values))
