"""Words that don't fit on a line: where they may break, and how large a title may be."""

import re
import unicodedata

from markupsafe import Markup, escape

_LONG_WORD = re.compile(r"[A-Za-zÀ-ɏ]{13,}")
_SYLLABLE = re.compile(r"(?<=[A-Za-zÀ-ɏ]{2})(?=[bcdfghjklmnpqrstvwxzßçñ][aeiouyà-öù-ÿ][A-Za-zÀ-ɏ])", re.IGNORECASE)
_SOFT_HYPHEN = "\u00ad"
_AFTER_DOT = re.compile("(?<=·)")
_CLAUSE = re.compile("[^，。；：]*[，。；：]?")
_LARGEST, _LARGE = 6.0, 7.2
_LATIN_WIDTH = 0.55


def breakable(text: str) -> Markup:
    """Return a text that breaks where a person would: between clauses, after a ·, in long words at a syllable.

    A Chinese clause stays together on a line if it can; a name with · in it breaks nowhere else.
    """
    return Markup("").join(_clause(part) for part in _CLAUSE.findall(text) if part)


def _clause(text: str) -> Markup:
    with_hyphens = _LONG_WORD.sub(lambda word: _SYLLABLE.sub(_SOFT_HYPHEN, word[0]), text)
    parts = [escape(part) for part in _AFTER_DOT.split(with_hyphens) if part]
    if len(parts) == 1 and text.isascii():
        return parts[0]
    kind = "clause dotted" if len(parts) > 1 else "clause"
    return Markup('<span class="{}">{}</span>').format(kind, Markup("<wbr>").join(parts))


def title_size(text: str) -> int:
    """Return 1, 2 or 3: the step of a title by its width in Chinese characters."""
    width = sum(1.0 if unicodedata.east_asian_width(c) in "WF" else _LATIN_WIDTH for c in text)
    return 1 if width <= _LARGEST else 2 if width <= _LARGE else 3
