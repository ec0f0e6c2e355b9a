"""What people carry most, in every language of the kiosk: written down in the house's, read in the reader's (R11)."""

from functools import cache
from typing import Any

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from shared.web.languages import LANGUAGES, words_of

USUAL_ITEMS: dict[str, Any] = {
    "笔记本电脑": _l("Laptop"),
    "相机": _l("Camera"),
    "移动存储": _l("Storage media"),
    "工具": _l("Tools"),
    "样品": _l("Samples"),
    "文件资料": _l("Documents"),
}
"""By what is written down. What is in nobody's list stays as it was typed."""


def item_kept(typed: str) -> str:
    """Return what is written down for an item: one that the kiosk offers in the house's language."""
    return _offered().get(typed, typed)


def item_words(kept: str) -> str:
    """Return an item in the reader's language, if it is one that the kiosk offers."""
    return str(USUAL_ITEMS.get(kept, kept))


@cache
def _offered() -> dict[str, str]:
    """Return what is written down, by what the kiosk's buttons say in each language."""
    said: dict[str, str] = {}
    for language in LANGUAGES:
        with force_locale(words_of(language)):
            said |= {str(words): kept for kept, words in USUAL_ITEMS.items()}
    return said
