"""Names as people type them: in one form, and cut to the length that the terms written down have.

The terms themselves, with their readings, are in `terms`; a search is one exact look-up of a term, as quick
among a million names as among ten.
"""

import re
import unicodedata

HAN = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]+")
LONGEST_HAN = 4
LONGEST_LATIN = 8
_SKIPPED = re.compile(r"[\W_]+")


_MARKS = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u2060\ufeff\u00ad"))
"""What copying from a sheet or a web page brings along: nobody sees it, nobody typed it."""
_JOINERS = "\u200c\u200d"
_ODD = {"Cc", "Cf", "Cs", "Co"}


def without_marks(text: str) -> str:
    """Return the text without zero-width spaces, direction marks and soft hyphens."""
    return text.translate(_MARKS)


def has_odd_characters(text: str) -> bool:
    """Say whether a text holds what no name has: control characters, overrides of direction, half characters.

    Joiners are letters' business in Persian and Hindi. A tab or a line break is white space, not odd.
    """
    return any(unicodedata.category(c) in _ODD and c not in _JOINERS and not c.isspace() for c in text)


def normal(text: str) -> str:
    """Return the text in one width and case, without accents, spaces and punctuation."""
    wide = unicodedata.normalize("NFKD", text.casefold())
    return _SKIPPED.sub("", "".join(c for c in wide if not unicodedata.combining(c)))


def term_for(typed: str) -> str:
    """Return the term that a search looks up, cut to the length that terms have; empty for nothing."""
    text = normal(typed)
    return text[: LONGEST_HAN if HAN.match(text) else LONGEST_LATIN]
