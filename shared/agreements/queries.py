"""Reading agreement texts."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shared.agreements.models import AgreementText
from shared.agreements.rules import AgreementKind, in_language


def newest_text(session: Session, site_id: str, kind: AgreementKind, language: str) -> AgreementText | None:
    """Return the text that holds now, in a reader's language or the nearest; None where none was published."""
    texts = newest_texts(session, site_id, kind)
    return in_language({text.language: text for text in texts}, language)


def newest_texts(session: Session, site_id: str, kind: AgreementKind) -> Sequence[AgreementText]:
    """Return the version that holds now, in all its languages."""
    of_kind = (AgreementText.site_id == site_id, AgreementText.kind == kind)
    newest = select(func.max(AgreementText.version)).where(*of_kind).scalar_subquery()
    wanted = select(AgreementText).where(*of_kind, AgreementText.version == newest)
    return session.scalars(wanted.order_by(AgreementText.language)).all()


def every_version(session: Session, site_id: str, kind: AgreementKind) -> Sequence[AgreementText]:
    """Return all that was ever published of a kind at a site, the newest first."""
    wanted = select(AgreementText).where(AgreementText.site_id == site_id, AgreementText.kind == kind)
    return session.scalars(wanted.order_by(AgreementText.version.desc(), AgreementText.language)).all()


def agreement_text(session: Session, text_id: str) -> AgreementText | None:
    """Return one text."""
    return session.get(AgreementText, text_id)
