"""The texts that every new site begins with, in Chinese and English: its people read them, and publish their own."""

from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from shared.agreements.actions import write_version
from shared.agreements.rules import ALWAYS_IN, AgreementKind, Wording, tidied

SEEDED_BY = "usher"
_TEXTS = Path(__file__).parent / "texts"


def seed_agreements(session: Session, site_id: str, now: datetime) -> None:
    """Let a site that is new have the first version of each text; nobody published them, so no line says so."""
    for kind in AgreementKind:
        wordings = {language: tidied(first_wording(kind, language)) for language in ALWAYS_IN}
        write_version(session, site_id, kind, 1, wordings, SEEDED_BY, now)


def first_wording(kind: AgreementKind, language: str) -> Wording:
    """Return a text as it comes with Usher: the first line is its title."""
    title, _, text = (_TEXTS / f"{kind}.{language}.txt").read_text(encoding="utf-8").partition("\n")
    return Wording(title, text)
