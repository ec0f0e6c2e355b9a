"""Names that don't fit on a line: where they may break, and how large a title may be."""

import re
import unicodedata

from markupsafe import Markup, escape

_LONG_WORD = re.compile(r"[A-Za-zÀ-ɏ]{13,}")
_SYLLABLE = re.compile(r"(?<=[A-Za-zÀ-ɏ]{2})(?=[bcdfghjklmnpqrstvwxzßçñ][aeiouyà-öù-ÿ][A-Za-zÀ-ɏ])", re.IGNORECASE)
_SOFT_HYPHEN = "\u00ad"
_CHINESE_SPOT = re.compile("(?<=·)")
_LARGEST, _LARGE = 6.0, 9.0
_LATIN_WIDTH = 0.55


def breakable(text: str) -> Markup:
    """Return a title that may break after each · and, in very long words, at a syllable with a hyphen."""
    with_hyphens = _LONG_WORD.sub(lambda word: _SYLLABLE.sub(_SOFT_HYPHEN, word[0]), text)
    return Markup("<wbr>").join(escape(part) for part in _CHINESE_SPOT.split(with_hyphens) if part)


def title_size(text: str) -> int:
    """Return 1, 2 or 3: the step of a title by its width in Chinese characters."""
    width = sum(1.0 if unicodedata.east_asian_width(c) in "WF" else _LATIN_WIDTH for c in text)
    return 1 if width <= _LARGEST else 2 if width <= _LARGE else 3
