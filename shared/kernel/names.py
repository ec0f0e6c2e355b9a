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


def normal(text: str) -> str:
    """Return the text in one width and case, without accents, spaces and punctuation."""
    wide = unicodedata.normalize("NFKD", text.casefold())
    return _SKIPPED.sub("", "".join(c for c in wide if not unicodedata.combining(c)))


def term_for(typed: str) -> str:
    """Return the term that a search looks up, cut to the length that terms have; empty for nothing."""
    text = normal(typed)
    return text[: LONGEST_HAN if HAN.match(text) else LONGEST_LATIN]
