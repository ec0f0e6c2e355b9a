"""The languages of the screens, and how a page's language is chosen.

The kiosk speaks all of them, the office the first two. What the kiosk and `shared` say stands in the
catalogue `kiosk`, what only the office says in `office`.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from babel import Locale
from flask import Flask
from flask_babel import Babel

CHINESE, TAIWANESE, ENGLISH = "zh-CN", "zh-TW", "en"
NAMES = {
    CHINESE: "中文",
    TAIWANESE: "繁體中文",
    ENGLISH: "English",
    "ja": "日本語",
    "ko": "한국어",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
}
"""Each language under its own name, in the order of the language screen."""

LANGUAGES = tuple(NAMES)
OFFICE_LANGUAGES = (CHINESE, ENGLISH)
TRANSLATIONS = Path(__file__).parent / "translations"
KIOSK_WORDS, OFFICE_WORDS = "kiosk", "office"
_TRADITIONAL = frozenset({"tw", "hk", "mo", "hant"})
_LOCALES = {CHINESE: "zh", TAIWANESE: "zh_TW"}
_DATES = {CHINESE: "zh_Hans_CN", TAIWANESE: "zh_Hant_TW", ENGLISH: "en_GB"}


def speak(app: Flask, choose: Callable[[], str], *catalogues: str) -> None:
    """Give an app the words of some catalogues; `choose` says the language of the request at hand."""
    Babel(
        app,
        default_domain=";".join(catalogues),
        default_translation_directories=";".join([str(TRANSLATIONS)] * len(catalogues)),
        locale_selector=lambda: words_of(choose()),
    )


def words_of(language: str) -> str:
    """Return the locale whose catalogue has a language's words."""
    return _LOCALES.get(language, language)


def known_language(asked: str | None, spoken: Sequence[str] = OFFICE_LANGUAGES) -> str | None:
    """Return the language of those spoken that a code such as `zh`, `zh-Hant-HK` or `en-GB` means, or None."""
    if not asked:
        return None
    start, *rest = asked.replace("_", "-").lower().split("-")
    if start == "zh" and TAIWANESE in spoken and _TRADITIONAL.intersection(rest):
        return TAIWANESE
    return next((language for language in spoken if language.split("-")[0] == start), None)


def preferred_language(
    accepted: Iterable[str], default: str = CHINESE, spoken: Sequence[str] = OFFICE_LANGUAGES
) -> str:
    """Return the first language of a browser's list that is spoken; the office speaks two."""
    return next((language for each in accepted if (language := known_language(each, spoken))), default)


def locale_of(language: str) -> Locale:
    """Return the locale that formats dates for a language."""
    return Locale.parse(_DATES.get(language, language))
