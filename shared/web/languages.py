"""The languages of the screens, and how a page's language is chosen."""

from collections.abc import Callable, Iterable
from pathlib import Path

from babel import Locale
from flask import Flask
from flask_babel import Babel

CHINESE, ENGLISH = "zh-CN", "en"
LANGUAGES = (CHINESE, ENGLISH)
TRANSLATIONS = Path(__file__).parent / "translations"
_LOCALES = {CHINESE: "zh", ENGLISH: "en"}


def speak(app: Flask, choose: Callable[[], str]) -> None:
    """Give an app its translations; `choose` says the language of the request at hand, one of LANGUAGES."""
    Babel(
        app,
        default_translation_directories=str(TRANSLATIONS),
        locale_selector=lambda: _LOCALES[choose()],
    )


def known_language(asked: str | None) -> str | None:
    """Return the language that a code such as `zh`, `zh-Hans-CN` or `en-GB` means, or None."""
    if not asked:
        return None
    start = asked.replace("_", "-").split("-")[0].lower()
    return next((language for language in LANGUAGES if language.split("-")[0] == start), None)


def preferred_language(accepted: Iterable[str], default: str = CHINESE) -> str:
    """Return the first language of a browser's list that we speak."""
    return next((language for language in map(known_language, accepted) if language), default)


def locale_of(language: str) -> Locale:
    """Return the locale that formats dates for a language."""
    return Locale.parse("zh_Hans_CN" if language == CHINESE else "en_GB")
