"""Number plates in one form, so that a car is found however its plate was typed (R11); pure."""

import unicodedata

from shared.kernel.names import without_marks

LONGEST_PLATE = 16
_NOT_OF_A_PLATE = frozenset(" \t·.-\u2022\u30fb")


def tidy_plate(typed: str) -> str:
    """Return a plate as it is kept: in capitals of one width, without blanks, dots and dashes."""
    while (tidy := _tidier(typed)) != typed:
        typed = tidy
    return tidy


def _tidier(typed: str) -> str:
    """Once may be too little: two letters that a dash stood between can become one."""
    plain = unicodedata.normalize("NFKC", without_marks(typed)).upper()
    return "".join(letter for letter in plain if letter not in _NOT_OF_A_PLATE)
