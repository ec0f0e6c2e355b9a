"""A version of a text as a form, and the form as a version."""

from collections.abc import Sequence

from admin.forms import Typed
from shared.agreements.models import AgreementText
from shared.agreements.rules import ALWAYS_IN, AgreementKind, Wording, tidied
from shared.agreements.seed import BINDING, SEEDED_IN, first_wording
from shared.web.languages import LANGUAGES


def form_of(texts: Sequence[AgreementText]) -> Typed:
    """Return the fields of a version: whoever writes the next one begins with it."""
    typed = Typed()
    for text in texts:
        code = text.language.replace("-", ".")
        typed[f"title.{code}"], typed[f"text.{code}"] = text.title, text.text
    return typed


def filled_in(typed: Typed, kind: AgreementKind) -> list[str]:
    """Fill in our own translations of a text that came with Usher, where it has none; return their languages.

    A house that is older than them is offered them so; nothing holds before somebody publishes it.
    """
    ours, code = first_wording(kind, BINDING), BINDING.replace("-", ".")
    if tidied(Wording(typed[f"title.{code}"], typed[f"text.{code}"])) != ours:
        return []
    filled = []
    for language in SEEDED_IN:
        code = language.replace("-", ".")
        if not typed[f"title.{code}"] and not typed[f"text.{code}"]:
            wording = first_wording(kind, language)
            typed[f"title.{code}"], typed[f"text.{code}"] = wording.title, wording.text
            filled.append(language)
    return filled


def wordings_typed(typed: Typed) -> dict[str, Wording]:
    """Return the version that a form asks for: a language in which nothing was written is left out."""
    wordings = {}
    for language in LANGUAGES:
        code = language.replace("-", ".")
        wording = Wording(typed[f"title.{code}"], typed[f"text.{code}"])
        if language in ALWAYS_IN or wording.title or wording.text:
            wordings[language] = wording
    return wordings
