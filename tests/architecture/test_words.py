"""Every word that a person reads stands in every language of its screen: eight at the kiosk, two in the office."""

import re
from functools import cache

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from shared.web.languages import (
    CHINESE,
    ENGLISH,
    KIOSK_WORDS,
    LANGUAGES,
    OFFICE_WORDS,
    TAIWANESE,
    TRANSLATIONS,
    locale_of,
)
from tests.architecture.tree import ROOT

METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**/templates/**.txt", "jinja2")]
OPTIONS = {pattern: {"trimmed": "true"} for pattern, method in METHODS if method == "jinja2"}
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
ROOMS = {KIOSK_WORDS: ("kiosk", "shared"), OFFICE_WORDS: ("admin", "hardware")}
FOLDERS = {language: str(locale_of(language)) for language in LANGUAGES if language != ENGLISH} | {CHINESE: "zh"}
CATALOGUES = [(KIOSK_WORDS, folder) for folder in FOLDERS.values()] + [(OFFICE_WORDS, FOLDERS[CHINESE])]
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")

Asked = str | tuple[str, ...]

each_catalogue = pytest.mark.parametrize(("name", "folder"), CATALOGUES)


@cache
def asked_for(name: str) -> set[Asked]:
    """Return every message that the rooms of a catalogue ask for."""
    found: set[Asked] = set()
    for room in ROOMS[name]:
        for _, _, message, _, _ in extract_from_dir(ROOT / room, METHODS, OPTIONS, KEYWORDS):
            found.add(message)
    return found


@cache
def catalogue(name: str, folder: str) -> Catalog:
    """Return a catalogue in a language."""
    with (TRANSLATIONS / folder / "LC_MESSAGES" / f"{name}.po").open("rb") as file:
        return read_po(file, locale=folder)


def entries(name: str, folder: str) -> list[Message]:
    return [entry for entry in catalogue(name, folder) if entry.id]


def forms(words: object) -> list[str]:
    """Return all forms of a message, or the one that it has."""
    return [words] if isinstance(words, str) else list(words)  # type: ignore[call-overload]


@each_catalogue
def test_every_message_is_said_in_all_its_forms(name: str, folder: str) -> None:
    said = {
        forms(entry.id)[0]: entry for entry in entries(name, folder) if not entry.fuzzy and all(forms(entry.string))
    }
    plurals = catalogue(name, folder).num_plurals
    missing = [words for message in asked_for(name) if (words := forms(message)[0]) not in said]
    short = [words for words, entry in said.items() if entry.pluralizable and len(forms(entry.string)) != plurals]
    assert sorted(missing) == []
    assert short == []


@each_catalogue
def test_a_catalogue_has_no_words_that_nobody_asks_for(name: str, folder: str) -> None:
    asked = {forms(message)[0] for message in asked_for(name)}
    assert sorted(words for entry in entries(name, folder) if (words := forms(entry.id)[0]) not in asked) == []


@each_catalogue
def test_a_translation_has_the_same_blanks_to_fill(name: str, folder: str) -> None:
    def differs(entry: Message) -> bool:
        allowed = [blanks(form) for form in forms(entry.id)]
        return any(blanks(form) not in allowed for form in forms(entry.string) if form)

    assert [entry.id for entry in entries(name, folder) if differs(entry)] == []


def test_the_chinese_says_none_of_the_words_that_a_receptionist_would_not() -> None:
    bad = re.compile("操作失败|非法|请稍后再试|系统错误|！|操作失敗|請稍後再試|系統錯誤")
    chinese = [*CATALOGUES[:2], CATALOGUES[-1]]
    said = [form for name, folder in chinese for entry in entries(name, folder) for form in forms(entry.string)]
    assert [words for words in said if bad.search(words)] == []


def test_taiwan_reads_traditional_characters() -> None:
    mainland = re.compile("[们这请问时间进门签访为来离开关还个图书车电话号码预约证编输语会见谢应该让认识单处点键盘]")
    said = [form for entry in entries(KIOSK_WORDS, FOLDERS[TAIWANESE]) for form in forms(entry.string)]
    assert [words for words in said if mainland.search(words)] == []


def blanks(words: str) -> set[str]:
    return set(PLACEHOLDER.findall(words))
