"""Words about tables that somebody sends: what is wrong with a file, and what yes and no may look like."""

from collections.abc import Mapping
from typing import TypeVar

from flask_babel import force_locale

from admin.speech import Words, _l
from shared.web.languages import OFFICE_LANGUAGES, words_of

_Thing = TypeVar("_Thing")

YES = frozenset({"yes", "y", "true", "1", "是", "对", "√", "✓"})
NO = frozenset({"", "no", "n", "false", "0", "否", "不"})

FILE_TROUBLE: dict[str, Words] = {
    "missing": _l("Choose a file."),
    "empty": _l("There is nothing in this file."),
    "too_large": _l("This file is too large: 1.5 MB at most."),
    "too_many_rows": _l("There are more than 5,000 lines. Please divide the table."),
    "not_a_table": _l("This is neither a CSV nor an XLSX file that can be read."),
    "no_columns": _l("The first line has to name the columns. None of these names is known here."),
    "column_twice": _l("Two columns have the same meaning. Take one of them out."),
}


def by_word(words: Mapping[_Thing, Words]) -> dict[str, _Thing]:
    """Return what each word means, in whichever of the office's languages a table says it, in small letters."""
    found: dict[str, _Thing] = {}
    for language in OFFICE_LANGUAGES:
        with force_locale(words_of(language)):
            found |= {str(word).casefold(): thing for thing, word in words.items()}
    return found
