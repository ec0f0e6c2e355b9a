"""Which text is whose, and what makes two texts the same (R17); pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import TypeVar

from shared.kernel.names import has_odd_characters

LONGEST_TITLE = 120
LONGEST_TEXT = 20_000
ALWAYS_IN = ("zh-CN", "en")
"""The languages that every version has; others are added where somebody wrote them."""

T = TypeVar("T")


class AgreementKind(StrEnum):
    """What is agreed to. Stored, so never renamed."""

    CONSENT = "consent"
    """To the use of personal data: before anything is asked."""
    SITE_RULES = "site_rules"
    NDA = "nda"


@dataclass(frozen=True)
class Wording:
    """A text as somebody writes it, in one language."""

    title: str
    text: str


@dataclass(frozen=True)
class TextTrouble:
    """What is wrong with a text that is to be published."""

    language: str
    field: str
    code: str


def sum_of(wording: Wording) -> str:
    """Return the SHA-256 of exactly what is shown: title, an empty line, text."""
    return sha256(f"{wording.title}\n\n{wording.text}".encode()).hexdigest()


def tidied(wording: Wording) -> Wording:
    """Return a text with one kind of line end and no blanks around it, as it is published."""
    lines = wording.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Wording(" ".join(wording.title.split()), "\n".join(line.rstrip() for line in lines).strip())


def troubles_with(wordings: Mapping[str, Wording]) -> list[TextTrouble]:
    """Return everything that keeps a version from being published; nothing if it can be."""
    troubles = [
        TextTrouble(language, field, "missing")
        for language in dict.fromkeys((*ALWAYS_IN, *wordings))
        for field in ("title", "text")
        if not getattr(wordings.get(language), field, "")
    ]
    for language, wording in wordings.items():
        for field, words, longest in (
            ("title", wording.title, LONGEST_TITLE),
            ("text", wording.text, LONGEST_TEXT),
        ):
            if len(words) > longest:
                troubles.append(TextTrouble(language, field, "too_long"))
            if has_odd_characters(words):
                troubles.append(TextTrouble(language, field, "odd"))
    return troubles


def in_language(texts: Mapping[str, T], language: str) -> T | None:
    """Return the text in a reader's language, else in the next that they are likeliest to read."""
    nearest = ("zh-CN", "en") if language.startswith("zh") else ("en", "zh-CN")
    return next((texts[each] for each in (language, *nearest, *texts) if each in texts), None)
