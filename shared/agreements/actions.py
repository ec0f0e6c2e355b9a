"""Publishing agreement texts. There is no changing one."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from shared.agreements.models import AgreementText
from shared.agreements.queries import newest_texts
from shared.agreements.rules import AgreementKind, TextTrouble, Wording, sum_of, tidied, troubles_with
from shared.kernel.logbook import About, Kind, note
from shared.sites.models import Site


class TextsRefused(ValueError):
    """A version can't be published; `troubles` says why, language by language."""

    def __init__(self, troubles: list[TextTrouble]) -> None:
        super().__init__(", ".join(f"{each.language} {each.field}: {each.code}" for each in troubles))
        self.troubles = troubles


def publish(
    session: Session, site_id: str, kind: AgreementKind, wordings: Mapping[str, Wording], by: str, now: datetime
) -> int:
    """Publish the next version of a text in all its languages at once; return its number. Raises TextsRefused.

    Two who publish at once get two versions, one after the other. The same texts again make no new version.
    """
    wordings = {language: tidied(wording) for language, wording in wordings.items()}
    if troubles := troubles_with(wordings):
        raise TextsRefused(troubles)
    session.get(Site, site_id, with_for_update={"key_share": True}, populate_existing=True)
    before = newest_texts(session, site_id, kind)
    if {text.language: text.sum for text in before} == {lang: sum_of(each) for lang, each in wordings.items()}:
        return before[0].version
    version = before[0].version + 1 if before else 1
    write_version(session, site_id, kind, version, wordings, by, now)
    note(session, Kind.AgreementPublished, About(site_id), at=now, by=by, agreement=kind.value, version=version)
    return version


def write_version(
    session: Session,
    site_id: str,
    kind: AgreementKind,
    version: int,
    wordings: Mapping[str, Wording],
    by: str,
    now: datetime,
) -> None:
    """Write a version down, each language with its sum."""
    session.add_all(
        AgreementText(
            site_id=site_id,
            kind=kind,
            version=version,
            language=language,
            title=wording.title,
            text=wording.text,
            sum=sum_of(wording),
            published_at=now,
            published_by=by,
        )
        for language, wording in wordings.items()
    )
    session.flush()
