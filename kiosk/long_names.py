"""Words that don't fit on a line: where they may break, and how large a title may be."""

import re
import unicodedata

from markupsafe import Markup, escape

_LONG_WORD = re.compile(r"[A-Za-zÀ-ɏ]{13,}")
_SYLLABLE = re.compile(r"(?<=[A-Za-zÀ-ɏ]{2})(?=[bcdfghjklmnpqrstvwxzßçñ][aeiouyà-öù-ÿ][A-Za-zÀ-ɏ])", re.IGNORECASE)
_SOFT_HYPHEN, _WORD_JOINER = "\u00ad", "\u2060"
_AFTER_DOT = re.compile("(?<=·)")
_CLAUSE = re.compile("[^，。；：]*[，。；：]?")
_LIMITS = (6.0, 7.2, 24.0)
_LATIN_WIDTH = 0.55


def breakable(text: str) -> Markup:
    """Return a text that breaks where a person would: between clauses, after a ·, in long words at a syllable.

    A Chinese clause stays together on a line if it can; a name with · in it breaks nowhere else.
    """
    return Markup("").join(_clause(part) for part in _CLAUSE.findall(text) if part)


def _clause(text: str) -> Markup:
    hyphened = _LONG_WORD.sub(lambda word: _SYLLABLE.sub(_SOFT_HYPHEN, word[0]), text)
    if hyphened != text:
        return Markup('<span class="hyphened">{}</span>').format(hyphened)
    if text.isascii():
        return escape(text)
    names = [escape(name) for name in _AFTER_DOT.split(text.replace("·", f"{_WORD_JOINER}·")) if name]
    kind = "clause dotted" if len(names) > 1 else "clause"
    return Markup('<span class="{}">{}</span>').format(kind, Markup("<wbr>").join(names))


def title_size(text: str) -> int:
    """Return 1 to 4: the step of a title by its width in Chinese characters."""
    width = sum(1.0 if unicodedata.east_asian_width(c) in "WF" else _LATIN_WIDTH for c in text)
    return 1 + sum(width > limit for limit in _LIMITS)
