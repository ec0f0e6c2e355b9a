"""The texts that every new site begins with, in the kiosk's languages: its people read them, and publish their own.

Where a translation of the site's rules or of the NDA differs from the Chinese text, the Chinese one binds, and each
says so. A consent says nothing of the kind: who agrees agrees to what they have read.
"""

from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

from shared.agreements.actions import write_version
from shared.agreements.rules import AgreementKind, Wording, tidied

SEEDED_BY = "usher"
SEEDED_IN = ("zh-CN", "en", "zh-TW", "ja", "ko", "de", "fr", "es")
BINDING = "zh-CN"
_TEXTS = Path(__file__).parent / "texts"


def seed_agreements(session: Session, site_id: str, now: datetime) -> None:
    """Let a site that is new have the first version of each text; nobody published them, so no line says so."""
    for kind in AgreementKind:
        wordings = {language: first_wording(kind, language) for language in SEEDED_IN}
        write_version(session, site_id, kind, 1, wordings, SEEDED_BY, now)


@cache
def first_wording(kind: AgreementKind, language: str) -> Wording:
    """Return a text as it comes with Usher: the first line is its title."""
    title, _, text = (_TEXTS / f"{kind}.{language}.txt").read_text(encoding="utf-8").partition("\n")
    return tidied(Wording(title, text))
