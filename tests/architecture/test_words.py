"""Every word that a person reads stands in both languages."""

import re
from functools import cache

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tests.architecture.tree import ROOT

CHINESE = ROOT / "shared/web/translations/zh/LC_MESSAGES/messages.po"
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**/templates/**.txt", "jinja2")]
OPTIONS = {pattern: {"trimmed": "true"} for pattern, method in METHODS if method == "jinja2"}
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


@cache
def asked_for() -> set[str | tuple[str, ...]]:
    """Return every message that code and templates ask for."""
    found: set[str | tuple[str, ...]] = set()
    for room in ("kiosk", "admin", "hardware", "shared"):
        for _, _, message, _, _ in extract_from_dir(ROOT / room, METHODS, OPTIONS, KEYWORDS):
            found.add(message)
    return found


@cache
def chinese() -> Catalog:
    """Return the Chinese catalogue."""
    with CHINESE.open("rb") as file:
        return read_po(file)


def words_of(message: object) -> str:
    """Return a message, or the first of its forms."""
    return message if isinstance(message, str) else str(message[0])  # type: ignore[index]


def test_every_message_has_chinese_words() -> None:
    missing = [words_of(m) for m in asked_for() if not (e := chinese().get(words_of(m))) or not e.string or e.fuzzy]
    assert sorted(missing) == []


def test_the_catalogue_has_no_words_that_nobody_asks_for() -> None:
    asked = {words_of(message) for message in asked_for()}
    assert sorted(words_of(entry.id) for entry in chinese() if entry.id and words_of(entry.id) not in asked) == []


def test_a_translation_has_the_same_blanks_to_fill() -> None:
    wrong = [id_ for id_, chinese_words in pairs() if blanks(id_) != blanks(chinese_words)]
    assert wrong == []


def test_the_chinese_says_none_of_the_words_that_a_receptionist_would_not() -> None:
    bad = re.compile("操作失败|非法|请稍后再试|系统错误|！")
    assert [words for _, words in pairs() if bad.search(words)] == []


def pairs() -> list[tuple[str, str]]:
    """Return what is asked for and what is said; of several forms all, one after the other."""
    return [(joined(entry.id), joined(entry.string)) for entry in chinese() if entry.id]


def joined(words: object) -> str:
    return words if isinstance(words, str) else " ".join(words)  # type: ignore[arg-type]


def blanks(words: str) -> set[str]:
    return set(PLACEHOLDER.findall(words))
